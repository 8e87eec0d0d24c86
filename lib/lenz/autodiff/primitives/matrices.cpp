// Products of matrices, and the same numbers in another order.
#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

/// Settings: transposed, of each factor. C = op(A) op(B).
template <class T>
struct Product {
  static constexpr auto name = "product";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::Mat<T>&a = *x[0], &b = *x[1];
    const auto [ta, tb] = node.settings.transposed;
    if ((ta ? a.n_rows : a.n_cols) != (tb ? b.n_cols : b.n_rows))
      throw std::invalid_argument("product: shapes " + shape_text(a) + (ta ? " (transposed)" : "") + " and " +
                                  shape_text(b) + (tb ? " (transposed)" : "") + " do not fit");
    if (!ta && !tb)
      y = a * b;
    else if (ta && !tb)
      y = a.t() * b;
    else if (!ta)
      y = a * b.t();
    else
      y = a.t() * b.t();
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    const auto [ta, tb] = node.settings.transposed;
    if (wanted[0]) dx[0] = ta ? product(x[1], g, tb, true) : product(g, x[1], false, !tb);
    if (wanted[1]) dx[1] = tb ? product(g, x[0], true, ta) : product(x[0], g, !ta, false);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>& x, Var<T>, const Inputs<T>& t) {
    const auto [ta, tb] = node.settings.transposed;
    return add_if(t[0] ? product(t[0], x[1], ta, tb) : t[0], t[1] ? product(x[0], t[1], ta, tb) : t[1]);
  }
};

template <class T>
struct Affine {
  static constexpr auto name = "affine";
  static void evaluate(const Node<T>&, const Values<T>& in, arma::Mat<T>& y) {
    const arma::Mat<T>&w = *in[0], &x = *in[1], &b = *in[2];
    if (w.n_cols != x.n_rows || b.n_rows != w.n_rows || b.n_cols != 1)
      throw std::invalid_argument("affine: shapes W " + shape_text(w) + ", x " + shape_text(x) + " and b " +
                                  shape_text(b) + " do not fit");
    y.set_size(w.n_rows, x.n_cols);
    for (arma::uword j = 0; j < y.n_cols; ++j) arma::arrayops::copy(y.colptr(j), b.memptr(), b.n_rows);
    y += w * x;
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    if (wanted[0]) dx[0] = product(g, x[1], false, true);
    if (wanted[1]) dx[1] = product(x[0], g, true, false);
    if (wanted[2]) dx[2] = sum_like(g, x[2]);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>& x, Var<T> y, const Inputs<T>& t) {
    const Var<T> moved = add_if(t[0] ? t[0] * x[1] : t[0], t[1] ? x[0] * t[1] : t[1]);
    return broadcast_to(add_if(moved, t[2]), y.n_rows(), y.n_cols());
  }
};

template <class T>
struct Transpose {
  static constexpr auto name = "transpose";
  static void evaluate(const Node<T>&, const Values<T>& x, arma::Mat<T>& y) { y = x[0]->t(); }
  static void pull_back(const Node<T>&, const Inputs<T>&, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = transpose(g);
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return transpose(t[0]);
  }
};

/// Settings: range = {n_rows, n_cols}.
template <class T>
struct Reshape {
  static constexpr auto name = "reshape";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const auto& [n_rows, n_cols, unused, unused_too] = node.settings.range;
    if (x[0]->n_elem != arma::uword{n_rows} * n_cols)
      throw std::invalid_argument("reshape: " + shape_text(*x[0]) + " has not as many elements as " +
                                  shape_text(n_rows, n_cols));
    y.set_size(n_rows, n_cols);
    arma::arrayops::copy(y.memptr(), x[0]->memptr(), y.n_elem);
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = reshape(g, x[0].n_rows(), x[0].n_cols());
  }
  static Var<T> push_forward(const Node<T>&, const Inputs<T>&, Var<T> y, const Inputs<T>& t) {
    return reshape(t[0], y.n_rows(), y.n_cols());
  }
};

}  // namespace

template <class T>
Var<T> product(Var<T> a, Var<T> b, bool transpose_a, bool transpose_b) {
  return record<Product, T>({a, b}, {.transposed = {transpose_a, transpose_b}});
}
template <class T>
Var<T> affine(Var<T> w, Var<T> x, Var<T> b) {
  return record<Affine, T>({w, x, b});
}
template <class T>
Var<T> transpose(Var<T> x) {
  return record<Transpose, T>({x});
}
template <class T>
Var<T> reshape(Var<T> x, arma::uword n_rows, arma::uword n_cols) {
  return record<Reshape, T>(
      {x}, {.range = {static_cast<std::uint32_t>(n_rows), static_cast<std::uint32_t>(n_cols), 0, 0}});
}

#define LENZ_INSTANTIATE(T)                            \
  template Var<T> product(Var<T>, Var<T>, bool, bool); \
  template Var<T> affine(Var<T>, Var<T>, Var<T>);      \
  template Var<T> transpose(Var<T>);                   \
  template Var<T> reshape(Var<T>, arma::uword, arma::uword);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
