#pragma once

#include <string>
#include <vector>

#include "lenz/autodiff/layers/dense.hpp"

namespace lenz::autodiff {

/// Dense layers one after the other: widths[0] inputs, widths.back() outputs, `inner` between them and `last`
/// at the end.
class DenseNetwork {
 public:
  struct Options {
    std::vector<arma::uword> widths;
    Activation inner = Activation::silu;
    Activation last = Activation::identity;
  };
  DenseNetwork(Layout& layout, const std::string& name, const Options& options) {
    for (std::size_t k = 0; k + 1 < options.widths.size(); ++k)
      layers_.emplace_back(layout, name + "." + std::to_string(k), options.widths[k], options.widths[k + 1],
                           k + 2 < options.widths.size() ? options.inner : options.last);
  }

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    for (const Dense& layer : layers_) x = layer(p, x);
    return x;
  }

 private:
  std::vector<Dense> layers_;
};

}  // namespace lenz::autodiff
