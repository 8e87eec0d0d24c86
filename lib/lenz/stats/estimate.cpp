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
  const double difference = std::fabs(a.error - b.error);
  const double deviation = std::hypot(a.error * a.relative_deviation, b.error * b.relative_deviation);
  if (!(difference > 0.25 * std::max(a.error, b.error))) return 0;
  return difference / deviation;
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
  result.mean = series.mean;
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
