#include "lenz/stats/drift.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/special_functions/beta.hpp>

#include "lenz/core/checks.hpp"
#include "lenz/stats/autocorrelation.hpp"

namespace lenz::stats {

namespace {

constexpr double block_in_tau = 10;
constexpr double first_part_in_tau = 20;
constexpr double fewest_independent = 24;

constexpr double fewest_events = 16;

/// Bin lengths are powers of 2, so that the longest of any chain is a multiple of the others'.
std::uint64_t common_bin_length(Recorders chains) {
  std::uint64_t length = 1;
  for (const Recorder* chain : chains) length = std::max(length, chain->bin_length());
  return length;
}

/// Bins of one chain, each of `length` samples: sum_q weights_q x_q, less a constant.
std::vector<double> weighted_bins(const Recorder& chain, std::span<const double> weights,
                                  std::uint64_t length) {
  const auto merged = static_cast<std::size_t>(length / chain.bin_length());
  std::vector<double> y(chain.n_bins() / merged);
  for (std::size_t j = 0; j < y.size() * merged; ++j) {
    for (std::size_t q = 0; q < weights.size(); ++q) {
      if (weights[q] != 0) y[j / merged] += weights[q] * chain.bin(j, q) / static_cast<double>(merged);
    }
  }
  return y;
}

double mean_of(std::span<const double> y) {
  double sum = 0;
  for (const double x : y) sum += x;
  return sum / static_cast<double>(y.size());
}

double tau_of(std::span<const double> y) {
  Correlator correlator;
  for (const double x : y) correlator.add(x);
  const Correlator* const chain[] = {&correlator};
  return std::max(0.5, integrate_autocorrelation(chain).tau);
}

/// Squared deviations of block means, their number less one, and how many of them there is something to be
/// learnt from: of a series that rarely leaves one value, those that did.
struct Scatter {
  double sum = 0, dof = 0, telling = 0;
};

double n_events(std::vector<double> means) {
  std::sort(means.begin(), means.end());
  std::size_t most = 0;
  for (std::size_t i = 0, j = 0; i < means.size(); i = j) {
    ++j;  // even past a NaN, which equals nothing
    while (j < means.size() && means[j] == means[i]) ++j;
    most = std::max(most, j - i);
  }
  return most == 1 ? std::numeric_limits<double>::infinity() : static_cast<double>(means.size() - most);
}

Scatter scatter_of_blocks(std::span<const double> y, std::size_t length) {
  const std::size_t n_blocks = y.size() / length;
  std::vector<double> means;
  for (std::size_t k = 0; k < n_blocks; ++k) means.push_back(mean_of(y.subspan(k * length, length)));
  Scatter scatter;
  if (n_blocks < 2) return scatter;
  const double mean = mean_of(means);
  for (const double m : means) scatter.sum += (m - mean) * (m - mean);
  scatter.dof = static_cast<double>(n_blocks) - 1;
  scatter.telling = std::min(scatter.dof, n_events(means));
  return scatter;
}

struct Parts {
  std::span<const double> first, last;
};

Parts parts_of(const std::vector<double>& y) {
  const std::span<const double> all(y);
  return {all.first(y.size() / 10), all.last(y.size() / 2)};
}

}  // namespace

Drift drift(Recorders chains, std::span<const double> weights) {
  check_positive("the number of chains", chains.size());
  const auto finite = [](double weight) { return std::isfinite(weight); };
  if (!std::all_of(weights.begin(), weights.end(), finite)) return {};  // f has no gradient there
  std::vector<std::vector<double>> bins;
  const std::uint64_t bin_length = common_bin_length(chains);
  double tau = 0, n_samples = 0;  // tau in bins
  for (const Recorder* chain : chains) {
    check_size("the weights", weights.size(), chain->n_quantities());
    bins.push_back(weighted_bins(*chain, weights, bin_length));
    if (bins.back().size() < 2 * static_cast<std::size_t>(first_part_in_tau)) return {};
    tau += tau_of(parts_of(bins.back()).last) / static_cast<double>(chains.size());
    n_samples += static_cast<double>(chain->n_samples());
  }
  const auto length = static_cast<std::size_t>(std::ceil(block_in_tau * tau));

  double difference = 0, variance = 0, n_first = 0;
  Scatter all;
  for (std::size_t c = 0; c < chains.size(); ++c) {
    const Parts parts = parts_of(bins[c]);
    if (static_cast<double>(parts.first.size()) < first_part_in_tau * tau) return {};
    const double weight = static_cast<double>(chains[c]->n_samples()) / n_samples;
    difference += weight * (mean_of(parts.first) - mean_of(parts.last));
    variance += weight * weight *
                (1 / static_cast<double>(parts.first.size()) + 1 / static_cast<double>(parts.last.size()));
    n_first += static_cast<double>(parts.first.size());
    const Scatter scatter = scatter_of_blocks(parts.last, length);
    all.sum += scatter.sum;
    all.dof += scatter.dof;
    all.telling += scatter.telling;
  }
  if (n_first < 2 * tau * fewest_independent) return {};
  if (!(all.sum > 0) || all.telling < std::min(all.dof, fewest_events)) return {};
  const double l = static_cast<double>(length);
  const double squared = all.sum / all.dof * l / (1 - tau / l);
  Drift result{.t = difference / std::sqrt(variance * squared),
               .dof = std::min(all.telling, n_first / (4 * tau)),
               .p = 1};
  result.p = boost::math::ibeta(result.dof / 2, 0.5, result.dof / (result.dof + result.t * result.t));
  return result;
}

}  // namespace lenz::stats
