#include "lenz/stats/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

namespace {

constexpr std::size_t n_lags = Correlator::n_lags;
constexpr double window_in_tau = 6;
constexpr double smallest_window = 3;
constexpr double window_in_memory = 4;
constexpr double blocks_per_window = 4;

/// sum_t gamma(t) over all t, per sample of the series, as one time scale sees it.
struct ScaleSum {
  double sum = 0;
  double relative_error = 0;  ///< of `sum`
  std::size_t window = 0;
  bool converged = false;
};

/// How long a series remembers that it flips from sample to sample, if it does: t with |rho(1)|^t = 1/e, else
/// 0. tau is short then, for all that, and says nothing about the window that the cancellation of its terms
/// needs.
double memory_of_flips(const PooledLevel& samples) {
  const double rho = samples.covariance[1] / samples.covariance[0];
  const bool significant = rho < -3 / std::sqrt(static_cast<double>(samples.n));
  return significant ? -1 / std::log(std::min(-rho, 0.9999)) : 0.0;
}

ScaleSum sum_window(const PooledLevel& scale, double block_length, double flips) {
  ScaleSum best;
  const double n = static_cast<double>(scale.n), variance = scale.covariance[0];
  const double smallest = std::max(smallest_window, window_in_memory * flips / block_length);
  // Blocks over several flips see the sum as it is; single samples as a small difference of large numbers.
  const bool still_flips = scale.covariance[1] < -0.25 * variance;
  double sum = variance;
  for (std::size_t w = 1; w < n_lags && blocks_per_window * static_cast<double>(w) <= n; ++w) {
    sum += 2 * scale.covariance[w];
    const double width = static_cast<double>(2 * w + 1);
    const double corrected = sum / (1 - width / n) * block_length;
    const bool fits = static_cast<double>(w) >= smallest && sum > 0 && !still_flips &&
                      static_cast<double>(w) * variance >= window_in_tau * sum / 2;
    if (fits || corrected > best.sum) best = {corrected, std::sqrt(2 * width / n), w, fits};
    if (fits) return best;
  }
  return best;
}

std::size_t n_scales(Chains chains) {
  std::size_t n = 0;
  for (const Correlator* chain : chains) n = std::max(n, chain->n_levels());
  return n;
}

/// Variance of the grand mean as the scatter of the chains' means suggests; 0 for one chain.
double scatter_of_means(Chains chains, double mean, double n) {
  double sum = 0, n_chains = 0;
  for (const Correlator* chain : chains) {
    if (chain->n_samples() == 0) continue;
    const double weight = static_cast<double>(chain->n_samples()) / n, deviation = chain->mean() - mean;
    sum += weight * weight * deviation * deviation;
    ++n_chains;
  }
  return n_chains > 1 ? sum * n_chains / (n_chains - 1) : 0.0;
}

}  // namespace

PooledLevel pooled_level(Chains chains, std::size_t level) {
  PooledLevel pooled;
  const double reference = chains.empty() ? 0.0 : chains.front()->shift();
  double sum = 0;
  for (const Correlator* chain : chains) {
    const std::uint64_t n = chain->n_blocks(level);
    pooled.n += n;
    sum += chain->shifted_sum(level) + static_cast<double>(n) * (chain->shift() - reference);
    for (std::size_t t = 0; t < n_lags && t < n; ++t) pooled.n_pairs[t] += n - t;
  }
  if (pooled.n == 0) return pooled;
  const double mean = sum / static_cast<double>(pooled.n);
  for (const Correlator* chain : chains) {
    std::array<double, n_lags> products;
    chain->products_about(level, mean - (chain->shift() - reference), products);
    for (std::size_t t = 0; t < n_lags; ++t) pooled.covariance[t] += products[t];
  }
  for (std::size_t t = 0; t < n_lags; ++t) {
    if (pooled.n_pairs[t] > 0) pooled.covariance[t] /= static_cast<double>(pooled.n_pairs[t]);
  }
  pooled.covariance[0] = std::max(0.0, pooled.covariance[0]);
  return pooled;
}

double pooled_mean(Chains chains) {
  double n = 0, sum = 0;
  const double reference = chains.empty() ? 0.0 : chains.front()->shift();
  for (const Correlator* chain : chains) {
    n += static_cast<double>(chain->n_samples());
    sum += chain->shifted_sum(0) + static_cast<double>(chain->n_samples()) * (chain->shift() - reference);
  }
  return n > 0 ? reference + sum / n : 0.0;
}

SeriesEstimate integrate_autocorrelation(Chains chains) {
  SeriesEstimate result;
  const PooledLevel samples = pooled_level(chains, 0);
  result.n = samples.n;
  check_positive("the number of samples", result.n);
  result.mean = pooled_mean(chains);
  if (!(samples.covariance[0] > 0)) return result;

  const double n = static_cast<double>(samples.n);
  const double flips = memory_of_flips(samples);
  ScaleSum chosen, largest;
  for (std::size_t level = 0; level < n_scales(chains); ++level) {
    const PooledLevel scale = level == 0 ? samples : pooled_level(chains, level);
    const ScaleSum here = sum_window(scale, std::ldexp(1.0, static_cast<int>(level)), flips);
    if (here.sum > largest.sum) largest = here;
    const double noise = std::hypot(here.relative_error * here.sum, chosen.relative_error * chosen.sum);
    const bool exceeds = here.sum > chosen.sum + 4 * noise;
    if (chosen.converged ? !exceeds : !here.converged) continue;
    chosen = here;
    chosen.converged = true;
    result.resolved = here.converged;
    result.level = level;
  }
  if (!chosen.converged) {
    result.resolved = false;
    chosen = largest;
    chosen.sum = std::max({chosen.sum, samples.covariance[0], scatter_of_means(chains, result.mean, n) * n});
    chosen.relative_error = 1;
  }
  // gamma(0), too, is low by the variance of the mean; the floor keeps tau and ESS finite for a series that
  // cancels itself.
  result.variance = samples.covariance[0] + chosen.sum / n;
  const double sum = std::max(chosen.sum, result.variance / n);
  result.window = chosen.window;
  result.error = std::sqrt(sum / n);
  result.error_of_error = chosen.relative_error / 2;
  result.tau = sum / (2 * result.variance);
  return result;
}

}  // namespace lenz::stats
