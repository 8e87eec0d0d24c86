#include "lenz/models/spin_states/rbm_state.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/models/spin_states/hidden_unit.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

namespace {

constexpr std::size_t eight = lanes::count<Lanes>;
constexpr std::size_t four = 4;  ///< ratios, or sites, that read the same units at once
constexpr double heaviest = 80;  ///< weight at which exp(2 |theta|) may leave the numbers of a double
constexpr std::uint32_t moves_between = 256;  ///< until rounding is taken out of up and down

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
  take_pairs();
  theta_.assign(first_weight() + shape_.n_features * n_sites(), Value{});
  fill_tables();
}

template <class Value>
void RbmState<Value>::take_pairs() {
  const std::size_t n = n_sites();
  pair_of_.assign(n * n, 0);
  for (const Flips pair : shape_.pairs) {
    if (!pair.is_pair() || pair.i >= n || pair.j >= n)
      throw std::invalid_argument("a pair that is exchanged is not one of two sites");
    if (pair_of_[pair.i * n + pair.j] != 0 || pair_of_[pair.j * n + pair.i] != 0) continue;
    for (const auto& g : shape_.group) {
      std::uint32_t& row = pair_of_[g[pair.i] * n + g[pair.j]];
      if (row != 0) continue;
      row = static_cast<std::uint32_t>(n + pair_.size());
      pair_.emplace_back(g[pair.i], g[pair.j]);
    }
  }
  sent_.resize(n * n_group());
  place_.resize((n + pair_.size()) * n_group());
  const auto take = [&](std::size_t from, std::size_t to, std::size_t g) {
    place_[to * n_group() + g] = static_cast<std::uint32_t>(from * n_blocks_);
  };
  for (std::size_t g = 0; g < n_group(); ++g) {
    const auto& sent = shape_.group[g];
    for (std::size_t k = 0; k < n; ++k) {
      sent_[k * n_group() + g] = sent[k];
      take(k, sent[k], g);
    }
    for (std::size_t p = 0; p < pair_.size(); ++p)
      take(n + p, pair_of_[sent[pair_[p].i] * n + sent[pair_[p].j]], g);
  }
}

template <class Value>
typename RbmState<Value>::Turn RbmState<Value>::turn_of(const Spins& s, Flips flips) const {
  if (!flips.is_pair()) return {places(flips.i), static_cast<double>(s[flips.i])};
  if (s[flips.i] == s[flips.j]) return {};
  if (const std::uint32_t row = pair_of_[flips.i * n_sites() + flips.j]; row != 0)
    return {places(row), static_cast<double>(s[flips.i])};
  if (const std::uint32_t row = pair_of_[flips.j * n_sites() + flips.i]; row != 0)
    return {places(row), static_cast<double>(s[flips.j])};
  return {};
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
  const std::size_t n_rows = n_sites() + pair_.size();
  weight_.assign(n_rows * n_blocks_, Eight{});
  entry_.resize(weight_.size());
  for (Entry& entry : entry_) {
    set_ones(entry.plus);
    set_ones(entry.minus);
  }
  for (std::size_t f = 0; f < shape_.n_features; ++f) {
    set_lane(bias_[f / eight], f % eight, hidden_bias(f));
    for (std::size_t row = 0; row < n_rows; ++row) {
      const Value v = row < n_sites()
                          ? weight(f, row)
                          : weight(f, pair_[row - n_sites()].i) - weight(f, pair_[row - n_sites()].j);
      const std::size_t block = row * n_blocks_ + f / eight;
      set_lane(weight_[block], f % eight, v);
      set_lane(entry_[block].plus, f % eight, std::exp(2.0 * v));
      set_lane(entry_[block].minus, f % eight, std::exp(-2.0 * v));
    }
  }
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
  find_hidden(cache);
}

template <class Value>
void RbmState<Value>::find_hidden(Cache& cache) const {
  cache.n_moves = 0;
  cache.up.resize(cache.theta.size());
  cache.down.resize(cache.theta.size());
  for (std::size_t b = 0; b < cache.theta.size(); ++b) {
    cache.up[b] = share_of_up(cache.theta[b]);
    cache.down[b] = share_of_up(-1.0 * cache.theta[b]);
  }
}

template <class Value>
Value RbmState<Value>::log_psi(const Spins& s, const Cache& cache) const {
  Value sum{};
  for (std::size_t i = 0; i < visible_.size(); ++i) sum += static_cast<double>(s[i]) * visible_[i];
  Eight hidden{};
  for (const Eight& theta : cache.theta) hidden += log_2_cosh(theta);
  for (std::size_t k = 0; k < eight; ++k) sum += lane(hidden, k);
  const std::size_t n_filled = eight * cache.theta.size() - n_hidden();
  return sum - static_cast<double>(n_filled) * std::numbers::ln2;
}

