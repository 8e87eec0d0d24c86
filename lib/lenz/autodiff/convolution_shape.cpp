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
  make_stencil();
  make_adjoint();
  make_tiles();
}

void ConvolutionShape::make_stencil() {
  stencil_.sources.reserve(n_taps_ * n_out_sites_);
  for (arma::uword t = 0; t < n_taps_; ++t) stencil_.taps.push_back(static_cast<std::int32_t>(t));
  for (arma::uword o = 0; o < n_out_sites_; ++o) {
    stencil_.sites.push_back(static_cast<std::int32_t>(o));
    const auto at = digits(o, out_size_);
    for (arma::uword t = 0; t < n_taps_; ++t) {
      const auto tap = digits(t, options_.kernel);
      std::int64_t source = 0, step = 1;
      for (std::size_t a = 0; a < options_.size.size() && source >= 0; ++a) {
        const auto length = static_cast<std::int64_t>(options_.size[a]);
        auto x = static_cast<std::int64_t>(at[a] * options_.stride[a] + tap[a]) -
                 static_cast<std::int64_t>((options_.kernel[a] - 1) / 2);
        if (options_.padding == Padding::periodic) x = (x + length) % length;
        source = x < 0 || x >= length ? Stencil::outside : source + step * x;
        step *= length;
      }
      stencil_.sources.push_back(static_cast<std::int32_t>(source));
    }
  }
}

void ConvolutionShape::make_adjoint() {
  // Through one tap no two output sites see the same site: their distance is less than the lattice.
  std::vector<std::int32_t> seen_by(n_taps_ * n_in_sites_, Stencil::outside);
  for (arma::uword o = 0; o < n_out_sites_; ++o)
    for (arma::uword t = 0; t < n_taps_; ++t)
      if (const std::int32_t s = stencil_.sources[t + n_taps_ * o]; s != Stencil::outside)
        seen_by[t + n_taps_ * static_cast<arma::uword>(s)] = static_cast<std::int32_t>(o);

  arma::uword n_classes = 1;
  for (std::size_t a = 0; a < options_.size.size(); ++a)
    n_classes *= std::min(options_.stride[a], options_.size[a]);
  adjoint_.resize(n_classes);
  for (arma::uword s = 0; s < n_in_sites_; ++s) {
    const auto at = digits(s, options_.size);
    arma::uword which = 0;
    for (std::size_t a = at.size(); a-- > 0;)
      which = which * std::min(options_.stride[a], options_.size[a]) + at[a] % options_.stride[a];
    adjoint_[which].sites.push_back(static_cast<std::int32_t>(s));
  }
  for (Stencil& part : adjoint_) {
    for (arma::uword t = 0; t < n_taps_; ++t) {
      const auto sees = [&](std::int32_t s) {
        return seen_by[t + n_taps_ * static_cast<arma::uword>(s)] != Stencil::outside;
      };
      if (std::any_of(part.sites.begin(), part.sites.end(), sees))
        part.taps.push_back(static_cast<std::int32_t>(t));
    }
    for (const std::int32_t s : part.sites)
      for (const std::int32_t t : part.taps)
        part.sources.push_back(seen_by[static_cast<arma::uword>(t) + n_taps_ * static_cast<arma::uword>(s)]);
  }
}

void ConvolutionShape::make_tiles() {
  const std::size_t n_axes = options_.size.size();
  const auto all_are = [](const std::vector<arma::uword>& v, arma::uword n) {
    return std::all_of(v.begin(), v.end(), [n](arma::uword x) { return x == n; });
  };
  if (n_axes > 2 || !all_are(options_.kernel, 3) || !all_are(options_.stride, 1)) return;
  tiles_.n_axes = n_axes;
  std::vector<arma::uword> n_tiles;
  for (const arma::uword length : options_.size) n_tiles.push_back((length + 1) / 2);
  const std::vector<arma::uword> twos(n_axes, 2), fours(n_axes, 4);
  /// The site at `place` of a tile along every axis, the first at `shift` from the tile's own.
  const auto site = [&](const std::vector<arma::uword>& tile, const std::vector<arma::uword>& place,
                        std::int64_t shift, bool wraps) {
    std::int64_t result = 0, step = 1;
    for (std::size_t a = 0; a < n_axes; ++a) {
      const auto length = static_cast<std::int64_t>(options_.size[a]);
      auto x = static_cast<std::int64_t>(2 * tile[a] + place[a]) + shift;
      if (wraps) x = (x + length) % length;
      if (x < 0 || x >= length) return Stencil::outside;
      result += step * x;
      step *= length;
    }
    return static_cast<std::int32_t>(result);
  };
  arma::uword n_all = 1;
  for (const arma::uword n : n_tiles) n_all *= n;
  for (arma::uword i = 0; i < n_all; ++i) {
    const auto tile = digits(i, n_tiles);
    for (arma::uword c = 0; c < arma::uword{1} << n_axes; ++c)
      tiles_.sites.push_back(site(tile, digits(c, twos), 0, false));
    for (arma::uword p = 0; p < arma::uword{1} << (2 * n_axes); ++p)
      tiles_.sources.push_back(site(tile, digits(p, fours), -1, options_.padding == Padding::periodic));
  }
}

}  // namespace lenz::autodiff
