#include "lenz/autodiff/convolution_shape.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lenz::autodiff {

namespace {

/// n in the mixed base `size`, first digit fastest.
std::vector<arma::uword> digits(arma::uword n, const std::vector<arma::uword>& size) {
  std::vector<arma::uword> result;
  for (const arma::uword s : size) {
    result.push_back(n % s);
    n /= s;
  }
  return result;
}

}  // namespace

ConvolutionShape::ConvolutionShape(Options options) : options_(std::move(options)) {
  const std::size_t n_axes = options_.size.size();
  if (options_.stride.empty()) options_.stride.assign(n_axes, 1);
  const auto positive = [](const std::vector<arma::uword>& v) {
    return std::all_of(v.begin(), v.end(), [](arma::uword n) { return n > 0; });
  };
  if (n_axes == 0 || options_.kernel.size() != n_axes || options_.stride.size() != n_axes)
    throw std::invalid_argument("convolution: size, kernel and stride need a number for each axis");
  if (!positive(options_.size) || !positive(options_.kernel) || !positive(options_.stride) ||
      options_.n_in == 0 || options_.n_out == 0)
    throw std::invalid_argument("convolution: size, kernel, stride and channels must be positive");
  for (std::size_t a = 0; a < n_axes; ++a) {
    if (options_.padding == Padding::periodic && options_.kernel[a] > options_.size[a])
      throw std::invalid_argument("convolution: a periodic kernel must not be wider than the lattice");
    out_size_.push_back((options_.size[a] + options_.stride[a] - 1) / options_.stride[a]);
    n_in_sites_ *= options_.size[a];
    n_out_sites_ *= out_size_[a];
    n_taps_ *= options_.kernel[a];
  }
  sources_.reserve(n_taps_ * n_out_sites_);
  for (arma::uword o = 0; o < n_out_sites_; ++o) {
    const auto at = digits(o, out_size_);
    for (arma::uword t = 0; t < n_taps_; ++t) {
      const auto tap = digits(t, options_.kernel);
      std::int64_t source = 0, step = 1;
      for (std::size_t a = 0; a < n_axes && source >= 0; ++a) {
        const auto length = static_cast<std::int64_t>(options_.size[a]);
        auto x = static_cast<std::int64_t>(at[a] * options_.stride[a] + tap[a]) -
                 static_cast<std::int64_t>((options_.kernel[a] - 1) / 2);
        if (options_.padding == Padding::periodic) x = (x + length) % length;
        source = x < 0 || x >= length ? outside : source + step * x;
        step *= length;
      }
      sources_.push_back(static_cast<std::int32_t>(source));
    }
  }
}

}  // namespace lenz::autodiff
