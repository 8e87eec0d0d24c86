#pragma once

#include <utility>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

/// y = x + f(x), f a layer that keeps the shape (He et al. 2016).
template <class Layer>
class Residual {
 public:
  explicit Residual(Layer layer) : layer_(std::move(layer)) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    return x + layer_(p, x);
  }

 private:
  Layer layer_;
};

}  // namespace lenz::autodiff
