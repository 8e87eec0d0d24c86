#include "lenz/stats/block_jackknife.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

namespace {

struct SetErrors {
  std::vector<double> covariance, bias;  ///< as if blocks were independent
  double neighbours = 0;
  double factors = 0, n_factors = 0;  ///< sum of 1 + 2 c_1 / c_0 over the results
};

/// Mean product of the deviations of results a and b, `lag` blocks apart in one chain.
double lagged(const DeletedBlocks& set, const std::vector<double>& mean, std::size_t a, std::size_t b,
              std::size_t lag) {
  double sum = 0, n = 0;
  std::size_t start = 0;
  for (const std::size_t n_chain : set.n_of_chain) {
    for (std::size_t j = start; j + lag < start + n_chain; ++j) {
      sum += (set.changes[j * set.n_results + a] - mean[a]) *
             (set.changes[(j + lag) * set.n_results + b] - mean[b]);
      ++n;
    }
    start += n_chain;
  }
  return n > 0 ? sum / n : 0;
}

SetErrors errors_of(const DeletedBlocks& set) {
  const std::size_t m = set.n_results;
  const std::size_t n_blocks = m > 0 ? set.changes.size() / m : 0;
  check_range<std::size_t>("the number of blocks", n_blocks, 4, std::size_t{1} << 40);
  const double n = static_cast<double>(n_blocks);
  SetErrors result{.covariance = std::vector<double>(m * m), .bias = std::vector<double>(m)};
  std::vector<double> mean(m);
  for (std::size_t k = 0; k < set.changes.size(); ++k) mean[k % m] += set.changes[k] / n;
  for (std::size_t a = 0; a < m; ++a) {
    result.bias[a] = (n - 1) * mean[a] * set.share;
    const double c0 = lagged(set, mean, a, a, 0), c1 = lagged(set, mean, a, a, 1);
    if (!(c0 > 0)) continue;
    result.factors += std::max(1 + 2 * c1 / c0, 0.6);
    ++result.n_factors;
    if (c1 > 3 * c0 / std::sqrt(n)) result.neighbours = std::max(result.neighbours, c1 / c0);
  }
  const double scale = (n - 1) * (n - 1) / n / std::max(1 - 3 / n, 0.25) * set.share;
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b < m; ++b) result.covariance[a * m + b] = scale * lagged(set, mean, a, b, 0);
  }
  return result;
}

}  // namespace

double JackknifeErrors::error(std::size_t result) const {
  return std::sqrt(covariance[result * bias.size() + result]);
}

JackknifeErrors block_jackknife(std::span<const DeletedBlocks> sets) {
  check_positive("the number of sets", sets.size());
  const std::size_t m = sets.front().n_results;
  JackknifeErrors all{.covariance = std::vector<double>(m * m), .bias = std::vector<double>(m)};
  double factors = 0, n_factors = 0;
  for (const DeletedBlocks& set : sets) {
    check_size("the results of a set", set.n_results, m);
    const SetErrors one = errors_of(set);
    for (std::size_t k = 0; k < m * m; ++k) all.covariance[k] += one.covariance[k];
    for (std::size_t k = 0; k < m; ++k) all.bias[k] += one.bias[k];
    all.neighbours = std::max(all.neighbours, one.neighbours);
    factors += one.factors;
    n_factors += one.n_factors;
  }
  if (n_factors > 0) {
    for (double& c : all.covariance) c *= factors / n_factors;
  }
  return all;
}

}  // namespace lenz::stats