/// Four chains of products, each in its turn, so that none waits for the one before.
template <class Value>
template <std::size_t n_blocks>
Value RbmState<Value>::ratio_in_blocks(const Cache& cache, const Turn& turn) const {
  const std::size_t stride = n_blocks > 0 ? n_blocks : n_blocks_, n = n_group();
  const Entry* entries = entry_.data();
  Eight product[four];
  for (Eight& p : product) set_ones(p);
  const Eight *x = falling(cache, turn).data(), *y = rising(cache, turn).data();
  for (std::size_t g = 0; g < n; ++g, x += stride, y += stride) {
    const Entry* entry = entries + turn.places[g];
    for (std::size_t b = 0; b < stride; ++b) {
      const Eight next = product[0] * (x[b] * entry[b].minus + y[b] * entry[b].plus);
      product[0] = product[1];
      product[1] = product[2];
      product[2] = product[3];
      product[3] = next;
    }
  }
  return product_of<Value>((product[0] * product[1]) * (product[2] * product[3]));
}

template <class Value>
Value RbmState<Value>::hidden_ratio(const Cache& cache, const Turn& turn) const {
  return n_blocks_ == 1 ? ratio_in_blocks<1>(cache, turn) : ratio_in_blocks<0>(cache, turn);
}

template <class Value>
template <std::size_t n_blocks>
void RbmState<Value>::four_ratios(const Cache& cache, const Turn* turns, Value* out) const {
  const std::size_t stride = n_blocks > 0 ? n_blocks : n_blocks_, n = n_group();
  const Entry* entries = entry_.data();
  const std::uint32_t *p0 = turns[0].places, *p1 = turns[1].places, *p2 = turns[2].places,
                      *p3 = turns[3].places;
  Eight product[four];
  for (Eight& p : product) set_ones(p);
  const Eight *x = falling(cache, turns[0]).data(), *y = rising(cache, turns[0]).data();
  for (std::size_t g = 0; g < n; ++g, x += stride, y += stride) {
    const Entry *e0 = entries + p0[g], *e1 = entries + p1[g], *e2 = entries + p2[g], *e3 = entries + p3[g];
    for (std::size_t b = 0; b < stride; ++b) {
      product[0] *= x[b] * e0[b].minus + y[b] * e0[b].plus;
      product[1] *= x[b] * e1[b].minus + y[b] * e1[b].plus;
      product[2] *= x[b] * e2[b].minus + y[b] * e2[b].plus;
      product[3] *= x[b] * e3[b].minus + y[b] * e3[b].plus;
    }
  }
  for (std::size_t k = 0; k < four; ++k) out[k] = product_of<Value>(product[k]);
}

template <class Value>
Value RbmState<Value>::ratio_by_logarithms(const Spins& s, const Cache& cache, Flips flips) const {
  Value sum{};
  for (std::size_t g = 0; g < n_group(); ++g) {
    for (std::size_t f = 0; f < shape_.n_features; ++f) {
      const auto change = [&](std::size_t site) {
        return -2.0 * s[site] * lane(weight_[places(site)[g] + f / eight], f % eight);
      };
      const Value before = theta_of(cache, g, f);
      Value after = before + change(flips.i);
      if (flips.is_pair()) after += change(flips.j);
      sum += log_2_cosh(after) - log_2_cosh(before);
    }
  }
  return std::exp(sum);
}

template <class Value>
Value RbmState<Value>::finished(Value hidden, const Spins& s, const Cache& cache, Flips flips) const {
  if (!is_usable(hidden)) hidden = ratio_by_logarithms(s, cache, flips);
  if (visible_.empty()) return hidden;
  Value exponent = -2.0 * s[flips.i] * visible_[flips.i];
  if (flips.is_pair()) exponent -= 2.0 * s[flips.j] * visible_[flips.j];
  return hidden * std::exp(exponent);
}

template <class Value>
Value RbmState<Value>::ratio(const Spins& s, const Cache& cache, Flips flips) const {
  const Turn turn = is_heavy_ ? Turn{} : turn_of(s, flips);
  return finished(turn.places == nullptr ? Value{} : hidden_ratio(cache, turn), s, cache, flips);
}

