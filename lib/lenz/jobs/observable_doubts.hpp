#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/evaluable.hpp"
#include "lenz/stats/tests.hpp"

/// What an observable of several components says against itself, in one number each.
namespace lenz::jobs {

inline double largest(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

/// The largest.
inline double rhat_of(const io::ObservableResult& o) {
  double rhat = 1;
  for (const auto& each : o.rhat) rhat = std::max(rhat, each.value_or(1));
  return rhat;
}

/// The smallest of the components that vary.
inline double ess_of(const io::ObservableResult& o) {
  double ess = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < o.ess.size(); ++i) {
    if (o.error[i] > 0) ess = std::min(ess, o.ess[i]);
  }
  return ess;
}

using io::has;

/// Whether its two estimates of the error disagree by more than chance brings about somewhere in a whole run.
inline bool errors_disagree(const io::RunResult& result, const io::ObservableResult& o) {
  if (!has(o, io::Doubt::errors_disagree)) return false;
  std::size_t n = 0;
  for (const io::PointResult& point : result.points) {
    for (const io::ObservableResult& each : point.observables) n += each.tau.size();
  }
  return o.errors_apart > stats::family_threshold(std::max<std::size_t>(1, n), three_deviations);
}

}  // namespace lenz::jobs
