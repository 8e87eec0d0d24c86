// Sums, what is repeated, and log-sum-exp.
#include "lenz/autodiff/elementwise.hpp"
#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

/// Settings: range = {n_rows, n_cols}.
template <class T>
struct SumTo {
  static constexpr auto name = "sum";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::Mat<T>& a = *x[0];
    y.zeros(node.settings.range[0], node.settings.range[1]);
    for (arma::uword j = 0; j < a.n_cols; ++j) {
      const T* __restrict from = a.colptr(j);
      T* __restrict to = y.colptr(y.n_cols == 1 ? 0 : j);
      if (y.n_rows == 1) {
        *to += arma::arrayops::accumulate(from, a.n_rows);
      } else {
        for (arma::uword i = 0; i < a.n_rows; ++i) to[i] += from[i];
      }
    }
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = broadcast_to(g, x[0].n_rows(), x[0].n_cols());
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T> y, const Inputs<T>& t) {
    return sum_like(t[0], y);
  }
};

/// Settings: range = {n_rows, n_cols}.
template <class T>
struct BroadcastTo {
  static constexpr auto name = "broadcast";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::Mat<T>& a = *x[0];
    y.set_size(node.settings.range[0], node.settings.range[1]);
    for (arma::uword j = 0; j < y.n_cols; ++j) {
      const T* from = a.colptr(a.n_cols == 1 ? 0 : j);
      if (a.n_rows == y.n_rows)
        arma::arrayops::copy(y.colptr(j), from, y.n_rows);
      else
        arma::arrayops::inplace_set(y.colptr(j), *from, y.n_rows);
    }
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = sum_like(g, x[0]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T> y, const Inputs<T>& t) {
    return broadcast_to(t[0], y.n_rows(), y.n_cols());
  }
};

/// Settings: range = {n}.
template <class T>
struct SumGroups {
  static constexpr auto name = "sum_groups";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::uword n = node.settings.range[0], n_rows = x[0]->n_rows;
    y.zeros(n_rows, x[0]->n_cols / n);
    const T* __restrict from = x[0]->memptr();
    for (arma::uword j = 0; j < y.n_cols; ++j) {
      T* __restrict to = y.colptr(j);
      for (arma::uword k = 0; k < n; ++k, from += n_rows) {
        for (arma::uword i = 0; i < n_rows; ++i) to[i] += from[i];
      }
    }
  }
  static void pull_back(const Node<T>& node, const Inputs<T>&, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = repeat_groups(g, node.settings.range[0]);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return sum_groups(t[0], node.settings.range[0]);
  }
};

/// Settings: range = {n}.
template <class T>
struct RepeatGroups {
  static constexpr auto name = "repeat_groups";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::uword n = node.settings.range[0];
    y.set_size(x[0]->n_rows, x[0]->n_cols * n);
    for (arma::uword j = 0; j < y.n_cols; ++j)
      arma::arrayops::copy(y.colptr(j), x[0]->colptr(j / n), y.n_rows);
  }
  static void pull_back(const Node<T>& node, const Inputs<T>&, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = sum_groups(g, node.settings.range[0]);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return repeat_groups(t[0], node.settings.range[0]);
  }
};

template <class T>
struct LogSumExp {
  static constexpr auto name = "log_sum_exp";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) {
    const arma::Mat<T>& a = *x[0];
    y.set_size(1, a.n_cols);
    for (arma::uword j = 0; j < a.n_cols; ++j) {
      const T* from = a.colptr(j);
      T largest = from[0];
      for (arma::uword i = 1; i < a.n_rows; ++i) largest = from[i] > largest ? from[i] : largest;
      if (std::isinf(largest)) {  // all of them minus infinity, or one plus infinity
        y(0, j) = largest;
        continue;
      }
      T sum = 0;
      for (arma::uword i = 0; i < a.n_rows; ++i) sum += std::exp(from[i] - largest);
      y(0, j) = largest + std::log(sum);
    }
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T> y, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = times(exp(x[0] - y), g);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& x, Var<T> y, const Inputs<T>& t) {
    return sum_like(times(exp(x[0] - y), t[0]), y);
  }
};

template <template <class> class P, class T>
Var<T> with_shape(Var<T> x, arma::uword n_rows, arma::uword n_cols, arma::uword larger_rows,
                  arma::uword larger_cols, arma::uword smaller_rows, arma::uword smaller_cols) {
  if (x.n_rows() == n_rows && x.n_cols() == n_cols) return x;
  if ((smaller_rows != 1 && smaller_rows != larger_rows) ||
      (smaller_cols != 1 && smaller_cols != larger_cols))
    throw std::invalid_argument(std::string(P<T>::name) + ": " + shape_text(x.value()) + " does not become " +
                                shape_text(n_rows, n_cols));
  return record<P, T>(
      {x}, {.range = {static_cast<std::uint32_t>(n_rows), static_cast<std::uint32_t>(n_cols), 0, 0}});
}

}  // namespace

template <class T>
Var<T> sum_to(Var<T> x, arma::uword n_rows, arma::uword n_cols) {
  return with_shape<SumTo, T>(x, n_rows, n_cols, x.n_rows(), x.n_cols(), n_rows, n_cols);
}
template <class T>
Var<T> broadcast_to(Var<T> x, arma::uword n_rows, arma::uword n_cols) {
  return with_shape<BroadcastTo, T>(x, n_rows, n_cols, n_rows, n_cols, x.n_rows(), x.n_cols());
}
template <class T>
Var<T> sum_groups(Var<T> x, arma::uword n) {
  if (n == 0 || x.n_cols() % n != 0)
    throw std::invalid_argument("sum_groups: " + std::to_string(x.n_cols()) + " columns are no groups of " +
                                std::to_string(n));
  return record<SumGroups, T>({x}, {.range = {static_cast<std::uint32_t>(n), 0, 0, 0}});
}
template <class T>
Var<T> repeat_groups(Var<T> x, arma::uword n) {
  return record<RepeatGroups, T>({x}, {.range = {static_cast<std::uint32_t>(n), 0, 0, 0}});
}
template <class T>
Var<T> log_sum_exp(Var<T> x) {
  if (x.n_rows() == 0) throw std::invalid_argument("log_sum_exp: of no rows");
  return record<LogSumExp, T>({x});
}

#define LENZ_INSTANTIATE(T)                                       \
  template Var<T> sum_to(Var<T>, arma::uword, arma::uword);       \
  template Var<T> broadcast_to(Var<T>, arma::uword, arma::uword); \
  template Var<T> sum_groups(Var<T>, arma::uword);                \
  template Var<T> repeat_groups(Var<T>, arma::uword);             \
  template Var<T> log_sum_exp(Var<T>);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
