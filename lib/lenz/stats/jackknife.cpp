#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/blocking.hpp"
#include "lenz/stats/drift.hpp"
#include "lenz/stats/estimate.hpp"
#include "lenz/stats/rank.hpp"

namespace lenz::stats {

namespace {

constexpr double bin_in_tau = 5;
constexpr std::size_t fewest_bins = 16;

/// f near the means: y = sum_q gradient_q (q - mean_q).
struct Linearised {
  std::vector<double> mean;      ///< of each quantity, all samples
  std::vector<double> gradient;  ///< of f, where the quantity fluctuates at all
  double value = 0;              ///< f(mean)
  double slowest_tau = 0.5;      ///< of the quantities that matter to f
  std::uint64_t n = 0;
};

double derivative(const FunctionOfMeans& f, std::vector<double> at, std::size_t q, double step,
                  double value) {
  const double x = at[q];
  at[q] = x + step;
  const double above = f(at);
  at[q] = x - step;
  const double below = f(at);
  if (std::isfinite(above) && std::isfinite(below)) return (above - below) / (2 * step);
  if (std::isfinite(above)) return (above - value) / step;
  return std::isfinite(below) ? (value - below) / step : 0.0;
}

Linearised linearise(Recorders chains, const FunctionOfMeans& f) {
  Linearised result;
  const std::size_t n_quantities = chains.front()->n_quantities();
  std::vector<SeriesEstimate> series;
  for (std::size_t q = 0; q < n_quantities; ++q) {
    std::vector<const Correlator*> correlators;
    for (const Recorder* chain : chains) correlators.push_back(&chain->correlator(q));
    series.push_back(integrate_autocorrelation(correlators));
    result.mean.push_back(series.back().mean);
    result.n = series.back().n;
  }
  result.value = f(result.mean);
  double largest = 0;
  for (std::size_t q = 0; q < n_quantities; ++q) {
    const double step = std::max(series[q].error, 1e-8 * std::fabs(series[q].mean));
    result.gradient.push_back(series[q].error > 0 ? derivative(f, result.mean, q, step, result.value) : 0.0);
    largest = std::max(largest, std::fabs(result.gradient[q]) * std::sqrt(series[q].variance));
  }
  for (std::size_t q = 0; q < n_quantities; ++q) {
    const double weight = std::fabs(result.gradient[q]) * std::sqrt(series[q].variance);
    if (weight > 1e-3 * largest) result.slowest_tau = std::max(result.slowest_tau, series[q].tau);
  }
  return result;
}

/// Bins of equal length from all chains, one after the other: deviations of the means of all quantities from
/// `reference`.
struct Bins {
  std::vector<double> reference;
  std::vector<double> rows;
  std::vector<std::size_t> n_of_chain;
  std::uint64_t length = 1;

