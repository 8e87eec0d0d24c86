#include "lenz/stats/rank.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

#include <boost/math/special_functions/erf.hpp>

namespace lenz::stats {

namespace {

using Halves = std::vector<std::vector<double>>;

/// Every chain cut to the shortest and split in two; empty where that has fewer than 4 samples.
Halves split(Traces traces) {
  Halves halves;
  std::size_t shortest = std::numeric_limits<std::size_t>::max();
  for (const auto& trace : traces) shortest = std::min(shortest, trace.size());
  if (traces.empty() || shortest < 4) return halves;
  const auto half = static_cast<std::ptrdiff_t>(shortest / 2), length = static_cast<std::ptrdiff_t>(shortest);
  for (const auto& trace : traces) {
    halves.emplace_back(trace.begin(), trace.begin() + half);
    halves.emplace_back(trace.begin() + (length - half), trace.begin() + length);
  }
  return halves;
}

bool all_equal(const Halves& halves) {
  return std::all_of(halves.begin(), halves.end(), [&](const std::vector<double>& half) {
    return std::all_of(half.begin(), half.end(), [&](double x) { return x == halves[0][0]; });
  });
}

double standard_normal_quantile(double p) {
  // Without the detour through long double, which costs most of the time of R-hat.
  using boost::math::policies::policy;
  using boost::math::policies::promote_double;
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p, policy<promote_double<false>>{});
}

Halves rank_normalised(const Halves& halves) {
  const std::size_t length = halves[0].size(), total = halves.size() * length;
  std::vector<std::pair<double, std::size_t>>
      order;  // values beside their places: sorting through places is slow
  order.reserve(total);
  for (const auto& half : halves) {
    for (const double x : half) order.emplace_back(x, order.size());
  }
  std::sort(order.begin(), order.end());
  Halves scores(halves.size(), std::vector<double>(length));
  for (std::size_t first = 0, end = 0; first < total; first = end) {
    while (end < total && order[end].first == order[first].first) ++end;
    const double rank = 0.5 * static_cast<double>(first + 1 + end);  // the average of first + 1 … end
    const double score = standard_normal_quantile((rank - 0.375) / (static_cast<double>(total) + 0.25));
    for (std::size_t i = first; i < end; ++i)
      scores[order[i].second / length][order[i].second % length] = score;
  }
  return scores;
}

Halves folded(const Halves& halves) {
  std::vector<double> all;
  for (const auto& half : halves) all.insert(all.end(), half.begin(), half.end());
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  const double median =
      0.5 * (*middle + *std::max_element(all.begin(), middle));  // an even number of samples
  Halves result = halves;
  for (auto& half : result) {
    for (double& x : half) x = std::fabs(x - median);
  }
  return result;
}

struct Moments {
  std::vector<double> mean;
  double within = 0;   ///< mean of the variances (n - 1) of the halves
  double between = 0;  ///< variance (m - 1) of their means
};

Moments moments(const Halves& halves) {
  Moments result;
  const double n = static_cast<double>(halves[0].size()), m = static_cast<double>(halves.size());
  double grand = 0;
  for (const auto& half : halves) {
    const double mean = std::accumulate(half.begin(), half.end(), 0.0) / n;
    for (const double x : half) result.within += (x - mean) * (x - mean) / (n - 1) / m;
    result.mean.push_back(mean);
    grand += mean / m;
  }
  for (const double mean : result.mean) result.between += (mean - grand) * (mean - grand) / (m - 1);
  return result;
}

double rhat_of(const Halves& halves) {
  const double n = static_cast<double>(halves[0].size());
  const Moments m = moments(rank_normalised(halves));
  if (!(m.within > 0)) return std::numeric_limits<double>::infinity();
  return std::sqrt((n - 1) / n + m.between / m.within);
}

}  // namespace

namespace {

/// Ranks exist only of numbers: a NaN (a function outside its domain) has none.
bool all_finite(Traces traces) {
  return std::all_of(traces.begin(), traces.end(), [](const auto& trace) {
    return std::all_of(trace.begin(), trace.end(), [](double x) { return std::isfinite(x); });
  });
}

}  // namespace

std::optional<double> rank_rhat(Traces traces) {
  if (!all_finite(traces)) return std::nullopt;
  const Halves halves = split(traces);
  if (halves.empty() || all_equal(halves)) return std::nullopt;
  const Halves distances = folded(halves);
  const double bulk = rhat_of(halves);
  return all_equal(distances) ? bulk : std::max(bulk, rhat_of(distances));
}

std::optional<double> bulk_ess(Traces traces) {
  if (!all_finite(traces)) return std::nullopt;
  const Halves halves = split(traces);
  if (halves.empty() || all_equal(halves)) return std::nullopt;
  const Halves scores = rank_normalised(halves);
  const Moments m = moments(scores);
  const std::size_t n = scores[0].size();
  const double length = static_cast<double>(n), total = length * static_cast<double>(scores.size());
  const double variance = m.within * (length - 1) / length + m.between;

  const auto rho = [&](std::size_t t) {
    double covariance = 0;
    for (std::size_t c = 0; c < scores.size(); ++c) {
      for (std::size_t i = 0; i + t < n; ++i)
        covariance += (scores[c][i] - m.mean[c]) * (scores[c][i + t] - m.mean[c]);
    }
    return 1 - (m.within - covariance / total) / variance;
  };
  double tau = -1, smallest_pair =
                       std::numeric_limits<double>::infinity();  // tau here is 1 + 2 sum rho, as in the paper
  for (std::size_t t = 0; t + 1 < n; t += 2) {
    const double even = t == 0 ? 1.0 : rho(t), pair = even + rho(t + 1);
    if (!(pair > 0)) {
      tau += std::max(even, 0.0);
      break;
    }
    smallest_pair = std::min(smallest_pair, pair);
    tau += 2 * smallest_pair;
  }
  return total / std::max(tau, 1 / std::log10(total));
}

}  // namespace lenz::stats
