#pragma once

#include <armadillo>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

/// Reverse-mode and forward-mode differentiation of matrix expressions.
///
///   Tape<double> tape;
///   const auto W = tape.input(weights), x = tape.input(batch);    // Var: a value on the tape
///   const auto y = sum(square(tanh(W * x)));
///   const auto [dW, dx] = gradients(y, W, x);                     // Vars again: they can be differentiated
///
/// Expressions are recorded as they are written. A gradient is an expression on the same tape, made of the
/// same primitives, so that gradients of gradients, Jacobian-vector products and Laplacians need nothing
/// more. A batch stands in columns.
namespace lenz::autodiff {

template <class T>
class Tape;
class ConvolutionShape;

/// A value on a tape. Cheap to copy; holds until the tape is cleared.
template <class T>
class Var {
 public:
  using Index = std::uint32_t;
  static constexpr Index none = ~Index{0};

  Var() = default;
  Var(Tape<T>& tape, Index index) : tape_(&tape), index_(index) {}

  const arma::Mat<T>& value() const;
  arma::uword n_rows() const { return value().n_rows; }
  arma::uword n_cols() const { return value().n_cols; }
  /// Of a value of one element.
  T scalar() const { return value()(0); }
  Tape<T>& tape() const { return *tape_; }
  Index index() const { return index_; }
  explicit operator bool() const { return tape_ != nullptr; }

 private:
  Tape<T>* tape_ = nullptr;
  Index index_ = none;
};

/// Numbers that a primitive needs beside its inputs; each says in its docstring which.
template <class T>
struct Settings {
  T number = 0;
  std::array<std::uint32_t, 4> range{};
  std::array<bool, 2> transposed{};
  const ConvolutionShape* convolution = nullptr;
};

template <class T>
struct Node;

/// One kind of step on the tape: how its value is made from its inputs, and its two derivatives, both of them
/// expressions on the tape.
template <class T>
struct Primitive {
  using Inputs = std::array<Var<T>, 3>;
  const char* name;
  /// y = f(x_0, x_1, x_2). `value` keeps its memory from the step before.
  void (*evaluate)(const Node<T>& node, const std::array<const arma::Mat<T>*, 3>& x, arma::Mat<T>& value);
  /// With y the value and g = dL/dy: dL/dx_k into gradients[k] where wanted[k].
  void (*pull_back)(const Node<T>& node, const Inputs& x, Var<T> y, Var<T> g,
                    const std::array<bool, 3>& wanted, Inputs& gradients);
  /// dy = sum_k df/dx_k t_k, over the inputs that have a tangent t_k (the others are empty).
  Var<T> (*push_forward)(const Node<T>& node, const Inputs& x, Var<T> y, const Inputs& tangents);
};

template <class T>
struct Node {
  const Primitive<T>* primitive = nullptr;  ///< none: an input
  std::array<typename Var<T>::Index, 3> inputs{};
  Settings<T> settings{};
  arma::Mat<T> value{};
  const arma::Mat<T>* outside = nullptr;  ///< an input's value, where the tape does not own it
  std::optional<arma::Mat<T>> view{};     ///< of memory that is no matrix of its own
};

/// The record of an expression. clear() begins anew and keeps all memory: a training step that repeats the
/// same expression allocates nothing from the second time on.
template <class T>
class Tape {
 public:
  using Index = typename Var<T>::Index;

  Tape() = default;
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  /// A value from outside, which must stay where and as it is until the tape is cleared.
  Var<T> input(const arma::Mat<T>& value) {
    Node<T>& node = add_node();
    node.outside = &value;
    return last();
  }
  /// The same of n_rows x n_cols numbers in memory, column by column.
  Var<T> input(const T* memory, arma::uword n_rows, arma::uword n_cols) {
    Node<T>& node = add_node();
    // Never written through: an input has no evaluate().
    node.view.emplace(const_cast<T*>(memory), n_rows, n_cols, false, true);
    node.outside = &*node.view;
    return last();
  }
  /// An own value of the tape, all `number`.
  Var<T> constant(T number, arma::uword n_rows = 1, arma::uword n_cols = 1) {
    Node<T>& node = add_node();
    node.value.set_size(n_rows, n_cols);
    node.value.fill(number);
    return last();
  }
  /// An own copy.
  Var<T> constant(const arma::Mat<T>& value) {
    Node<T>& node = add_node();
    node.value = value;
    return last();
  }
  Var<T> record(const Primitive<T>& primitive, const std::array<Var<T>, 3>& inputs,
                const Settings<T>& settings = {});

  const arma::Mat<T>& value(Index index) const {
    const Node<T>& node = nodes_[index];
    return node.outside != nullptr ? *node.outside : node.value;
  }
  const Node<T>& node(Index index) const { return nodes_[index]; }
  Var<T> var(Index index) { return index == Var<T>::none ? Var<T>() : Var<T>(*this, index); }
  Index size() const { return n_nodes_; }
  /// Memory of the derivatives, kept from one to the next.
  struct Workspace {
    std::vector<char> depends{};
    std::vector<Var<T>> derivatives{};
  };
  Workspace& workspace() { return workspace_; }
  void clear() { n_nodes_ = 0; }

 private:
  Node<T>& add_node() {
    if (n_nodes_ == nodes_.size()) nodes_.emplace_back();
    Node<T>& node = nodes_[n_nodes_++];
    node.primitive = nullptr;
    node.outside = nullptr;
    node.inputs.fill(Var<T>::none);
    return node;
  }
  Var<T> last() { return {*this, n_nodes_ - 1}; }

  std::deque<Node<T>> nodes_;  ///< a deque: values stay where they are
  Index n_nodes_ = 0;
  Workspace workspace_;
};

template <class T>
const arma::Mat<T>& Var<T>::value() const {
  return tape_->value(index_);
}

template <class T>
Var<T> Tape<T>::record(const Primitive<T>& primitive, const std::array<Var<T>, 3>& inputs,
                       const Settings<T>& settings) {
  Node<T>& node = add_node();
  node.primitive = &primitive;
  node.settings = settings;
  std::array<const arma::Mat<T>*, 3> values{};
  for (std::size_t k = 0; k < 3; ++k) {
    if (!inputs[k]) continue;
    node.inputs[k] = inputs[k].index();
    values[k] = &inputs[k].value();
  }
  primitive.evaluate(node, values, node.value);
  return last();
}

}  // namespace lenz::autodiff