/// Those of the same sign four at a time: what the cache holds is read once for four.
template <class Value>
void RbmState<Value>::ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips,
                             std::span<Value> out) const {
  struct Waiting {
    std::size_t n = 0, index[four];
    Turn turn[four];
  };
  Waiting waiting[2];
  for (std::size_t k = 0; k < flips.size(); ++k) {
    const Turn turn = is_heavy_ ? Turn{} : turn_of(s, flips[k]);
    if (turn.places == nullptr) {
      out[k] = finished(Value{}, s, cache, flips[k]);
      continue;
    }
    Waiting& w = waiting[turn.sign > 0 ? 1 : 0];
    w.index[w.n] = k;
    w.turn[w.n++] = turn;
    if (w.n < four) continue;
    w.n = 0;
    Value hidden[four];
    n_blocks_ == 1 ? four_ratios<1>(cache, w.turn, hidden) : four_ratios<0>(cache, w.turn, hidden);
    for (std::size_t m = 0; m < four; ++m) out[w.index[m]] = finished(hidden[m], s, cache, flips[w.index[m]]);
  }
  for (const Waiting& w : waiting) {
    for (std::size_t m = 0; m < w.n; ++m)
      out[w.index[m]] = finished(hidden_ratio(cache, w.turn[m]), s, cache, flips[w.index[m]]);
  }
}

template <class Value>
void RbmState<Value>::accept_turn(const Turn& turn, Cache& cache) const {
  Eight one;
  set_ones(one);
  const double change = -2 * turn.sign;
  Eight *theta = cache.theta.data(), *x = falling(cache, turn).data(), *y = rising(cache, turn).data();
  for (std::size_t g = 0; g < n_group(); ++g, theta += n_blocks_, x += n_blocks_, y += n_blocks_) {
    const Eight* v = &weight_[turn.places[g]];
    const Entry* entry = &entry_[turn.places[g]];
    for (std::size_t b = 0; b < n_blocks_; ++b) {
      theta[b] += change * v[b];
      const Eight less = x[b] * entry[b].minus, more = y[b] * entry[b].plus, share = one / (less + more);
      x[b] = less * share;
      y[b] = more * share;
    }
  }
}

template <class Value>
void RbmState<Value>::accept(const Spins& s, Cache& cache, Flips flips) const {
  if (const Turn turn = turn_of(s, flips); turn.places != nullptr) {
    accept_turn(turn, cache);
  } else {
    accept_turn(turn_of(s, Flips(flips.i)), cache);
    accept_turn(turn_of(s, Flips(flips.j)), cache);
  }
  if (is_heavy_ || ++cache.n_moves >= moves_between) find_hidden(cache);
}

template <class Value>
void RbmState<Value>::turn_over(Cache& cache) const {
  for (Eight& theta : cache.theta) theta = -1.0 * theta;
  std::swap(cache.up, cache.down);
}

template <class Value>
void RbmState<Value>::derivatives(const Spins& s, const Cache& cache, std::span<Value> out) const {
  const std::size_t n = n_sites(), n_features = shape_.n_features;
  std::fill(out.begin(), out.end(), Value{});
  for (std::size_t i = 0; i < visible_.size(); ++i) out[orbit_[i]] += static_cast<double>(s[i]);
  for (std::size_t f = 0; shape_.biases && f < n_features; ++f) {
    for (std::size_t g = 0; g < n_group(); ++g) {
      const std::size_t b = g * n_blocks_ + f / eight;
      out[n_orbits_ + f] += lane(cache.up[b], f % eight) - lane(cache.down[b], f % eight);
    }
  }
  // d log(2 cosh theta) / d theta = up - down, read once for four sites.
  thread_local std::vector<Eight> means;
  means.resize(cache.up.size());
  for (std::size_t b = 0; b < means.size(); ++b) means[b] = cache.up[b] - cache.down[b];
  thread_local std::vector<double> spins;
  spins.assign(s.begin(), s.end());
  for (std::size_t k = 0; k < n; k += four) {
    const std::size_t n_left = std::min(four, n - k);
    const std::uint32_t* sent[four];
    for (std::size_t m = 0; m < four; ++m) sent[m] = &sent_[(m < n_left ? k + m : k) * n_group()];
    for (std::size_t b = 0; b < n_blocks_; ++b) {
      Eight sum[four] = {};
      for (std::size_t g = 0; g < n_group(); ++g) {
        const Eight& t = means[g * n_blocks_ + b];
        for (std::size_t m = 0; m < four; ++m) sum[m] += spins[sent[m][g]] * t;
      }
      for (std::size_t m = 0; m < n_left; ++m) {
        for (std::size_t f = b * eight; f < std::min((b + 1) * eight, n_features); ++f)
          out[first_weight() + f * n + k + m] = lane(sum[m], f % eight);
      }
    }
  }
  if constexpr (is_complex) {
    for (std::size_t k = 0; k < theta_.size(); ++k) out[theta_.size() + k] = Value(0, 1) * out[k];
  }
}

template class RbmState<double>;
template class RbmState<std::complex<double>>;

}  // namespace lenz::models
