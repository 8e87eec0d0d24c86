// Arithmetic element by element, with rows, columns and numbers repeated where one operand has but one.
#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

arma::uword common(arma::uword a, arma::uword b, const char* name, const std::string& shapes) {
  if (a == b || b == 1) return a;
  if (a == 1) return b;
  throw std::invalid_argument(std::string(name) + ": shapes " + shapes + " do not fit");
}

/// y_ij = f(a_ij, b_ij).
template <class T, class F>
void combine(const char* name, const arma::Mat<T>& a, const arma::Mat<T>& b, arma::Mat<T>& y, F f) {
  const std::string shapes = same_shape(a, b) ? std::string() : shape_text(a) + " and " + shape_text(b);
  const arma::uword n_rows = common(a.n_rows, b.n_rows, name, shapes);
  const arma::uword n_cols = common(a.n_cols, b.n_cols, name, shapes);
  y.set_size(n_rows, n_cols);
  const auto column = [&](const T* __restrict p, const T* __restrict q, T* __restrict out, arma::uword n) {
    for (arma::uword i = 0; i < n; ++i) out[i] = f(p[i], q[i]);
  };
  if (same_shape(a, b)) return column(a.memptr(), b.memptr(), y.memptr(), y.n_elem);
  for (arma::uword j = 0; j < n_cols; ++j) {
    const T* p = a.colptr(a.n_cols == 1 ? 0 : j);
    const T* q = b.colptr(b.n_cols == 1 ? 0 : j);
    T* out = y.colptr(j);
    if (a.n_rows == b.n_rows) {
      column(p, q, out, n_rows);
    } else if (a.n_rows == 1) {
      const T number = *p;
      for (arma::uword i = 0; i < n_rows; ++i) out[i] = f(number, q[i]);
    } else {
      const T number = *q;
      for (arma::uword i = 0; i < n_rows; ++i) out[i] = f(p[i], number);
    }
  }
}

template <class T>
struct Add {
  static constexpr auto name = "+";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    combine(name, *x[0], *x[1], y, [](T a, T b) { return a + b; });
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    for (std::size_t k = 0; k < 2; ++k) {
      if (wanted[k]) dx[k] = sum_like(g, x[k]);
    }
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T> y, const Inputs<T>& t) {
    return broadcast_to(add_if(t[0], t[1]), y.n_rows(), y.n_cols());
  }
};

template <class T>
struct Subtract {
  static constexpr auto name = "-";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    combine(name, *x[0], *x[1], y, [](T a, T b) { return a - b; });
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    if (wanted[0]) dx[0] = sum_like(g, x[0]);
    if (wanted[1]) dx[1] = -sum_like(g, x[1]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T> y, const Inputs<T>& t) {
    return broadcast_to(add_if(t[0], t[1] ? -t[1] : t[1]), y.n_rows(), y.n_cols());
  }
};

template <class T>
struct Times {
  static constexpr auto name = "times";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    combine(name, *x[0], *x[1], y, [](T a, T b) { return a * b; });
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    if (wanted[0]) dx[0] = sum_like(times(g, x[1]), x[0]);
    if (wanted[1]) dx[1] = sum_like(times(g, x[0]), x[1]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& x, Var<T>, const Inputs<T>& t) {
    return add_if(t[0] ? times(t[0], x[1]) : t[0], t[1] ? times(x[0], t[1]) : t[1]);
  }
};

template <class T>
struct Divide {
  static constexpr auto name = "/";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    combine(name, *x[0], *x[1], y, [](T a, T b) { return a / b; });
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T> y, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    const Var<T> by = g / x[1];
    if (wanted[0]) dx[0] = sum_like(by, x[0]);
    if (wanted[1]) dx[1] = -sum_like(times(by, y), x[1]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& x, Var<T> y, const Inputs<T>& t) {
    const Var<T> above = add_if(t[0], t[1] ? -times(y, t[1]) : t[1]);
    return broadcast_to(above / x[1], y.n_rows(), y.n_cols());
  }
};

/// Settings: number.
template <class T>
struct Scale {
  static constexpr auto name = "scale";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    y = *x[0] * node.settings.number;
  }
  static void pull_back(const Node<T>& node, const Inputs<T>&, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = scale(g, node.settings.number);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return scale(t[0], node.settings.number);
  }
};

/// Settings: number.
template <class T>
struct Shift {
  static constexpr auto name = "shift";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    y = *x[0] + node.settings.number;
  }
  static void pull_back(const Node<T>&, const Inputs<T>&, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = g;
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T>, const Inputs<T>& t) { return t[0]; }
};

}  // namespace

template <class T>
Var<T> operator+(Var<T> a, Var<T> b) {
  return record<Add, T>({a, b});
}
template <class T>
Var<T> operator-(Var<T> a, Var<T> b) {
  return record<Subtract, T>({a, b});
}
template <class T>
Var<T> times(Var<T> a, Var<T> b) {
  return record<Times, T>({a, b});
}
template <class T>
Var<T> operator/(Var<T> a, Var<T> b) {
  return record<Divide, T>({a, b});
}
template <class T>
Var<T> scale(Var<T> x, std::type_identity_t<T> number) {
  return record<Scale, T>({x}, {.number = number});
}
template <class T>
Var<T> shift(Var<T> x, std::type_identity_t<T> number) {
  return record<Shift, T>({x}, {.number = number});
}

#define LENZ_INSTANTIATE(T)                               \
  template Var<T> operator+(Var<T>, Var<T>);              \
  template Var<T> operator-(Var<T>, Var<T>);              \
  template Var<T> times(Var<T>, Var<T>);                  \
  template Var<T> operator/(Var<T>, Var<T>);              \
  template Var<T> scale(Var<T>, std::type_identity_t<T>); \
  template Var<T> shift(Var<T>, std::type_identity_t<T>);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
