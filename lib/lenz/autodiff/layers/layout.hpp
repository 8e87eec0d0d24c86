#pragma once

#include <armadillo>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lenz/autodiff/derivatives.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::autodiff {

/// How a tensor begins.
///   zeros, ones
///   glorot   uniform in +-sqrt(6 / (n_in + n_out)): tanh and sigmoid (Glorot and Bengio 2010, eq. 16)
///   he       normal, variance 2 / n_in: ReLU and its like (He et al. 2015, eq. 10)
///   lecun    normal, variance 1 / n_in: linear layers (LeCun et al. 1998)
enum class Initialiser { zeros, ones, glorot, he, lecun };

/// Which tensors a model has and where they lie in its block of parameters, one after the other, column by
/// column. Layers add theirs when they are built.
class Layout {
 public:
  /// The number of a tensor.
  using Slot = std::size_t;
  struct Tensor {
    std::string name;
    arma::uword n_rows = 0, n_cols = 0;
    arma::uword offset = 0;
    Initialiser initialiser = Initialiser::zeros;
    arma::uword n_in = 1, n_out = 1;  ///< connections of a unit, for the initialiser
  };

  Slot add(std::string name, arma::uword n_rows, arma::uword n_cols, Initialiser initialiser);
  /// Of a convolution: n_in and n_out count the taps.
  Slot add(std::string name, arma::uword n_rows, arma::uword n_cols, Initialiser initialiser,
           arma::uword n_in, arma::uword n_out);
  arma::uword size() const { return size_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }
  /// Draws the numbers a model begins with, tensor by tensor.
  template <class T>
  arma::Col<T> initial(random::Stream& stream) const;

 private:
  std::vector<Tensor> tensors_;
  arma::uword size_ = 0;
};

/// A model's tensors on a tape. Kept from step to step it allocates nothing.
template <class T>
class Bound {
 public:
  explicit Bound(const Layout& layout) : layout_(&layout) {}
  /// Records all tensors of `values`, which must stay where they are until the tape is cleared. Throws
  /// std::invalid_argument where `values` has not the layout's length.
  void bind(Tape<T>& tape, const arma::Col<T>& values);
  /// The same with tensors that are parts of a column on the tape: to be differentiated as one.
  void bind_slices(Var<T> values);
  Var<T> operator[](Layout::Slot slot) const { return tensors_[slot]; }
  /// Writes dL/dtheta in the block's order.
  void gradient(Var<T> loss, arma::Col<T>& gradient);

 private:
  const Layout* layout_;
  std::vector<Var<T>> tensors_, gradients_;
};

}  // namespace lenz::autodiff
