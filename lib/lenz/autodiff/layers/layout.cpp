#include "lenz/autodiff/layers/layout.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "lenz/autodiff/primitives.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::autodiff {

Layout::Slot Layout::add(std::string name, arma::uword n_rows, arma::uword n_cols, Initialiser initialiser) {
  return add(std::move(name), n_rows, n_cols, initialiser, n_cols, n_rows);
}

Layout::Slot Layout::add(std::string name, arma::uword n_rows, arma::uword n_cols, Initialiser initialiser,
                         arma::uword n_in, arma::uword n_out) {
  if (n_rows == 0 || n_cols == 0)
    throw std::invalid_argument("layer " + name + ": a tensor without elements");
  tensors_.push_back({std::move(name), n_rows, n_cols, size_, initialiser, n_in, n_out});
  size_ += n_rows * n_cols;
  return tensors_.size() - 1;
}

template <class T>
arma::Col<T> Layout::initial(random::Stream& stream) const {
  arma::Col<T> values(size_, arma::fill::zeros);
  for (const Tensor& tensor : tensors_) {
    T* const x = values.memptr() + tensor.offset;
    const auto n_in = static_cast<double>(tensor.n_in), n_out = static_cast<double>(tensor.n_out);
    for (arma::uword i = 0; i < tensor.n_rows * tensor.n_cols; ++i) {
      double value = 0;
      switch (tensor.initialiser) {
        case Initialiser::zeros:
          break;
        case Initialiser::ones:
          value = 1;
          break;
        case Initialiser::glorot:
          value = std::sqrt(6 / (n_in + n_out)) * (2 * random::uniform(stream) - 1);
          break;
        case Initialiser::he:
          value = std::sqrt(2 / n_in) * random::normal(stream);
          break;
        case Initialiser::lecun:
          value = std::sqrt(1 / n_in) * random::normal(stream);
          break;
      }
      x[i] = static_cast<T>(value);
    }
  }
  return values;
}

template <class T>
void Bound<T>::bind(Tape<T>& tape, const arma::Col<T>& values) {
  if (values.n_elem != layout_->size())
    throw std::invalid_argument("a block of " + std::to_string(values.n_elem) +
                                " parameters for a model of " + std::to_string(layout_->size()));
  tensors_.clear();
  for (const Layout::Tensor& tensor : layout_->tensors())
    tensors_.push_back(tape.input(values.memptr() + tensor.offset, tensor.n_rows, tensor.n_cols));
}

template <class T>
void Bound<T>::bind_slices(Var<T> values) {
  tensors_.clear();
  for (const Layout::Tensor& tensor : layout_->tensors())
    tensors_.push_back(
        reshape(rows(values, tensor.offset, tensor.n_rows * tensor.n_cols), tensor.n_rows, tensor.n_cols));
}

template <class T>
void Bound<T>::gradient(Var<T> loss, arma::Col<T>& gradient) {
  gradients_.resize(tensors_.size());
  gradients(loss, std::span<const Var<T>>(tensors_), std::span<Var<T>>(gradients_));
  gradient.set_size(layout_->size());
  for (std::size_t k = 0; k < tensors_.size(); ++k) {
    const arma::Mat<T>& g = gradients_[k].value();
    arma::arrayops::copy(gradient.memptr() + layout_->tensors()[k].offset, g.memptr(), g.n_elem);
  }
}

template arma::Col<float> Layout::initial(random::Stream&) const;
template arma::Col<double> Layout::initial(random::Stream&) const;
template class Bound<float>;
template class Bound<double>;

}  // namespace lenz::autodiff
