#include "lenz/models/spin_states/rbm_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

namespace {

constexpr std::size_t eight = lanes::count<Lanes>;
constexpr double heaviest = 2.5;              ///< weight at which products lose exp(10) of the last bit
constexpr std::uint32_t moves_between = 256;  ///< until rounding is taken out of tanh

/// log(2 cosh z) without overflow.
double log_2_cosh(double z) { return std::fabs(z) + std::log1p(std::exp(-2 * std::fabs(z))); }
std::complex<double> log_2_cosh(std::complex<double> z) {
  if (z.real() < 0) z = -z;
  return z + std::log(1.0 + std::exp(-2.0 * z));
}

double tanh_of(double z) { return std::tanh(z); }
/// Without the overflow of sinh and cosh.
std::complex<double> tanh_of(std::complex<double> z) {
  const double sign = z.real() < 0 ? -1 : 1;
  const std::complex<double> e = std::exp(-2.0 * sign * z);
  return sign * (1.0 - e) / (1.0 + e);
}

bool is_usable(double x) { return std::isfinite(x) && x != 0; }
bool is_usable(std::complex<double> x) {
  return std::isfinite(x.real()) && std::isfinite(x.imag()) && x != 0.0;
}

}  // namespace

template <class Value>
RbmState<Value>::RbmState(RbmShape shape) : shape_(std::move(shape)) {
  check_positive("the number of spins", shape_.n_sites);
  if (shape_.group.empty()) shape_.group = no_symmetry(shape_.n_sites);
  check_group(shape_.group, shape_.n_sites);
  orbit_ = orbits_of(shape_.group);
  n_orbits_ = 1 + *std::max_element(orbit_.begin(), orbit_.end());
  n_blocks_ = (shape_.n_features + eight - 1) / eight;
  place_.resize(n_sites() * n_group());
  for (std::size_t g = 0; g < n_group(); ++g) {
    for (std::size_t k = 0; k < n_sites(); ++k)
      place_[shape_.group[g][k] * n_group() + g] = static_cast<std::uint32_t>(k * n_blocks_);
  }
  theta_.assign(first_weight() + shape_.n_features * n_sites(), Value{});
  fill_tables();
}

template <class Value>
void RbmState<Value>::parameters(std::span<double> out) const {
  check_size("the parameters of a machine", out.size(), n_parameters());
  for (std::size_t k = 0; k < theta_.size(); ++k) {
    if constexpr (is_complex) {
      out[k] = theta_[k].real();
      out[theta_.size() + k] = theta_[k].imag();
    } else {
      out[k] = theta_[k];
    }
  }
}

template <class Value>
void RbmState<Value>::set_parameters(std::span<const double> in) {
  check_size("the parameters of a machine", in.size(), n_parameters());
  for (std::size_t k = 0; k < theta_.size(); ++k) {
    if constexpr (is_complex) {
      theta_[k] = {in[k], in[theta_.size() + k]};
    } else {
      theta_[k] = in[k];
    }
  }
  fill_tables();
}

template <class Value>
void RbmState<Value>::draw_parameters(random::Stream& rng, double width) {
  std::vector<double> all(n_parameters(), 0);
  const double scale = width / std::sqrt(static_cast<double>(n_sites()));
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (!shape_.biases || k % theta_.size() >= n_orbits_) all[k] = scale * random::normal(rng);
  }
  set_parameters(all);
}

