#pragma once

#include <memory>
#include <string>

#include "lenz/autodiff/convolution.hpp"
#include "lenz/autodiff/layers/activation.hpp"

namespace lenz::autodiff {

/// y = activation(w * x + b) on a lattice, * the convolution of ConvolutionShape.
class Convolution {
 public:
  Convolution(Layout& layout, const std::string& name, const ConvolutionShape::Options& options,
              Activation activation)
      : shape_(std::make_shared<const ConvolutionShape>(options)),
        w_(layout.add(name + ".weights", shape_->n_out(), shape_->n_in() * shape_->n_taps(),
                      initialiser_for(activation), shape_->n_in() * shape_->n_taps(),
                      shape_->n_out() * shape_->n_taps())),
        b_(layout.add(name + ".bias", shape_->n_out(), 1, Initialiser::zeros)),
        activation_(activation) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    return activate(activation_, convolve(*shape_, x, p[w_], p[b_]));
  }
  const ConvolutionShape& shape() const { return *shape_; }

 private:
  std::shared_ptr<const ConvolutionShape> shape_;  ///< the tape refers to it
  Layout::Slot w_, b_;
  Activation activation_;
};

/// The transposed convolution: from the small lattice of `options`' output (n_out channels) to its input
/// (n_in channels): y = activation(w^T * x + b), b a number for each of n_in channels.
class TransposedConvolution {
 public:
  TransposedConvolution(Layout& layout, const std::string& name, const ConvolutionShape::Options& options,
                        Activation activation)
      : shape_(std::make_shared<const ConvolutionShape>(options)),
        w_(layout.add(name + ".weights", shape_->n_out(), shape_->n_in() * shape_->n_taps(),
                      initialiser_for(activation), shape_->n_out() * shape_->n_taps(),
                      shape_->n_in() * shape_->n_taps())),
        b_(layout.add(name + ".bias", shape_->n_in(), 1, Initialiser::zeros)),
        activation_(activation) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    const Var<T> bias = channel_broadcast(p[b_], shape_->n_in_sites(), x.n_cols());
    return activate(activation_, convolve_transposed(*shape_, x, p[w_]) + bias);
  }
  const ConvolutionShape& shape() const { return *shape_; }

 private:
  std::shared_ptr<const ConvolutionShape> shape_;
  Layout::Slot w_, b_;
  Activation activation_;
};

}  // namespace lenz::autodiff
