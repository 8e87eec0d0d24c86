#pragma once

#include <limits>

#include "lenz/stats/reweighting.hpp"

/// The Binder cumulant of reweighted samples whose observables are |m|, m^2, m^4, and where two of them meet.
namespace lenz::stats {

/// U = 1 - <m^4> / (3 <m^2>^2).
double binder_cumulant(const CanonicalMeans& m);
/// dU/dT.
double binder_slope(const CanonicalMeans& m);

/// U_a - U_b and its derivative.
struct BinderDifference {
  double value = 0, slope = 0;
  double binder = 0;     ///< U_a
  bool covered = false;  ///< both samples reach this temperature
};
BinderDifference binder_difference(const CanonicalWeights& a, const CanonicalWeights& b, double temperature);

struct BinderRoot {
  double temperature = std::numeric_limits<double>::quiet_NaN();
  double binder = std::numeric_limits<double>::quiet_NaN();
};

/// Where U of the two is equal: Newton's steps from `guess`, shortened where they would leave what was
/// sampled. NaN where there is no crossing there, or one in the wrong direction: below T_c the larger size
/// has the larger U.
BinderRoot binder_root(const CanonicalWeights& smaller, const CanonicalWeights& larger, double guess);

}  // namespace lenz::stats
