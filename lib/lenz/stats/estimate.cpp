#include "lenz/stats/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/blocking.hpp"
#include "lenz/stats/drift.hpp"
#include "lenz/stats/rank.hpp"

namespace lenz::stats {

double errors_apart(ErrorBar a, ErrorBar b) {
  if (!(std::fabs(a.error - b.error) > 0.25 * std::max(a.error, b.error))) return 0;
  const bool a_is_rough = a.relative_deviation > b.relative_deviation;
  const ErrorBar &rough = a_is_rough ? a : b, &precise = a_is_rough ? b : a;
  const double ratio = rough.error / std::max(precise.error, 1e-3 * rough.error);
  const double apart = ratio > 1 ? std::log(ratio) : (1 - ratio * ratio) / 2;
  return apart / std::hypot(a.relative_deviation, b.relative_deviation);
}

Estimate estimate(Recorders chains, std::size_t quantity) {
  std::vector<const Correlator*> correlators;
  std::vector<std::vector<double>> traces;
  for (const Recorder* chain : chains) {
    correlators.push_back(&chain->correlator(quantity));
    if (chains.size() > 1) traces.push_back(chain->trace(quantity));
  }
  const SeriesEstimate series = integrate_autocorrelation(correlators);
  const BlockingEstimate blocking = automatic_blocking(correlators);

  Estimate result;
  result.mean = result.uncorrected = series.mean;
  result.error = series.error;
  result.tau = series.tau;
  result.n = series.n;
  result.ess = static_cast<double>(series.n) / (2 * series.tau);
  if (chains.size() > 1) result.rhat = rank_rhat(traces);
  result.blocking_error = blocking.error;
  result.errors_apart =
      errors_apart({series.error, series.error_of_error}, {blocking.error, blocking.error_of_error});
  std::vector<double> weights(chains.front()->n_quantities(), 0.0);
  weights[quantity] = 1;
  result.drift_p = drift(chains, weights).p;
  return result;
}

}  // namespace lenz::stats
