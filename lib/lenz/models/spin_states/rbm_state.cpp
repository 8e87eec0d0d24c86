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
  n_blocks_ = (n_hidden() + eight - 1) / eight;
  theta_.assign(first_weight() + shape_.n_features * n_sites(), Value{});
  spread();
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
  spread();
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

/// The tables of all units from the parameters.
template <class Value>
void RbmState<Value>::spread() {
  const std::size_t n_group = shape_.group.size();
  visible_.clear();
  if (shape_.biases) {
    for (const std::uint32_t orbit : orbit_) visible_.push_back(theta_[orbit]);
  }
  bias_.assign(n_blocks_, Eight{});
  weight_.assign(n_sites() * n_blocks_, Eight{});
  for (std::size_t f = 0; f < shape_.n_features; ++f) {
    for (std::size_t g = 0; g < n_group; ++g) {
      const std::size_t unit = f * n_group + g;
      set_lane(bias_[unit / eight], unit % eight, hidden_bias(f));
      for (std::size_t k = 0; k < n_sites(); ++k)
        set_lane(weight_[shape_.group[g][k] * n_blocks_ + unit / eight], unit % eight, weight(f, k));
    }
  }
  is_heavy_ = std::any_of(theta_.begin() + static_cast<std::ptrdiff_t>(first_weight()), theta_.end(),
                          [](Value w) { return !(std::fabs(std::real(w)) <= heaviest); });
  cosh_.resize(weight_.size());
  sinh_.resize(weight_.size());
  for (std::size_t i = 0; i < weight_.size(); ++i) {
    for (std::size_t k = 0; k < eight; ++k) {
      const Value w = lane(weight_[i], k);
      set_lane(cosh_[i], k, std::cosh(2.0 * w));
      set_lane(sinh_[i], k, std::sinh(2.0 * w));
    }
  }
}

template <class Value>
void RbmState<Value>::rebuild(const Spins& s, Cache& cache) const {
  cache.theta = bias_;
  for (std::size_t i = 0; i < n_sites(); ++i) {
    const Eight* w = row(weight_, i);
    const double sign = s[i];
    for (std::size_t b = 0; b < n_blocks_; ++b) cache.theta[b] += sign * w[b];
  }
  find_tanh(cache);
}

template <class Value>
void RbmState<Value>::find_tanh(Cache& cache) const {
  cache.n_moves = 0;
  cache.tanh.resize(n_blocks_);
  for (std::size_t b = 0; b < n_blocks_; ++b) {
    for (std::size_t k = 0; k < eight; ++k) set_lane(cache.tanh[b], k, tanh_of(lane(cache.theta[b], k)));
  }
}

template <class Value>
Value RbmState<Value>::log_psi(const Spins& s, const Cache& cache) const {
  Value sum{};
  for (std::size_t i = 0; i < visible_.size(); ++i) sum += static_cast<double>(s[i]) * visible_[i];
  for (std::size_t unit = 0; unit < n_hidden(); ++unit)
    sum += log_2_cosh(lane(cache.theta[unit / eight], unit % eight));
  return sum;
}

template <class Value>
Value RbmState<Value>::hidden_ratio(const Spins& s, const Cache& cache, Flips flips) const {
  const Eight *c = row(cosh_, flips.i), *d = row(sinh_, flips.i);
  const double si = s[flips.i];
  Eight product[2];
  set_ones(product[0]);
  set_ones(product[1]);
  if (!flips.is_pair()) {
    for (std::size_t b = 0; b < n_blocks_; ++b) product[b % 2] *= c[b] - si * (cache.tanh[b] * d[b]);
    return product_of<Value>(product[0] * product[1]);
  }
  const Eight *c2 = row(cosh_, flips.j), *d2 = row(sinh_, flips.j);
  const double sj = s[flips.j];
  for (std::size_t b = 0; b < n_blocks_; ++b) {
    const Eight x = si * d[b], y = sj * d2[b];
    product[b % 2] *= (c[b] * c2[b] + x * y) - cache.tanh[b] * (x * c2[b] + y * c[b]);
  }
  return product_of<Value>(product[0] * product[1]);
}

template <class Value>
Value RbmState<Value>::ratio_by_logarithms(const Spins& s, const Cache& cache, Flips flips) const {
  Value sum{};
  for (std::size_t unit = 0; unit < n_hidden(); ++unit) {
    const Value theta = lane(cache.theta[unit / eight], unit % eight);
    Value after = theta - 2.0 * s[flips.i] * lane(row(weight_, flips.i)[unit / eight], unit % eight);
    if (flips.is_pair()) after -= 2.0 * s[flips.j] * lane(row(weight_, flips.j)[unit / eight], unit % eight);
    sum += log_2_cosh(after) - log_2_cosh(theta);
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
  const Eight *w = row(weight_, site), *c = row(cosh_, site), *d = row(sinh_, site);
  for (std::size_t b = 0; b < n_blocks_; ++b) cache.theta[b] += -2 * sign * w[b];
  if (is_heavy_) return;
  for (std::size_t b = 0; b < n_blocks_; ++b) {
    const Eight t = cache.tanh[b], x = -sign * d[b];
    cache.tanh[b] = (t * c[b] + x) / (c[b] + t * x);
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
  const std::size_t n = n_sites(), n_group = shape_.group.size();
  std::fill(out.begin(), out.end(), Value{});
  for (std::size_t i = 0; i < visible_.size(); ++i) out[orbit_[i]] += static_cast<double>(s[i]);
  std::vector<double> moved(n);
  for (std::size_t g = 0; g < n_group; ++g) {
    for (std::size_t k = 0; k < n; ++k) moved[k] = s[shape_.group[g][k]];
    for (std::size_t f = 0; f < shape_.n_features; ++f) {
      const std::size_t unit = f * n_group + g;
      const Value t = lane(cache.tanh[unit / eight], unit % eight);
      if (shape_.biases) out[n_orbits_ + f] += t;
      Value* o = out.data() + first_weight() + f * n;
      for (std::size_t k = 0; k < n; ++k) o[k] += t * moved[k];
    }
  }
  if constexpr (is_complex) {
    for (std::size_t k = 0; k < theta_.size(); ++k) out[theta_.size() + k] = Value(0, 1) * out[k];
  }
}

template class RbmState<double>;
template class RbmState<std::complex<double>>;

}  // namespace lenz::models
