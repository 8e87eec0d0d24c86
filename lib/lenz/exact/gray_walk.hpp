#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

namespace lenz::exact::enumeration {

/// Neighbour lists in one array: entries begin[i] … begin[i+1] - 1 belong to site i.
template <class T>
struct Adjacency {
  std::vector<std::uint32_t> begin, site;
  std::vector<T> value;

  /// Each link {a, b, value} enters the lists of both its ends.
  template <class Link>
  static Adjacency of(std::size_t n_sites, const std::vector<Link>& links) {
    Adjacency out;
    out.begin.assign(n_sites + 1, 0);
    for (const Link& link : links) ++out.begin[link.a + 1], ++out.begin[link.b + 1];
    for (std::size_t i = 0; i < n_sites; ++i) out.begin[i + 1] += out.begin[i];
    out.site.resize(2 * links.size());
    out.value.resize(2 * links.size());
    std::vector<std::uint32_t> next(out.begin.begin(), out.begin.end() - 1);
    for (const Link& link : links) {
      out.site[next[link.a]] = link.b, out.value[next[link.a]++] = link.value;
      out.site[next[link.b]] = link.a, out.value[next[link.b]++] = link.value;
    }
    return out;
  }
};

template <class T>
struct Link {
  std::uint32_t a, b;
  T value;
};

/// What the probes ask of each state beyond its energy and magnetization, kept up to date spin by spin.
class ProbeWalk {
 public:
  ProbeWalk(const SpinProbes& probes, std::size_t n_sites);

  bool any() const { return staggered_ || wave_ || !correlation.empty(); }
  bool staggered_on() const { return staggered_; }
  bool wave_on() const { return wave_; }

  template <class Number>
  void reset(const std::vector<Number>& spins) {
    staggered = 0, real_ = 0, imaginary_ = 0;
    for (std::size_t i = 0; i < spins.size(); ++i) {
      const int s = spins[i] > 0 ? 1 : -1;
      if (staggered_) staggered += s * sublattice_[i];
      if (wave_) real_ += s * cosine_[i], imaginary_ += s * sine_[i];
    }
    correlation = constant_;
    for (std::size_t i = 0; i < spins.size(); ++i) {
      for (std::uint32_t l = pairs_.begin[i]; l < pairs_.begin[i + 1]; ++l) {
        if (pairs_.site[l] > i) correlation[pairs_.value[l]] += spins[i] * spins[pairs_.site[l]] > 0 ? 1 : -1;
      }
    }
  }

  /// REQUIRES `spins` as they were before site i flips.
  template <class Number>
  void flip(const std::vector<Number>& spins, std::size_t i) {
    const int twice = spins[i] > 0 ? 2 : -2;
    if (staggered_) staggered -= twice * sublattice_[i];
    if (wave_) real_ -= twice * cosine_[i], imaginary_ -= twice * sine_[i];
    for (std::uint32_t l = pairs_.begin[i]; l < pairs_.begin[i + 1]; ++l) {
      correlation[pairs_.value[l]] -= spins[pairs_.site[l]] > 0 ? twice : -twice;
    }
  }

  /// |sum_i s_i exp(i k.x_i)|^2. A sum that vanishes but for rounding is 0, or it would outweigh rare states
  /// when cold.
  double wave() const {
    const double square = real_ * real_ + imaginary_ * imaginary_;
    return square < 1e-20 ? 0 : square;
  }

  int staggered = 0;
  std::vector<int> correlation;  ///< sum over the pairs of each r

 private:
  bool staggered_, wave_;
  std::vector<int> sublattice_;
  std::vector<double> cosine_, sine_;
  std::vector<int> constant_;  ///< pairs of a site with itself
  Adjacency<std::uint32_t> pairs_;
  double real_ = 0, imaginary_ = 0;
};

/// Spins with their bond sum B = sum k s_a s_b, Number an integer or double. step(n) goes from the n-th to
/// the next state in Gray-code order, all spins up at n = 0; the last spin never flips where only half the
/// states are walked.
template <class Number>
class GrayWalk {
 public:
  GrayWalk(std::size_t n_sites, const std::vector<Link<Number>>& bonds, const SpinProbes& probes)
      : probe(probes, n_sites), spins_(n_sites, 1), bonds_(Adjacency<Number>::of(n_sites, bonds)) {
    reset();
  }

  /// Rebuilds the sums from the spins, so that rounding does not pile up.
  void reset() {
    Number twice = 0;
    magnetization = 0;
    for (std::size_t i = 0; i < spins_.size(); ++i) {
      twice += spins_[i] * neighbour_sum(i);
      magnetization += spins_[i] > 0 ? 1 : -1;
    }
    bond_sum = twice / 2;
    if (probe.any()) probe.reset(spins_);
  }

  template <bool with_probes>
  void step(std::uint64_t n) {
    const auto i = static_cast<std::size_t>(std::countr_one(n));
    if constexpr (with_probes) probe.flip(spins_, i);
    const Number s = spins_[i];
    bond_sum -= 2 * s * neighbour_sum(i);
    magnetization -= s > 0 ? 2 : -2;
    spins_[i] = -s;
  }

  Number bond_sum = 0;
  int magnetization = 0;
  ProbeWalk probe;

 private:
  Number neighbour_sum(std::size_t i) const {
    Number sum = 0;
    for (std::uint32_t l = bonds_.begin[i]; l < bonds_.begin[i + 1]; ++l) {
      sum += bonds_.value[l] * spins_[bonds_.site[l]];
    }
    return sum;
  }

  std::vector<Number> spins_;
  Adjacency<Number> bonds_;
};

/// One pass over the states for all temperatures, by levels (couplings = unit * k) or state by state.
std::vector<SpinAverages> by_levels(const SpinParameters& parameters, double unit, const SpinProbes& probes,
                                    std::span<const double> temperatures);
std::vector<SpinAverages> by_weights(const SpinParameters& parameters, const SpinProbes& probes,
                                     std::span<const double> temperatures);

/// The number of which all couplings are small multiples, if there is one; 1 where there are no bonds.
std::optional<double> common_unit(const std::vector<Bond>& bonds);

}  // namespace lenz::exact::enumeration
