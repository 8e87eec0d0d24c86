#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lenz/sampling/run_chain.hpp"

namespace lenz::jobs {

/// What one slot of a finished chain gave, whatever its target, kernel and walker were.
struct SlotOutcome {
  sampling::SlotRecord record{};
  std::uint64_t n_proposed = 0;  ///< in production
  std::uint64_t burn_in_sweeps = 0;
  std::uint64_t spacing = 1;  ///< sweeps between kept configurations
  bool settled = true;        ///< false where the automatic burn-in gave up
};

/// Runs one ensemble from its beginning or its checkpoint to the end of the plan.
template <class T, class K, class M, class Pack, class Source>
std::vector<SlotOutcome> run_ensemble(const PerSlot<T>& targets, const M& measurement, const Pack& pack,
                                      const sampling::ChainPlan& plan,
                                      sampling::ChainState<K, typename T::Walker, Source> state,
                                      CheckpointSink& sink, Progress& progress) {
  sampling::run_chain(targets, measurement, pack, plan, state, sink, progress);
  std::vector<SlotOutcome> outcomes;
  for (std::size_t slot = 0; slot < state.records.size(); ++slot) {
    outcomes.push_back({.record = std::move(state.records[slot]),
                        .n_proposed = state.totals[slot].n_proposed,
                        .burn_in_sweeps = state.burn_in_sweeps,
                        .spacing = state.spacing,
                        .settled = plan.burn_in.has_value() || state.settled});
  }
  return outcomes;
}

}  // namespace lenz::jobs
