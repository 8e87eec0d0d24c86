#include "lenz/jobs/evaluable.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/errors.hpp"

namespace lenz::jobs {
namespace {

stats::Estimate estimate_component(const Component& component, stats::Recorders chains) {
  if (const auto* quantity = std::get_if<std::size_t>(&component)) return stats::estimate(chains, *quantity);
  return stats::jackknife(chains, std::get<stats::FunctionOfMeans>(component));
}

void doubt(Doubts& doubts, const stats::Estimate& estimate, std::uint64_t thin) {
  const bool varies = estimate.error > 0;
  doubts.short_run = doubts.short_run || (varies && static_cast<double>(estimate.n) < 50 * estimate.tau);
  doubts.errors_disagree = doubts.errors_disagree || estimate.errors_disagree;
  doubts.chains_differ = doubts.chains_differ || estimate.rhat.value_or(1) > 1.01;
  doubts.tau = std::max(doubts.tau, estimate.tau * static_cast<double>(thin));
  doubts.rhat = std::max(doubts.rhat, estimate.rhat.value_or(1));
}

}  // namespace

std::optional<Evaluation> evaluate(const Evaluable& evaluable, stats::Recorders all_chains,
                                   std::uint64_t thin) {
  std::vector<const stats::Recorder*> chains;
  for (std::size_t c = 0; c < all_chains.size(); c += evaluable.chain_stride) chains.push_back(all_chains[c]);
  Evaluation evaluation;
  io::ObservableResult& result = evaluation.result;
  result.name = evaluable.name;
  result.unit = evaluable.unit;
  result.is_vector = evaluable.is_vector;
  for (const Component& component : evaluable.components) {
    const stats::Estimate estimate = estimate_component(component, chains);
    if (!std::isfinite(estimate.mean) || !std::isfinite(estimate.error)) {
      if (evaluable.may_be_undefined) return std::nullopt;
      throw NumericalError(evaluable.name + " is not finite: the means it is formed of leave its domain");
    }
    result.mean.push_back(estimate.mean);
    result.error.push_back(estimate.error);
    result.tau.push_back(estimate.tau * static_cast<double>(thin));
    result.ess.push_back(estimate.ess);
    result.rhat.push_back(estimate.rhat);
    doubt(evaluation.doubts, estimate, thin);
  }
  return evaluation;
}

void join_exact(io::ObservableResult& result, const KnownValue& known) {
  result.exact = known.value;
  result.exact_error = known.error.empty() ? std::vector<double>(known.value.size(), 0.0) : known.error;
  result.oracle = known.oracle;
  result.z.assign(result.mean.size(), std::nullopt);
  for (std::size_t i = 0; i < std::min(result.mean.size(), result.exact.size()); ++i) {
    const double spread = std::hypot(result.error[i], result.exact_error[i]);
    if (spread > 0) result.z[i] = (result.mean[i] - result.exact[i]) / spread;
  }
}

}  // namespace lenz::jobs
