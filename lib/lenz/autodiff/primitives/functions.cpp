// Functions element by element. Where a derivative would take several passes over memory it is a primitive of
// its own, f_slope(g, …) = g f'(…), which is differentiated in turn.
#include "lenz/autodiff/elementwise.hpp"
#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

/// F gives `name`, apply(x, y, n) and slope(g, x, y) = g f'(x), an expression; empty where f' = 0.
template <class F, class T>
struct Function {
  static constexpr auto name = F::name;
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    y.set_size(x[0]->n_rows, x[0]->n_cols);
    F::apply(x[0]->memptr(), y.memptr(), y.n_elem);
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T> y, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = F::slope(g, x[0], y);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& x, Var<T> y, const Inputs<T>& t) {
    return F::slope(t[0], x[0], y);
  }
};
template <class F, class T>
inline constexpr Primitive<T> function_primitive = {
    F::name, &Function<F, T>::evaluate, &Function<F, T>::pull_back, &Function<F, T>::push_forward};
template <class F, class T>
Var<T> apply(Var<T> x) {
  return x.tape().record(function_primitive<F, T>, {x});
}

/// F gives `name`, apply(g, x, z, n) of z = g f'(x), and curvature(u, g, x) = u g f''(x), an expression;
/// empty where f'' = 0.
template <class F, class T>
struct Slope {
  static constexpr auto name = F::name;
  static void evaluate(const Node<T>&, const Values<T>& in, arma::Mat<T>& z) {
    z.set_size(in[0]->n_rows, in[0]->n_cols);
    F::apply(in[0]->memptr(), in[1]->memptr(), z.memptr(), z.n_elem);
  }
  static void pull_back(const Node<T>&, const Inputs<T>& in, Var<T>, Var<T> u, const Wanted& wanted,
                        Inputs<T>& dx) {
    if (wanted[0]) dx[0] = F::again(u, in[1]);
    if (wanted[1]) dx[1] = F::curvature(u, in[0], in[1]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& in, Var<T>, const Inputs<T>& t) {
    return add_if(t[0] ? F::again(t[0], in[1]) : t[0], t[1] ? F::curvature(t[1], in[0], in[1]) : t[1]);
  }
};
template <class F, class T>
inline constexpr Primitive<T> slope_primitive = {F::name, &Slope<F, T>::evaluate, &Slope<F, T>::pull_back,
                                                 &Slope<F, T>::push_forward};
template <class F, class T>
Var<T> apply_slope(Var<T> g, Var<T> x) {
  return g.tape().record(slope_primitive<F, T>, {g, x});
}

#define LENZ_SLOPE(Name, function)                                   \
  struct Name##Base {                                                \
    static constexpr auto name = #function;                          \
    template <class T>                                               \
    static void apply(const T* g, const T* x, T* z, std::size_t n) { \
      elementwise::function(g, x, z, n);                             \
    }                                                                \
  };                                                                 \
  struct Name : Name##Base {                                         \
    template <class T>                                               \
    static Var<T> again(Var<T> u, Var<T> x) {                        \
      return apply_slope<Name>(u, x);                                \
    }                                                                \
    template <class T>                                               \
    static Var<T> curvature(Var<T> u, Var<T> g, Var<T> x);           \
  };

LENZ_SLOPE(TanhSlope, tanh_slope)
LENZ_SLOPE(SigmoidSlope, sigmoid_slope)
LENZ_SLOPE(SiluSlope, silu_slope)
LENZ_SLOPE(ReluSlope, relu_slope)

/// d/dy of 1 - y^2.
template <class T>
Var<T> TanhSlope::curvature(Var<T> u, Var<T> g, Var<T> y) {
  return T(-2) * times(times(u, g), y);
}
/// d/dy of y (1 - y).
template <class T>
Var<T> SigmoidSlope::curvature(Var<T> u, Var<T> g, Var<T> y) {
  return times(times(u, g), shift(T(-2) * y, 1));
}
/// f'' = s (1 - s) (2 + x (1 - 2 s)), s = sigmoid(x).
template <class T>
Var<T> SiluSlope::curvature(Var<T> u, Var<T> g, Var<T> x) {
  const Var<T> s = sigmoid(x);
  const Var<T> inner = shift(times(x, shift(T(-2) * s, 1)), 2);
  return times(apply_slope<SigmoidSlope>(times(u, g), s), inner);
}
template <class T>
Var<T> ReluSlope::curvature(Var<T>, Var<T>, Var<T>) {
  return {};
}

#define LENZ_FUNCTION(Name, function, expression)                                         \
  struct Name {                                                                           \
    static constexpr auto name = #function;                                               \
    template <class T>                                                                    \
    static void apply(const T* x, T* y, std::size_t n) {                                  \
      elementwise::function(x, y, n);                                                     \
    }                                                                                     \
    template <class T>                                                                    \
    static Var<T> slope(Var<T> g, [[maybe_unused]] Var<T> x, [[maybe_unused]] Var<T> y) { \
      return expression;                                                                  \
    }                                                                                     \
  };

struct Sign {
  static constexpr auto name = "sign";
  template <class T>
  static void apply(const T* x, T* y, std::size_t n) {
    elementwise::sign(x, y, n);
  }
  template <class T>
  static Var<T> slope(Var<T>, Var<T>, Var<T>) {
    return {};
  }
};

LENZ_FUNCTION(Exp, exp, times(g, y))
LENZ_FUNCTION(Log, log, g / x)
LENZ_FUNCTION(Sqrt, sqrt, T(0.5) * (g / y))
LENZ_FUNCTION(Sin, sin, times(g, cos(x)))
LENZ_FUNCTION(Cos, cos, -times(g, sin(x)))
LENZ_FUNCTION(Tanh, tanh, apply_slope<TanhSlope>(g, y))
LENZ_FUNCTION(Sigmoid, sigmoid, apply_slope<SigmoidSlope>(g, y))
LENZ_FUNCTION(Softplus, softplus, times(g, sigmoid(x)))
LENZ_FUNCTION(LogCosh, log_cosh, times(g, tanh(x)))
LENZ_FUNCTION(Silu, silu, apply_slope<SiluSlope>(g, x))
LENZ_FUNCTION(Relu, relu, apply_slope<ReluSlope>(g, x))
LENZ_FUNCTION(Abs, abs, times(g, ::lenz::autodiff::apply<Sign>(x)))

}  // namespace

#define LENZ_DEFINE(Name, function)         \
  template <class T>                        \
  Var<T> function(Var<T> x) {               \
    return apply<Name>(x);                  \
  }                                         \
  template Var<float> function(Var<float>); \
  template Var<double> function(Var<double>);

LENZ_DEFINE(Exp, exp)
LENZ_DEFINE(Log, log)
LENZ_DEFINE(Sqrt, sqrt)
LENZ_DEFINE(Sin, sin)
LENZ_DEFINE(Cos, cos)
LENZ_DEFINE(Tanh, tanh)
LENZ_DEFINE(Sigmoid, sigmoid)
LENZ_DEFINE(Softplus, softplus)
LENZ_DEFINE(LogCosh, log_cosh)
LENZ_DEFINE(Silu, silu)
LENZ_DEFINE(Relu, relu)
LENZ_DEFINE(Abs, abs)

template <class T>
Var<T> square(Var<T> x) {
  return times(x, x);
}
template Var<float> square(Var<float>);
template Var<double> square(Var<double>);

}  // namespace lenz::autodiff