template <class Value>
void RbmState<Value>::fill_tables() {
  visible_.clear();
  if (shape_.biases) {
    for (const std::uint32_t orbit : orbit_) visible_.push_back(theta_[orbit]);
  }
  is_heavy_ = std::any_of(theta_.begin() + static_cast<std::ptrdiff_t>(first_weight()), theta_.end(),
                          [](Value w) { return !(std::fabs(std::real(w)) <= heaviest); });
  bias_.assign(n_blocks_, Eight{});
  weight_.assign(n_sites() * n_blocks_, Eight{});
  cosh_.resize(weight_.size());
  sinh_.assign(weight_.size(), Eight{});
  for (Eight& c : cosh_) set_ones(c);
  for (std::size_t f = 0; f < shape_.n_features; ++f) {
    set_lane(bias_[f / eight], f % eight, hidden_bias(f));
    for (std::size_t k = 0; k < n_sites(); ++k) {
      const std::size_t block = k * n_blocks_ + f / eight;
      const Value w = weight(f, k);
      set_lane(weight_[block], f % eight, w);
      set_lane(cosh_[block], f % eight, std::cosh(2.0 * w));
      set_lane(sinh_[block], f % eight, std::sinh(2.0 * w));
    }
  }
}

template <class Value>
Value RbmState<Value>::unit(const std::vector<Eight>& units, std::size_t g, std::size_t f) const {
  return lane(units[g * n_blocks_ + f / eight], f % eight);
}

template <class Value>
void RbmState<Value>::rebuild(const Spins& s, Cache& cache) const {
  cache.theta.resize(n_group() * n_blocks_);
  for (std::size_t g = 0; g < n_group(); ++g)
    std::copy(bias_.begin(), bias_.end(), cache.theta.begin() + static_cast<std::ptrdiff_t>(g * n_blocks_));
  for (std::size_t i = 0; i < n_sites(); ++i) {
    const std::uint32_t* place = places(i);
    const double sign = s[i];
    for (std::size_t g = 0; g < n_group(); ++g) {
      for (std::size_t b = 0; b < n_blocks_; ++b)
        cache.theta[g * n_blocks_ + b] += sign * weight_[place[g] + b];
    }
  }
  find_tanh(cache);
}

template <class Value>
void RbmState<Value>::find_tanh(Cache& cache) const {
  cache.n_moves = 0;
  cache.tanh.resize(cache.theta.size());
  for (std::size_t b = 0; b < cache.tanh.size(); ++b) {
    for (std::size_t k = 0; k < eight; ++k) set_lane(cache.tanh[b], k, tanh_of(lane(cache.theta[b], k)));
  }
}

template <class Value>
Value RbmState<Value>::log_psi(const Spins& s, const Cache& cache) const {
  Value sum{};
  for (std::size_t i = 0; i < visible_.size(); ++i) sum += static_cast<double>(s[i]) * visible_[i];
  for (std::size_t g = 0; g < n_group(); ++g) {
    for (std::size_t f = 0; f < shape_.n_features; ++f) sum += log_2_cosh(unit(cache.theta, g, f));
  }
  return sum;
}

template <class Value>
Value RbmState<Value>::hidden_ratio(const Spins& s, const Cache& cache, Flips flips) const {
  const std::uint32_t *at_i = places(flips.i), *at_j = places(flips.j);
  const double si = s[flips.i], sj = s[flips.j];
  const Eight* t = cache.tanh.data();
  Eight product;
  set_ones(product);
  for (std::size_t g = 0; g < n_group(); ++g, t += n_blocks_) {
    const Eight *c = &cosh_[at_i[g]], *d = &sinh_[at_i[g]];
    if (!flips.is_pair()) {
      for (std::size_t b = 0; b < n_blocks_; ++b) product *= c[b] - si * (t[b] * d[b]);
    } else {
      const Eight *c2 = &cosh_[at_j[g]], *d2 = &sinh_[at_j[g]];
      for (std::size_t b = 0; b < n_blocks_; ++b) {
        const Eight x = si * d[b], y = sj * d2[b];
        product *= (c[b] * c2[b] + x * y) - t[b] * (x * c2[b] + y * c[b]);
      }
    }
  }
  return product_of<Value>(product);
}

