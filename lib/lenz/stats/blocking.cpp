#include "lenz/stats/blocking.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

namespace lenz::stats {

namespace {

constexpr double test_level = 0.99;
constexpr std::uint64_t fewest_blocks = 16;

std::vector<PooledLevel> levels_with_blocks(Chains chains) {
  std::vector<PooledLevel> levels;
  for (PooledLevel level = pooled_level(chains, 0); level.n >= 2;
       level = pooled_level(chains, levels.size())) {
    levels.push_back(level);
  }
  return levels;
}

/// M_j: about chi^2 with one degree of freedom where blocks are independent.
double lag_one_statistic(const PooledLevel& level) {
  const double n = static_cast<double>(level.n), variance = level.covariance[0];
  if (!(variance > 0) || level.n_pairs[1] == 0) return 0;
  const double covariance = level.covariance[1] * static_cast<double>(level.n_pairs[1]) / n;
  const double r = ((n - 1) * variance / (n * n) + covariance) / variance;
  return n * r * r;
}

double chi_squared_quantile(double dof) { return 2 * boost::math::gamma_p_inv(dof / 2, test_level); }

}  // namespace

std::vector<BinningLevel> binning_analysis(Chains chains) {
  std::vector<BinningLevel> result;
  for (const PooledLevel& level : levels_with_blocks(chains)) {
    const double n = static_cast<double>(level.n);
    const double error = std::sqrt(level.covariance[0] / (n - 1));
    result.push_back({std::uint64_t{1} << result.size(), level.n, error, error / std::sqrt(2 * (n - 1))});
  }
  return result;
}

BlockingEstimate automatic_blocking(Chains chains) {
  const std::vector<PooledLevel> levels = levels_with_blocks(chains);
  BlockingEstimate result;
  if (levels.empty() || !(levels[0].covariance[0] > 0)) return result;

  std::size_t n_usable = 0;
  while (n_usable < levels.size() && levels[n_usable].n >= fewest_blocks) ++n_usable;
  n_usable = std::max<std::size_t>(n_usable, 1);
  double statistic = 0;
  result.settled = false;
  result.level = n_usable - 1;
  for (std::size_t k = n_usable; k-- > 0;) {
    statistic += lag_one_statistic(levels[k]);
    if (statistic >= chi_squared_quantile(static_cast<double>(n_usable - k))) continue;
    result.level = k;
    result.settled = true;
  }
  const PooledLevel& level = levels[result.level];
  const double n = static_cast<double>(level.n), variance = level.covariance[0];
  // The window of one lag, corrected as in integrate_autocorrelation for the subtraction of the measured
  // mean.
  const double sum = std::max(variance + 2 * level.covariance[1], variance / 4) / std::max(1 - 3 / n, 0.5);
  result.error =
      std::sqrt(std::ldexp(sum, static_cast<int>(result.level)) / static_cast<double>(levels[0].n));
  result.error_of_error = std::sqrt(6 / n) / 2;
  return result;
}

}  // namespace lenz::stats
