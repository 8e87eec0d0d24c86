#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/core/lanes.hpp"
#include "lenz/random/lane_draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/independent_runs.hpp"

namespace lenz::test {

/// Walkers of eight lanes. Lanes share which particle moves and nothing that is drawn for it, so that in
/// equilibrium the means of any two of them are uncorrelated: each lane is a run of its own.
struct LanePlan {
  std::uint64_t seed = 1;
  std::size_t n_walkers = 32;
  std::size_t burn_in = 60, sweeps = 400;
};

/// Means of Quantities::n numbers of every lane, one row each: quantities(walker, out) of evaluated walkers
/// after each sweep. Walkers start as standard normal points.
template <class K, class D, class Quantities>
std::vector<std::vector<double>> lane_means(const K& kernel, const D& density, const Quantities& quantities,
                                            const LanePlan& plan) {
  constexpr std::size_t width = lanes::count<Lanes>, n = Quantities::n;
  std::vector<std::vector<double>> rows;
  for (std::size_t slot = 0; slot < plan.n_walkers; ++slot) {
    random::Stream rng(
        {.seed = plan.seed, .slot = static_cast<std::uint32_t>(slot), .purpose = random::Purpose::test});
    std::vector<Lanes> x(density.dimension());
    for (Lanes& value : x) value = random::normal_in<Lanes>(rng);
    auto walker = density.walker(std::move(x));
    for (std::size_t sweep = 0; sweep < plan.burn_in; ++sweep) kernel.sweep(density, walker, rng);
    Lanes sums[n]{}, values[n]{};
    for (std::size_t sweep = 0; sweep < plan.sweeps; ++sweep) {
      kernel.sweep(density, walker, rng);
      density.evaluate(walker);
      quantities(walker, values);
      for (std::size_t q = 0; q < n; ++q) sums[q] += values[q];
    }
    for (std::size_t k = 0; k < width; ++k) {
      std::vector<double>& row = rows.emplace_back();
      for (const Lanes& sum : sums) row.push_back(sum[k] / static_cast<double>(plan.sweeps));
    }
  }
  return rows;
}

/// The statistical tests of samplers of particles are one family of at most this many quantities.
inline constexpr std::size_t lane_family = 100;

/// |t| at its largest against exact values, as a share of the family's bound: at most 1 for a right sampler.
template <class K, class D, class Quantities>
double lane_verdict(const K& kernel, const D& density, const Quantities& quantities,
                    const std::vector<double>& exact, const LanePlan& plan) {
  const auto rows = lane_means(kernel, density, quantities, plan);
  return largest(t_scores(rows, exact)) / family_bound(lane_family, rows.size());
}

}  // namespace lenz::test
