#include "lenz/jobs/evaluable.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "lenz/core/errors.hpp"
#include "lenz/stats/tests.hpp"

namespace lenz::jobs {
namespace {

stats::Estimate estimate_component(const Component& component, stats::Recorders chains) {
  if (const auto* quantity = std::get_if<std::size_t>(&component)) return stats::estimate(chains, *quantity);
  return stats::jackknife(chains, std::get<stats::FunctionOfMeans>(component));
}

constexpr double largest_rhat = 1000, most_apart = 1e6, rounding = 1e-9;

/// Chains frozen in different states have an infinite R-hat, which is no number to be written.
std::optional<double> finite_rhat(std::optional<double> rhat) {
  return rhat ? std::optional(std::min(*rhat, largest_rhat)) : rhat;
}

/// Of a whole run at most one in a thousand shall be said to drift without cause (Bonferroni).
constexpr double drift_level = 1e-3;

/// `fixed`: nothing could have changed it.
bool doubted(io::Doubt doubt, const stats::Estimate& estimate, std::size_t n_components,
             std::size_t n_numbers, bool fixed) {
  switch (doubt) {
    case io::Doubt::short_run:
      return estimate.error > 0 && static_cast<double>(estimate.n) < 50 * estimate.tau;
    case io::Doubt::chains_differ:
      return estimate.rhat.value_or(1) > 1.01;
    case io::Doubt::errors_disagree:
      return estimate.errors_apart > stats::family_threshold(n_components, three_deviations);
    case io::Doubt::drifts:
      return estimate.drift_p < drift_level / static_cast<double>(n_numbers);
    case io::Doubt::error_unknown:
      return estimate.error == 0 && !fixed;
  }
  return false;
}

}  // namespace

std::optional<io::ObservableResult> evaluate(const Evaluable& evaluable, stats::Recorders all_chains,
                                             const EvaluateOptions& options) {
  std::vector<const stats::Recorder*> chains;
  for (std::size_t c = 0; c < all_chains.size(); c += evaluable.chain_stride) chains.push_back(all_chains[c]);
  io::ObservableResult result;
  std::array<bool, io::n_doubts> doubts{};
  result.name = evaluable.name;
  result.unit = evaluable.unit;
  result.is_vector = evaluable.is_vector;
  for (const Component& component : evaluable.components) {
    const stats::Estimate estimate = estimate_component(component, chains);
    if (!std::isfinite(estimate.mean) || !std::isfinite(estimate.error)) {
      if (evaluable.may_be_undefined) return std::nullopt;
      throw NumericalError(evaluable.name + " is not finite: the means it is formed of leave its domain");
    }
    const bool outside = estimate.mean < evaluable.least;
    result.mean.push_back(evaluable.origin + (outside ? estimate.uncorrected : estimate.mean));
    result.error.push_back(estimate.error);
    result.tau.push_back(estimate.tau * static_cast<double>(options.thin));
    result.ess.push_back(estimate.ess);
    result.rhat.push_back(finite_rhat(estimate.rhat));
    result.errors_apart = std::max(result.errors_apart, std::min(estimate.errors_apart, most_apart));
    for (std::size_t d = 0; d < io::n_doubts; ++d) {
      doubts[d] = doubts[d] ||
                  doubted(static_cast<io::Doubt>(d), estimate, evaluable.components.size(), options.n_numbers,
                          options.may_stand_still || result.mean.size() <= evaluable.n_fixed);
    }
  }
  if (!doubts[static_cast<std::size_t>(io::Doubt::errors_disagree)] || evaluable.of_kernel)
    result.errors_apart = 0;
  for (std::size_t d = 0; d < io::n_doubts && !evaluable.of_kernel; ++d) {
    if (doubts[d]) result.doubts.push_back(static_cast<io::Doubt>(d));
  }
  return result;
}

void join_exact(io::ObservableResult& result, const KnownValue& known) {
  result.exact = known.value;
  result.exact_error = known.error.empty() ? std::vector<double>(known.value.size(), 0.0) : known.error;
  result.oracle = known.oracle;
  result.z.assign(result.mean.size(), std::nullopt);
  bool exactly = !result.mean.empty();
  for (std::size_t i = 0; i < std::min(result.mean.size(), result.exact.size()); ++i) {
    const double spread = std::hypot(result.error[i], result.exact_error[i]);
    if (spread > 0) result.z[i] = (result.mean[i] - result.exact[i]) / spread;
    const double off = std::fabs(result.mean[i] - result.exact[i]);
    exactly =
        exactly && (result.error[i] > 0 || off <= rounding * (known.scale + std::fabs(result.exact[i])));
  }
  if (exactly) std::erase(result.doubts, io::Doubt::error_unknown);
}

}  // namespace lenz::jobs
