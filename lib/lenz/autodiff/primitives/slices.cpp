// Rows and columns cut out of a matrix, and put into one of zeros.
#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

std::uint32_t narrow(arma::uword n) { return static_cast<std::uint32_t>(n); }

void check_range(const char* name, arma::uword first, arma::uword n, arma::uword all) {
  if (first > all || n > all - first)
    throw std::invalid_argument(std::string(name) + ": " + std::to_string(n) + " from " +
                                std::to_string(first) + " on, of " + std::to_string(all));
}

/// Settings: range = {first, n}.
template <class T>
struct Rows {
  static constexpr auto name = "rows";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const auto& [first, n, unused, unused_too] = node.settings.range;
    y.set_size(n, x[0]->n_cols);
    for (arma::uword j = 0; j < y.n_cols; ++j) arma::arrayops::copy(y.colptr(j), x[0]->colptr(j) + first, n);
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = place_rows(g, node.settings.range[0], x[0].n_rows());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return rows(t[0], node.settings.range[0], node.settings.range[1]);
  }
};

/// Settings: range = {first, n_rows}.
template <class T>
struct PlaceRows {
  static constexpr auto name = "place_rows";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const auto& [first, n_rows, unused, unused_too] = node.settings.range;
    y.zeros(n_rows, x[0]->n_cols);
    for (arma::uword j = 0; j < y.n_cols; ++j)
      arma::arrayops::copy(y.colptr(j) + first, x[0]->colptr(j), x[0]->n_rows);
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = rows(g, node.settings.range[0], x[0].n_rows());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return place_rows(t[0], node.settings.range[0], node.settings.range[1]);
  }
};

/// Settings: range = {first, n}.
template <class T>
struct Columns {
  static constexpr auto name = "columns";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const auto& [first, n, unused, unused_too] = node.settings.range;
    y.set_size(x[0]->n_rows, n);
    arma::arrayops::copy(y.memptr(), x[0]->colptr(0) + first * y.n_rows, y.n_elem);
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = place_columns(g, node.settings.range[0], x[0].n_cols());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return columns(t[0], node.settings.range[0], node.settings.range[1]);
  }
};

/// Settings: range = {first, n_cols}.
template <class T>
struct PlaceColumns {
  static constexpr auto name = "place_columns";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const auto& [first, n_cols, unused, unused_too] = node.settings.range;
    y.zeros(x[0]->n_rows, n_cols);
    arma::arrayops::copy(y.memptr() + first * y.n_rows, x[0]->memptr(), x[0]->n_elem);
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = columns(g, node.settings.range[0], x[0].n_cols());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return place_columns(t[0], node.settings.range[0], node.settings.range[1]);
  }
};

}  // namespace

template <class T>
Var<T> rows(Var<T> x, arma::uword first, arma::uword n) {
  check_range("rows", first, n, x.n_rows());
  return record<Rows, T>({x}, {.range = {narrow(first), narrow(n), 0, 0}});
}
template <class T>
Var<T> place_rows(Var<T> x, arma::uword first, arma::uword n_rows) {
  check_range("place_rows", first, x.n_rows(), n_rows);
  return record<PlaceRows, T>({x}, {.range = {narrow(first), narrow(n_rows), 0, 0}});
}
template <class T>
Var<T> columns(Var<T> x, arma::uword first, arma::uword n) {
  check_range("columns", first, n, x.n_cols());
  return record<Columns, T>({x}, {.range = {narrow(first), narrow(n), 0, 0}});
}
template <class T>
Var<T> place_columns(Var<T> x, arma::uword first, arma::uword n_cols) {
  check_range("place_columns", first, x.n_cols(), n_cols);
  return record<PlaceColumns, T>({x}, {.range = {narrow(first), narrow(n_cols), 0, 0}});
}
template <class T>
Var<T> join_rows(Var<T> a, Var<T> b) {
  const arma::uword n_rows = a.n_rows() + b.n_rows();
  return place_rows(a, 0, n_rows) + place_rows(b, a.n_rows(), n_rows);
}

#define LENZ_INSTANTIATE(T)                                        \
  template Var<T> rows(Var<T>, arma::uword, arma::uword);          \
  template Var<T> place_rows(Var<T>, arma::uword, arma::uword);    \
  template Var<T> columns(Var<T>, arma::uword, arma::uword);       \
  template Var<T> place_columns(Var<T>, arma::uword, arma::uword); \
  template Var<T> join_rows(Var<T>, Var<T>);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
