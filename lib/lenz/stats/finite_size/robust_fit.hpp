#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "lenz/stats/block_jackknife.hpp"
#include "lenz/stats/finite_size_result.hpp"
#include "lenz/stats/least_squares.hpp"

namespace lenz::stats::finite_size {

/// A fit to the data `which` of those with these errors. Its weights follow from correlations that are
/// shrunk, so that it does not live on differences whose variance is known to be small only from a noisy
/// covariance (Ledoit and Wolf 2004); its errors from the covariance as it is.
std::optional<LinearFit> robust_fit(const std::vector<double>& y, const JackknifeErrors& errors,
                                    const std::vector<std::size_t>& which, const std::vector<double>& design);

/// A parameter with an error that knows of a poor fit and of a systematic shift.
FittedNumber fitted(const LinearFit& fit, std::size_t parameter, double shift);

/// By what a parameter moves at most when omega is a quarter smaller or larger; fit_with(omega) makes the
/// fit.
template <class FitWith>
double shift_by_omega(const LinearFit& fit, std::size_t parameter, double omega, const FitWith& fit_with) {
  double shift = 0;
  for (const double factor : {0.75, 1.25}) {
    if (const std::optional<LinearFit> other = fit_with(factor * omega))
      shift = std::max(shift, std::fabs(other->parameters[parameter] - fit.parameters[parameter]));
  }
  return shift;
}

}  // namespace lenz::stats::finite_size
