#pragma once

#include <cmath>
#include <stdexcept>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

/// A scalar (time, temperature) as sines and cosines: row k is sin(w_k t), row n/2 + k is cos(w_k t), with
/// w_k = largest^{-k / (n/2 - 1)}, k < n/2 (Vaswani et al. 2017, section 3.5). t is 1 x N, the result n x N.
/// It has no parameters.
class ScalarEmbedding {
 public:
  struct Options {
    arma::uword n = 16;           ///< even, at least 4
    double longest_period = 1e4;  ///< of the slowest wave, in units of the fastest
  };
  explicit ScalarEmbedding(Options options) : options_(options) {
    if (options.n < 4 || options.n % 2 != 0)
      throw std::invalid_argument("scalar embedding: n must be even and at least 4");
    if (!(options.longest_period > 1))
      throw std::invalid_argument("scalar embedding: the longest period must be greater than 1");
  }

  template <class T>
  Var<T> operator()(Var<T> t) const {
    const arma::uword half = options_.n / 2;
    arma::Mat<T> frequencies(half, 1);
    for (arma::uword k = 0; k < half; ++k)
      frequencies(k) = static_cast<T>(
          std::pow(options_.longest_period, -static_cast<double>(k) / static_cast<double>(half - 1)));
    const Var<T> phase = t.tape().constant(frequencies) * t;
    return join_rows(sin(phase), cos(phase));
  }

 private:
  Options options_;
};

}  // namespace lenz::autodiff
