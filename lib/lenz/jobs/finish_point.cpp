#include "lenz/jobs/finish_point.hpp"

#include <algorithm>
#include <limits>

#include "lenz/jobs/doubts.hpp"
#include "lenz/jobs/overview.hpp"
#include "lenz/stats/autocorrelation_function.hpp"

namespace lenz::jobs {
namespace {

/// As many samples as every chain has: kept configurations may have made some chains longer than others.
io::Trace collect_trace(const std::string& name, std::size_t quantity, std::size_t n_quantities,
                        const std::vector<SlotOutcome>& chains) {
  std::size_t n_samples = std::numeric_limits<std::size_t>::max();
  for (const SlotOutcome& chain : chains) {
    n_samples = std::min(n_samples, chain.record.series.size() / n_quantities);
  }
  io::Trace trace{.observable = name, .n_chains = chains.size(), .n_samples = n_samples, .values = {}};
  for (const SlotOutcome& chain : chains) {
    for (std::size_t i = 0; i < n_samples; ++i) {
      trace.values.push_back(chain.record.series[i * n_quantities + quantity]);
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

}  // namespace

FinishedPoint finish_point(const PointQuestion& question, const std::vector<SlotOutcome>& chains) {
  FinishedPoint finished;
  finished.result.parameters = question.parameters;
  std::vector<const stats::Recorder*> recorders;
  for (const SlotOutcome& chain : chains) recorders.push_back(&chain.record.recorder);

  DoubtLog doubts(question.parameters);
  for (const Evaluable& evaluable : question.evaluables) {
    auto evaluation = evaluate(evaluable, recorders, question.thin);
    if (!evaluation) continue;
    if (const auto at = question.known.find(evaluable.name); at != question.known.end()) {
      join_exact(evaluation->result, at->second);
    }
    if (!evaluable.of_kernel) doubts.add(*evaluation);
    finished.result.observables.push_back(std::move(evaluation->result));
    const auto* quantity = std::get_if<std::size_t>(&evaluable.components.front());
    if (question.trace && !evaluable.is_vector && quantity != nullptr) {
      finished.result.traces.push_back(
          collect_trace(evaluable.name, *quantity, question.n_quantities, chains));
    }
  }
  for (const auto& [name, unit] : question.exact_only) {
    const auto at = question.known.find(name);
    if (at == question.known.end()) continue;
    io::ObservableResult only;
    only.name = name;
    only.unit = unit;
    only.is_vector = at->second.value.size() > 1;
    join_exact(only, at->second);
    finished.result.observables.push_back(std::move(only));
  }
  add_pictured(finished.result, question, recorders);
  doubts.add_chains(chains);
  finished.warnings = doubts.warnings();
  return finished;
}

}  // namespace lenz::jobs
