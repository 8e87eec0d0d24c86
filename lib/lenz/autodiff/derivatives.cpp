#include "lenz/autodiff/derivatives.hpp"

#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

namespace {

template <class T>
using Index = typename Var<T>::Index;

template <class T>
std::array<Var<T>, 3> inputs_of(Tape<T>& tape, const Node<T>& node) {
  return {tape.var(node.inputs[0]), tape.var(node.inputs[1]), tape.var(node.inputs[2])};
}

/// Marks which of the first n values depend on one of x.
template <class T>
void mark_dependents(const Tape<T>& tape, std::span<const Var<T>> x, Index<T> n, std::vector<char>& depends) {
  depends.assign(n, 0);
  for (const Var<T>& each : x) {
    if (each.index() < n) depends[each.index()] = 1;
  }
  for (Index<T> i = 0; i < n; ++i) {
    for (const Index<T> input : tape.node(i).inputs) {
      if (input != Var<T>::none && depends[input] != 0) depends[i] = 1;
    }
  }
}

}  // namespace

template <class T>
void pull_back(Var<T> y, Var<T> seed, std::span<const Var<T>> x, std::span<Var<T>> gradients) {
  Tape<T>& tape = y.tape();
  const Index<T> n = y.index() + 1;
  auto& [depends, adjoint] = tape.workspace();
  mark_dependents(tape, x, n, depends);
  adjoint.assign(n, {});
  if (depends[y.index()] != 0) adjoint[y.index()] = seed;
  for (Index<T> i = n; i-- > 0;) {
    const Node<T>& node = tape.node(i);
    if (!adjoint[i] || node.primitive == nullptr) continue;
    std::array<bool, 3> wanted{};
    bool any = false;
    for (std::size_t k = 0; k < 3; ++k) {
      wanted[k] = node.inputs[k] != Var<T>::none && depends[node.inputs[k]] != 0;
      any = any || wanted[k];
    }
    if (!any) continue;
    std::array<Var<T>, 3> parts{};
    node.primitive->pull_back(node, inputs_of(tape, node), tape.var(i), adjoint[i], wanted, parts);
    for (std::size_t k = 0; k < 3; ++k) {
      if (!wanted[k] || !parts[k]) continue;
      Var<T>& sum = adjoint[node.inputs[k]];
      sum = sum ? sum + parts[k] : parts[k];
    }
  }
  for (std::size_t k = 0; k < x.size(); ++k) {
    const bool reached = x[k].index() < n && adjoint[x[k].index()];
    gradients[k] = reached ? adjoint[x[k].index()] : tape.constant(T(0), x[k].n_rows(), x[k].n_cols());
  }
}

template <class T>
Var<T> push_forward(Var<T> y, Var<T> x, Var<T> v) {
  Tape<T>& tape = y.tape();
  const Index<T> n = y.index() + 1;
  std::vector<Var<T>>& tangent = tape.workspace().derivatives;
  tangent.assign(n, {});
  if (x.index() < n) tangent[x.index()] = v;
  for (Index<T> i = x.index() + 1; i < n; ++i) {
    const Node<T>& node = tape.node(i);
    if (node.primitive == nullptr) continue;
    std::array<Var<T>, 3> tangents{};
    bool any = false;
    for (std::size_t k = 0; k < 3; ++k) {
      if (node.inputs[k] == Var<T>::none) continue;
      tangents[k] = tangent[node.inputs[k]];
      any = any || tangents[k];
    }
    if (any) tangent[i] = node.primitive->push_forward(node, inputs_of(tape, node), tape.var(i), tangents);
  }
  return tangent[y.index()] ? tangent[y.index()] : tape.constant(T(0), y.n_rows(), y.n_cols());
}

template <class T>
Var<T> laplacian(Var<T> y, Var<T> x) {
  if (y.n_rows() != 1 || y.n_cols() != x.n_cols())
    throw std::invalid_argument("laplacian: y must be one row with as many columns as x");
  Tape<T>& tape = y.tape();
  Var<T> sum;
  for (arma::uword d = 0; d < x.n_rows(); ++d) {
    arma::Mat<T> direction(x.n_rows(), x.n_cols(), arma::fill::zeros);
    direction.row(d).ones();
    const Var<T> e = tape.constant(direction);
    const Var<T> second = push_forward(push_forward(y, x, e), x, e);
    sum = sum ? sum + second : second;
  }
  return sum;
}

#define LENZ_INSTANTIATE(T)                                                            \
  template void pull_back(Var<T>, Var<T>, std::span<const Var<T>>, std::span<Var<T>>); \
  template Var<T> push_forward(Var<T>, Var<T>, Var<T>);                                \
  template Var<T> laplacian(Var<T>, Var<T>);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
