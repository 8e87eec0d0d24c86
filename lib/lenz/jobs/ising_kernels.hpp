#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/sampler_input.hpp"
#include "lenz/models/ising.hpp"
#include "lenz/models/ising_measurement.hpp"

namespace lenz::jobs {

/// One ensemble of Ising walkers, ready to run: slot s samples targets[s].
struct IsingEnsemble {
  std::vector<models::Ising> targets;
  Ensemble<models::IsingWalker> ensemble;
  std::vector<random::Stream> streams;
  std::size_t ladder = 0;  ///< slots of one tempering ladder; 0: no exchanges
  models::IsingMeasurementOptions measured;
};

/// The kernel that `auto` stands for: Wolff where clusters fit, of the cluster kernels the one with the
/// smallest error for its time; the heat bath elsewhere.
SamplerKind choose_ising_sampler(bool clusters_fit);

/// Names of the quantities that run_ising_ensemble records, in order.
std::vector<std::string> ising_quantities(const SamplerInput& sampler, const IsingEnsemble& ensemble);

/// The one table of Ising kernels: runs the ensemble with the kernel that `sampler` names. REQUIRES
/// sampler.kind != automatic.
std::vector<SlotOutcome> run_ising_ensemble(const SamplerInput& sampler, IsingEnsemble ensemble,
                                            const sampling::ChainPlan& plan, CheckpointSink& sink,
                                            Progress& progress);

}  // namespace lenz::jobs
