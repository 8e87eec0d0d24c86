#pragma once

#include <vector>

#include "lenz/stats/autocorrelation.hpp"

namespace lenz::stats {

/// rho(t) on increasing lags t, from 0, with standard errors; one element a lag.
struct AutocorrelationFunction {
  std::vector<double> lag;  ///< in samples
  std::vector<double> rho;
  std::vector<double> error;
};

/// The normalised autocorrelation function of several chains about the mean of all:
///
///     rho(t) = (C(t) + e^2) / (C(0) + e^2),   C(t) the pooled covariance at lag t, e the error of the mean,
///
/// where e^2 mends that C is about the measured mean (Wolff 2004, Eq. 49). Lags are 0 … 31 one by one, then
/// eight an octave, taken from averages of 2^l samples at lags of 16 … 30 of those: rho is smoothed there by
/// a triangle of that half-width, which changes an exponential by less than (t / tau)^2 / 3072 of itself.
/// They end at 12 tau or two windows, whichever is longer, and at a quarter of the longest chain at the
/// latest.
///
/// The error is Bartlett's, N error^2 = sum_{k>0} (rho(k+t) + rho(k-t) - 2 rho(t) rho(k))^2, with rho taken
/// for 0 beyond the window (Bartlett 1946; Lüscher 2005, Eq. E.11), the sum being a quadrature over the same
/// lags. Empty for a constant series. Cost: a millisecond. Throws std::invalid_argument where there are no
/// samples.
AutocorrelationFunction autocorrelation_function(Chains chains);

}  // namespace lenz::stats
