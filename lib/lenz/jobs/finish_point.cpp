#include "lenz/jobs/finish_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lenz/jobs/overview.hpp"
#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/autocorrelation_function.hpp"

namespace lenz::jobs {
namespace {

/// As many samples as every chain has: kept configurations may have made some chains longer than others.
io::Trace collect_trace(const Evaluable& evaluable, std::size_t quantity, std::size_t n_quantities,
                        const std::vector<SlotOutcome>& chains) {
  std::size_t n_samples = std::numeric_limits<std::size_t>::max();
  for (const SlotOutcome& chain : chains) {
    n_samples = std::min(n_samples, chain.record.series.size() / n_quantities);
  }
  io::Trace trace{
      .observable = evaluable.name, .n_chains = chains.size(), .n_samples = n_samples, .values = {}};
  for (const SlotOutcome& chain : chains) {
    for (std::size_t i = 0; i < n_samples; ++i) {
      trace.values.push_back(evaluable.origin + chain.record.series[i * n_quantities + quantity]);
    }
  }
  return trace;
}

void add_pictured(io::PointResult& point, const PointQuestion& question, stats::Recorders chains) {
  for (const PicturedQuantity& pictured : question.pictured) {
    point.overviews.push_back(overview(pictured, chains, question.thin));
    std::vector<const stats::Correlator*> correlators;
    for (const stats::Recorder* chain : chains) correlators.push_back(&chain->correlator(pictured.quantity));
    auto [lag, rho, error] = stats::autocorrelation_function(correlators);
    if (lag.empty()) continue;
    for (double& sweeps : lag) sweeps *= static_cast<double>(question.thin);
    point.autocorrelations.push_back({pictured.name, std::move(lag), std::move(rho), std::move(error)});
  }
}

/// Components of all observables at all points.
std::size_t n_numbers(const PointQuestion& question) {
  std::size_t n = 0;
  for (const Evaluable& evaluable : question.evaluables) n += evaluable.components.size();
  return std::max<std::size_t>(1, n * question.n_points);
}

/// The largest tau of a chain, in sweeps.
double tau_of(const SlotOutcome& chain, std::uint64_t thin) {
  double tau = 0.5;
  for (std::size_t q = 0; q < chain.record.recorder.n_quantities(); ++q) {
    const stats::Correlator* series[] = {&chain.record.recorder.correlator(q)};
    tau = std::max(tau, stats::integrate_autocorrelation(series).tau);
  }
  return tau * static_cast<double>(thin);
}

/// The smallest distance of two kept configurations; 0 where there are no two.
std::uint64_t spacing_of(const SlotOutcome& chain) {
  const std::vector<std::uint64_t>& sweeps = chain.record.configuration_sweeps;
  std::uint64_t smallest = 0;
  for (std::size_t k = 1; k < sweeps.size(); ++k) {
    const std::uint64_t here = sweeps[k] - sweeps[k - 1];
    smallest = k == 1 ? here : std::min(smallest, here);
  }
  return smallest;
}

io::ChainReport report_on(const std::vector<SlotOutcome>& chains, std::uint64_t thin) {
  io::ChainReport report;
  double closest = std::numeric_limits<double>::infinity();
  for (const SlotOutcome& chain : chains) {
    report.burn_in = std::max(report.burn_in, chain.burn_in_sweeps);
    report.sweeps = std::max(report.sweeps, chain.record.recorder.n_samples() * thin);
    report.n_unsettled += chain.settled ? 0 : 1;
    const double tau = tau_of(chain, thin);
    const std::uint64_t spacing = spacing_of(chain);
    const double distance = static_cast<double>(spacing) / tau;
    if (spacing > 0 ? distance < closest : report.spacing == 0 && tau > report.tau) {
      closest = spacing > 0 ? distance : closest;
      report.tau = tau;
      report.spacing = spacing;
    }
  }
  return report;
}

/// Nothing where the oracle's answer is no number either: the correlation length of a lattice frozen into
/// order.
const KnownValue* known_of(const PointQuestion& question, const std::string& name) {
  const auto at = question.known.find(name);
  if (at == question.known.end()) return nullptr;
  const std::vector<double>& values = at->second.value;
  const bool finite = std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
  return finite ? &at->second : nullptr;
}

}  // namespace

io::PointResult finish_point(const PointQuestion& question, const std::vector<SlotOutcome>& chains) {
  io::PointResult finished;
  finished.parameters = question.parameters;
  std::vector<const stats::Recorder*> recorders;
  for (const SlotOutcome& chain : chains) recorders.push_back(&chain.record.recorder);

  const EvaluateOptions options{
      .thin = question.thin, .n_numbers = n_numbers(question), .may_stand_still = question.may_stand_still};
  for (const Evaluable& evaluable : question.evaluables) {
    auto evaluation = evaluate(evaluable, recorders, options);
    if (!evaluation) continue;
    if (const KnownValue* known = known_of(question, evaluable.name)) join_exact(*evaluation, *known);
    finished.observables.push_back(std::move(*evaluation));
    const auto* quantity = std::get_if<std::size_t>(&evaluable.components.front());
    if (question.trace && !evaluable.is_vector && quantity != nullptr) {
      finished.traces.push_back(collect_trace(evaluable, *quantity, question.n_quantities, chains));
    }
  }
  for (const auto& [name, unit] : question.exact_only) {
    const KnownValue* known = known_of(question, name);
    if (known == nullptr) continue;
    io::ObservableResult only;
    only.name = name;
    only.unit = unit;
    only.is_vector = known->value.size() > 1;
    join_exact(only, *known);
    finished.observables.push_back(std::move(only));
  }
  add_pictured(finished, question, recorders);
  finished.chains = report_on(chains, question.thin);
  return finished;
}

}  // namespace lenz::jobs
