#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "lenz/stats/recorder.hpp"

namespace lenz::stats {

/// A number with everything that says how far to believe it.
struct Estimate {
  double mean = 0;
  double error = 0;  ///< standard deviation of `mean`, autocorrelation included
  double tau = 0.5;  ///< 1/2 + sum_t rho(t), in samples
  double ess = 0;    ///< n / (2 tau)
  std::optional<double>
      rhat{};                 ///< rank-normalised split R-hat; absent for one chain and for a constant series
  std::uint64_t n = 0;        ///< samples of all chains
  double blocking_error = 0;  ///< the same error found in another way
  double errors_apart = 0;    ///< by how many standard deviations of their difference, see below
  double uncorrected = 0;     ///< mean without the correction of its bias
  double drift_p = 1;         ///< of the first tenth against the last half (see `drift`); 1 where not judged
};

using Recorders = std::span<const Recorder* const>;

/// An error bar and its own relative standard deviation.
struct ErrorBar {
  double error = 0;
  double relative_deviation = 0;
};

/// By how many standard deviations two error bars differ; 0 where they differ by no more than 25 % of the
/// larger. They disagree where it is more than 3.
///
/// With r the rougher of the two over the more precise one it is log r where r > 1 and (1 - r^2) / 2 where r
/// < 1, over the deviation: a variance from few blocks is skew, so that its square root is large more often,
/// and small less far, than a normal number would be.
double errors_apart(ErrorBar a, ErrorBar b);

/// The mean of one recorded quantity over all chains: `integrate_autocorrelation` beside
/// `automatic_blocking`. A constant series has error 0, tau 1/2, ess = n, no R-hat. Throws
/// std::invalid_argument where there are no samples or no such quantity.
Estimate estimate(Recorders chains, std::size_t quantity);

/// A function of the means of all quantities: f(<a>, <b>, …), bias-corrected, with its jackknife error.
using FunctionOfMeans = std::function<double(std::span<const double>)>;

/// f of the means by the jackknife over the bins of all chains.
///
/// Bins are merged until they hold at least 5 tau of the slowest quantity that f depends on, as long as 16 a
/// chain remain. With theta_j = f(means without bin j) and J bins, error^2 = (J-1)/J sum_j (theta_j - mean
/// theta)^2, and twice the same sum over neighbours of one chain is added: what a bin of that length shares
/// with the next. The value is f(all samples) less the bias (J-1)(mean theta - f), unless that is no finite
/// number. Samples in no full bin enter the value, and reduce the error in proportion. tau is n
/// error^2 / (2 var y) with y = sum_q df/dq (q - <q>) on the traces, R-hat is y's, and blocking_error comes
/// from automatic blocking of y's bins. f may return a NaN where it is not defined; then error and mean may
/// be NaN, and the caller decides. Cost: one f a bin. Throws std::invalid_argument where there are no samples
/// or chains of different quantities.
Estimate jackknife(Recorders chains, const FunctionOfMeans& f);

}  // namespace lenz::stats
