#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/stats/energy_blocks.hpp"

/// A square Ising torus in a few lines, independent of all models and kernels: exact by enumeration, sampled
/// by a heat bath of which tau is a few sweeps.
namespace lenz::test {

class SmallTorus {
 public:
  explicit SmallTorus(std::size_t length) : length_(length), spins_(length * length, 1) {}

  std::size_t n_sites() const { return spins_.size(); }
  double energy() const {
    int sum = 0;
    for (std::size_t i = 0; i < n_sites(); ++i) sum += spins_[i] * (spins_[right(i)] + spins_[below(i)]);
    return -sum;
  }
  double magnetization() const {
    int sum = 0;
    for (const int s : spins_) sum += s;
    return sum / static_cast<double>(n_sites());
  }
  void sweep(double temperature, random::Stream& rng) {
    for (std::size_t i = 0; i < n_sites(); ++i) {
      const int h = spins_[right(i)] + spins_[left(i)] + spins_[below(i)] + spins_[above(i)];
      const double up = 1 / (1 + std::exp(-2 * h / temperature));
      spins_[i] = random::uniform(rng) < up ? 1 : -1;
    }
  }
  /// Number of states of every (E, M).
  std::map<std::pair<int, int>, double> states() {
    std::map<std::pair<int, int>, double> count;
    for (std::size_t bits = 0; bits < std::size_t{1} << n_sites(); ++bits) {
      int m = 0;
      for (std::size_t i = 0; i < n_sites(); ++i) m += spins_[i] = bits >> i & 1 ? 1 : -1;
      count[{static_cast<int>(energy()), m}] += 1;
    }
    return count;
  }

 private:
  std::size_t right(std::size_t i) const { return i % length_ == length_ - 1 ? i + 1 - length_ : i + 1; }
  std::size_t left(std::size_t i) const { return i % length_ == 0 ? i + length_ - 1 : i - 1; }
  std::size_t below(std::size_t i) const { return (i + length_) % n_sites(); }
  std::size_t above(std::size_t i) const { return (i + n_sites() - length_) % n_sites(); }

  std::size_t length_;
  std::vector<int> spins_;
};

/// |m|, m^2, m^4.
inline std::array<double, 3> moments_of(double m) { return {std::fabs(m), m * m, m * m * m * m}; }

/// A chain after 100 sweeps of burn-in.
inline stats::EnergyBlocks torus_chain(std::size_t length, double temperature, std::size_t n,
                                       const random::Address& address) {
  SmallTorus torus(length);
  random::Stream rng(address);
  stats::EnergyBlocks blocks(3);
  for (std::size_t i = 0; i < n + 100; ++i) {
    torus.sweep(temperature, rng);
    if (i >= 100) blocks.add(torus.energy(), moments_of(torus.magnetization()));
  }
  return blocks;
}

struct ExactTorus {
  double log_z = 0, energy = 0, abs_m = 0, m2 = 0, m4 = 0;
  double binder() const { return 1 - m4 / (3 * m2 * m2); }
};

/// Means of the enumerated states at one temperature.
inline ExactTorus exact_torus(const std::map<std::pair<int, int>, double>& states, double n_sites,
                              double temperature) {
  ExactTorus e;
  double z = 0;
  for (const auto& [key, count] : states) {
    const double w = count * std::exp(-(key.first + 2 * n_sites) / temperature);
    const auto [m1, m2, m4] = moments_of(key.second / n_sites);
    z += w;
    e.energy += w * key.first;
    e.abs_m += w * m1;
    e.m2 += w * m2;
    e.m4 += w * m4;
  }
  for (double* mean : {&e.energy, &e.abs_m, &e.m2, &e.m4}) *mean /= z;
  e.log_z = std::log(z) + 2 * n_sites / temperature;
  return e;
}

}  // namespace lenz::test
