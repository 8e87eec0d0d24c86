#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "lenz/io/results.hpp"

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

inline bool has(const io::ObservableResult& o, io::Doubt doubt) {
  return std::find(o.doubts.begin(), o.doubts.end(), doubt) != o.doubts.end();
}

}  // namespace lenz::jobs