  std::size_t n_bins() const { return reference.empty() ? 0 : rows.size() / reference.size(); }
  double n_samples() const { return static_cast<double>(n_bins()) * static_cast<double>(length); }
};

std::size_t n_bins_of_length(const Recorder& chain, std::uint64_t length) {
  return chain.n_bins() / static_cast<std::size_t>(length / chain.bin_length());
}

/// Bin lengths are powers of 2, so that the longest of any chain is a multiple of the others'.
std::uint64_t shortest_common_length(Recorders chains) {
  std::uint64_t length = 1;
  for (const Recorder* chain : chains) length = std::max(length, chain->bin_length());
  return length;
}

std::uint64_t length_for(Recorders chains, double tau) {
  std::uint64_t length = shortest_common_length(chains);
  const auto enough = [&](const Recorder* chain) {
    return n_bins_of_length(*chain, 2 * length) >= fewest_bins;
  };
  while (static_cast<double>(length) < bin_in_tau * tau && std::all_of(chains.begin(), chains.end(), enough))
    length *= 2;
  return length;
}

Bins collect(Recorders chains, std::uint64_t length) {
  Bins bins;
  bins.length = length;
  const std::size_t n_quantities = chains.front()->n_quantities();
  for (std::size_t q = 0; q < n_quantities; ++q) bins.reference.push_back(chains.front()->reference(q));
  for (const Recorder* chain : chains) {
    const std::size_t merged = static_cast<std::size_t>(length / chain->bin_length());
    bins.n_of_chain.push_back(chain->n_bins() / merged);
    for (std::size_t j = 0; j < bins.n_of_chain.back(); ++j) {
      for (std::size_t q = 0; q < n_quantities; ++q) {
        double sum = 0;
        for (std::size_t i = 0; i < merged; ++i) sum += chain->bin(j * merged + i, q);
        bins.rows.push_back(sum / static_cast<double>(merged) + (chain->reference(q) - bins.reference[q]));
      }
    }
  }
  return bins;
}

/// theta_j - theta for each bin j: what leaving it out changes.
std::vector<double> delete_one(const Bins& bins, const FunctionOfMeans& f) {
  const std::size_t n_quantities = bins.reference.size(), n_bins = bins.n_bins();
  std::vector<double> sum(n_quantities), point(n_quantities), theta(n_bins);
  for (std::size_t k = 0; k < bins.rows.size(); ++k) sum[k % n_quantities] += bins.rows[k];
  const auto f_without = [&](const double* row, double n) {
    for (std::size_t q = 0; q < n_quantities; ++q)
      point[q] = bins.reference[q] + (sum[q] - (row ? row[q] : 0.0)) / n;
    return f(point);
  };
  const double all = f_without(nullptr, static_cast<double>(n_bins));
  for (std::size_t j = 0; j < n_bins; ++j) {
    theta[j] = f_without(&bins.rows[j * n_quantities], static_cast<double>(n_bins) - 1) - all;
  }
  return theta;
}

struct JackknifeSums {
  double error = 0;
  double bias = 0;
};

JackknifeSums jackknife_sums(const std::vector<double>& theta, const std::vector<std::size_t>& n_of_chain) {
  const double n = static_cast<double>(theta.size());
  if (theta.size() < 2) return {};
  double mean = 0, variance = 0, neighbours = 0, n_pairs = 0;
  for (const double t : theta) mean += t / n;
  for (const double t : theta) variance += (t - mean) * (t - mean) / n;
  if (!(variance != 0)) return {};
  std::size_t j = 0;
  for (const std::size_t n_chain : n_of_chain) {
    for (const std::size_t end = j + n_chain; j < end; ++j) {
      if (j + 1 == end) continue;
      neighbours += (theta[j] - mean) * (theta[j + 1] - mean);
      ++n_pairs;
    }
  }
  if (n_pairs > 0) neighbours /= n_pairs;
  // As in integrate_autocorrelation with a window of one bin; a bin of 5 tau shares nothing with the next but
  // one.
  const double sum = std::max(variance + 2 * neighbours, 0.6 * variance) / std::max(1 - 3 / n, 0.5);
  return {(n - 1) * std::sqrt(sum / n), (n - 1) * mean * sum / (variance * n / (n - 1))};
}

/// y's automatic blocking over the shortest bins.
BlockingEstimate block_linearised(Recorders chains, const Linearised& linear) {
  const Bins bins = collect(chains, shortest_common_length(chains));
  const std::size_t n_quantities = bins.reference.size();
  std::vector<Correlator> series(chains.size());
  std::vector<const Correlator*> pointers;
  std::size_t row = 0;
  for (std::size_t c = 0; c < chains.size(); ++c) {
    for (const std::size_t end = row + bins.n_of_chain[c]; row < end; ++row) {
      double y = 0;
      for (std::size_t q = 0; q < n_quantities; ++q)
        y += linear.gradient[q] * bins.rows[row * n_quantities + q];
      series[c].add(y);
    }
    pointers.push_back(&series[c]);
  }
  return automatic_blocking(pointers);
}

std::vector<std::vector<double>> linearised_traces(Recorders chains, const Linearised& linear) {
  std::vector<std::vector<double>> traces;
  for (const Recorder* chain : chains) {
    std::vector<double>& y = traces.emplace_back(chain->trace_size());
    for (std::size_t i = 0; i < y.size(); ++i) {
      for (std::size_t q = 0; q < linear.mean.size(); ++q) {
        y[i] += linear.gradient[q] * (chain->traced(i, q) - linear.mean[q]);
      }
    }
  }
  return traces;
}

/// Mean of y^2, chains weighted by their samples (their traces may have different strides).
double mean_square(Recorders chains, const std::vector<std::vector<double>>& traces) {
  double sum = 0, n = 0;
  for (std::size_t c = 0; c < traces.size(); ++c) {
    const double weight = static_cast<double>(chains[c]->trace_stride());
    for (const double y : traces[c]) sum += weight * y * y;
    n += weight * static_cast<double>(traces[c].size());
  }
  return sum / n;
}

}  // namespace

Estimate jackknife(Recorders chains, const FunctionOfMeans& f) {
  check_positive("the number of chains", chains.size());
  for (const Recorder* chain : chains) {
    check_size("the quantities of a chain", chain->n_quantities(), chains.front()->n_quantities());
  }
  const Linearised linear = linearise(chains, f);
  const Bins bins = collect(chains, length_for(chains, linear.slowest_tau));
  const std::vector<double> theta = delete_one(bins, f);
  const double n = static_cast<double>(linear.n);

  Estimate result;
  result.mean = result.uncorrected = linear.value;
  result.n = linear.n;
  result.ess = n;
  const auto none = [](double t) { return t == 0; };
  if (theta.size() < 2 || std::all_of(theta.begin(), theta.end(), none)) return result;

  // Samples beyond the last full bin are in f(mean), so that they reduce its variance and its bias.
  const double share = bins.n_samples() / n;
  const JackknifeSums sums = jackknife_sums(theta, bins.n_of_chain);
  const BlockingEstimate blocking = block_linearised(chains, linear);
  const auto traces = linearised_traces(chains, linear);
  result.error = sums.error * std::sqrt(share);
  if (std::isfinite(sums.bias)) result.mean -= sums.bias * share;
  const double variance = mean_square(chains, traces);
  // Of two samples y may be rounding noise; no series says of a tau more than that it is as long as itself.
  result.tau = variance > 0 ? std::clamp(n * result.error * result.error / (2 * variance), 1 / (2 * n), n)
                            : linear.slowest_tau;
  result.ess = n / (2 * result.tau);
  if (chains.size() > 1) result.rhat = rank_rhat(traces);
  result.blocking_error = blocking.error * std::sqrt(share);
  result.errors_apart = errors_apart({result.error, std::sqrt(6.0 / static_cast<double>(theta.size())) / 2},
                                     {result.blocking_error, blocking.error_of_error});
  result.drift_p = drift(chains, linear.gradient).p;
  return result;
}

}  // namespace lenz::stats
