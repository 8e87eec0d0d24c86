#pragma once

#include <string>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

/// y = gain (x - mean) / sqrt(variance + epsilon) + shift, mean and variance over the rows of each column
/// (Ba, Kiros and Hinton 2016, eq. 4). epsilon = 1e-5.
class LayerNorm {
 public:
  LayerNorm(Layout& layout, const std::string& name, arma::uword n)
      : gain_(layout.add(name + ".gain", n, 1, Initialiser::ones)),
        shift_(layout.add(name + ".shift", n, 1, Initialiser::zeros)) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    const T by_n = T(1) / static_cast<T>(x.n_rows());
    const Var<T> centred = x - by_n * sum_to(x, 1, x.n_cols());
    const Var<T> variance = by_n * sum_to(square(centred), 1, x.n_cols());
    return times(centred / sqrt(shift(variance, T(1e-5))), p[gain_]) + p[shift_];
  }

 private:
  Layout::Slot gain_, shift_;
};

}  // namespace lenz::autodiff
