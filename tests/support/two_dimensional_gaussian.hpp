#pragma once

#include <vector>

#include "lenz/models/continuum_measurement.hpp"
#include "lenz/models/gaussian.hpp"

#include "support/independent_runs.hpp"

/// The two-dimensional Gaussian of the lecture notes, unit variances and covariance 0.5, and the one check
/// that every kernel must pass on it and every wrong twin must fail.
namespace lenz::test {

/// Statistical tests of the continuum are one family of at most this many quantities at level 1e-3.
inline constexpr std::size_t continuum_family = 200;

template <class T = models::Gaussian>
T two_dimensional_gaussian() {
  return T({0, 0}, {{1, 0.5}, {0.5, 1}});
}

/// |t| of x, y, xx, xy, yy at its largest, as a share of the family's bound: at most 1 for a right kernel.
template <class K, class T>
double moment_verdict(const K& kernel, const T& target, const RunPlan& plan,
                      const std::vector<double>& exact = {0, 0, 1, 0.5, 1}) {
  const models::ContinuumMeasurement moments(2);
  const auto start = [&](random::Stream& rng) { return target.walker(target.draw(rng)); };
  const auto means = run_means(kernel, target, moments, start, plan);
  return largest(t_scores(means, exact)) / family_bound(continuum_family, plan.n_runs);
}

}  // namespace lenz::test
