#pragma once

#include <string>

#include "lenz/autodiff/layers/activation.hpp"

namespace lenz::autodiff {

/// y = activation(W x + b), x of n_in rows, y of n_out, a sample a column.
class Dense {
 public:
  Dense(Layout& layout, const std::string& name, arma::uword n_in, arma::uword n_out, Activation activation)
      : w_(layout.add(name + ".weights", n_out, n_in, initialiser_for(activation))),
        b_(layout.add(name + ".bias", n_out, 1, Initialiser::zeros)),
        activation_(activation) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    return activate(activation_, affine(p[w_], x, p[b_]));
  }

 private:
  Layout::Slot w_, b_;
  Activation activation_;
};

}  // namespace lenz::autodiff
