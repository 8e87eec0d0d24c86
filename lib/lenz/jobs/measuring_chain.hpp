#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/lifted.hpp"

namespace lenz::jobs {

/// Which chain of which point, and under which number checkpoints know it.
struct ChainPlace {
  std::uint32_t point = 0;
  std::size_t chain = 0, shard = 0;
};

/// A chain of one walker in the state that was found, as long as the input says. `problem` is a TrialProblem;
/// begin(rng) is the walker that the chain starts from.
template <class Problem, class Begin, class Measurement, class Pack, class Kernel>
std::vector<SlotOutcome> run_measuring_chain(const GroundStateSettings& input, const ChainPlace& place,
                                             const Problem& problem, const Begin& begin,
                                             const Measurement& measurement, const Pack& pack,
                                             const Kernel& kernel, std::string_view kernel_name,
                                             CheckpointSink& sink, Progress& progress) {
  random::Address address{
      .seed = input.run.seed, .point = place.point, .slot = static_cast<std::uint32_t>(place.chain)};
  random::Stream dynamics(address);
  address.purpose = random::Purpose::initial;
  address.job = 1;
  random::Stream initial(address);
  const sampling::ChainPlan plan{
      .shard = place.shard,
      .sweeps = input.run.sweeps,
      .burn_in = input.run.burn_in.value,
      .thin = input.run.thin,
      .configurations = (input.output.configurations + input.run.chains - 1) / input.run.chains,
      .trace = input.output.trace};
  return run_ensemble(PerSlot<typename Problem::Density>(problem.density()), measurement, pack, plan,
                      sampling::ChainState<sampling::Lifted<Kernel>, typename Problem::Walker>{
                          .kernel_name = std::string(kernel_name),
                          .kernel = sampling::Lifted<Kernel>(kernel, 1),
                          .ensemble = {.walkers = {begin(initial)}, .log_weights = {}},
                          .streams = {dynamics}},
                      sink, progress);
}

}  // namespace lenz::jobs