template <class Value>
Value RbmState<Value>::ratio_by_logarithms(const Spins& s, const Cache& cache, Flips flips) const {
  Value sum{};
  for (std::size_t g = 0; g < n_group(); ++g) {
    for (std::size_t f = 0; f < shape_.n_features; ++f) {
      const auto change = [&](std::size_t site) {
        return -2.0 * s[site] * lane(weight_[places(site)[g] + f / eight], f % eight);
      };
      const Value before = unit(cache.theta, g, f);
      Value after = before + change(flips.i);
      if (flips.is_pair()) after += change(flips.j);
      sum += log_2_cosh(after) - log_2_cosh(before);
    }
  }
  return std::exp(sum);
}

template <class Value>
Value RbmState<Value>::ratio(const Spins& s, const Cache& cache, Flips flips) const {
  Value r = is_heavy_ ? Value{} : hidden_ratio(s, cache, flips);
  if (!is_usable(r)) r = ratio_by_logarithms(s, cache, flips);
  if (visible_.empty()) return r;
  Value exponent = -2.0 * s[flips.i] * visible_[flips.i];
  if (flips.is_pair()) exponent -= 2.0 * s[flips.j] * visible_[flips.j];
  return r * std::exp(exponent);
}

template <class Value>
void RbmState<Value>::ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips,
                             std::span<Value> out) const {
  for (std::size_t k = 0; k < flips.size(); ++k) out[k] = ratio(s, cache, flips[k]);
}

template <class Value>
void RbmState<Value>::accept_one(double sign, std::size_t site, Cache& cache) const {
  const std::uint32_t* place = places(site);
  for (std::size_t g = 0; g < n_group(); ++g) {
    const Eight *w = &weight_[place[g]], *c = &cosh_[place[g]], *d = &sinh_[place[g]];
    Eight *theta = &cache.theta[g * n_blocks_], *tanh = &cache.tanh[g * n_blocks_];
    for (std::size_t b = 0; b < n_blocks_; ++b) theta[b] += -2 * sign * w[b];
    for (std::size_t b = 0; b < n_blocks_ && !is_heavy_; ++b) {
      const Eight t = tanh[b], x = -sign * d[b];
      tanh[b] = (t * c[b] + x) / (c[b] + t * x);
    }
  }
}

template <class Value>
void RbmState<Value>::accept(const Spins& s, Cache& cache, Flips flips) const {
  accept_one(s[flips.i], flips.i, cache);
  if (flips.is_pair()) accept_one(s[flips.j], flips.j, cache);
  if (is_heavy_ || ++cache.n_moves >= moves_between) find_tanh(cache);
}

template <class Value>
void RbmState<Value>::derivatives(const Spins& s, const Cache& cache, std::span<Value> out) const {
  const std::size_t n = n_sites(), n_features = shape_.n_features;
  std::fill(out.begin(), out.end(), Value{});
  for (std::size_t i = 0; i < visible_.size(); ++i) out[orbit_[i]] += static_cast<double>(s[i]);
  for (std::size_t f = 0; shape_.biases && f < n_features; ++f) {
    for (std::size_t g = 0; g < n_group(); ++g) out[n_orbits_ + f] += unit(cache.tanh, g, f);
  }
  std::vector<Eight> sum(n_blocks_);
  for (std::size_t k = 0; k < n; ++k) {
    std::fill(sum.begin(), sum.end(), Eight{});
    const Eight* t = cache.tanh.data();
    for (std::size_t g = 0; g < n_group(); ++g, t += n_blocks_) {
      const double sign = s[shape_.group[g][k]];
      for (std::size_t b = 0; b < n_blocks_; ++b) sum[b] += sign * t[b];
    }
    for (std::size_t f = 0; f < n_features; ++f)
      out[first_weight() + f * n + k] = lane(sum[f / eight], f % eight);
  }
  if constexpr (is_complex) {
    for (std::size_t k = 0; k < theta_.size(); ++k) out[theta_.size() + k] = Value(0, 1) * out[k];
  }
}

template class RbmState<double>;
template class RbmState<std::complex<double>>;

}  // namespace lenz::models
