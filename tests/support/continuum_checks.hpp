#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

/// Properties that every continuum target has, as numbers that vanish.
namespace lenz::test {

template <class T>
std::vector<double> random_point(const T& target, random::Stream& rng) {
  std::vector<double> x(target.dimension());
  for (double& value : x) value = 3 * random::normal(rng);
  return x;
}

/// Largest |log_ratio(w, move) - (log p(moved) - log p(w))| / max(1, |log p|) over 200 random points and
/// moves, the densities those of walkers built afresh.
template <class T>
double log_ratio_mismatch(const T& target, std::uint64_t seed) {
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  double worst = 0;
  for (int n = 0; n < 200; ++n) {
    const std::vector<double> x = random_point(target, rng);
    const typename T::Move move{.index = random::uniform_index(rng, x.size()),
                                .delta = 2 * random::normal(rng)};
    std::vector<double> moved = x;
    moved[move.index] += move.delta;
    const double before = target.log_density(target.walker(x)),
                 after = target.log_density(target.walker(moved));
    const double mismatch = std::fabs(target.log_ratio(target.walker(x), move) - (after - before));
    worst = std::max(worst, mismatch / std::max({1.0, std::fabs(before), std::fabs(after)}));
  }
  return worst;
}

/// Largest difference between the cache of a walker after n_moves moves of one coordinate and that of one
/// built where it stands. Moves bring a coordinate to a point drawn anew, so that the walker does not run
/// away.
template <class T>
double cache_mismatch(const T& target, std::size_t n_moves, std::uint64_t seed) {
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  typename T::Walker w = target.walker(random_point(target, rng));
  for (std::size_t n = 0; n < n_moves; ++n) {
    const std::size_t i = random::uniform_index(rng, w.x.size());
    target.accept(w, {.index = i, .delta = 3 * random::normal(rng) - w.x[i]});
  }
  const typename T::Walker rebuilt = target.walker(w.x);
  double worst = 0;
  for (std::size_t i = 0; i < w.cache.size(); ++i)
    worst = std::max(worst, std::fabs(w.cache[i] - rebuilt.cache[i]));
  return worst;
}

}  // namespace lenz::test
