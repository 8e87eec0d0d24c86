#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/sampler_input.hpp"
#include "lenz/lattice/packed_bonds.hpp"
#include "lenz/models/ising.hpp"
#include "lenz/models/ising_measurement.hpp"

namespace lenz::jobs {

/// One ensemble of Ising systems: slot s samples targets[s] with the random numbers of addresses[s].
struct IsingEnsemble {
  std::vector<models::Ising> targets;
  std::vector<random::Address> addresses;
  std::size_t ladder = 0;  ///< slots of one tempering ladder; 0: no exchanges
  models::IsingMeasurementOptions measured;
  /// The bonds of the one system that all targets share, packed for multi-spin coding; null elsewhere.
  std::shared_ptr<const lattice::PackedBonds> packed;
  std::string kernel_name{};  ///< goes to the archive; set by run_ising_ensemble
};

/// The kernel that `auto` stands for at a temperature:
///
///   Wolff      where clusters fit, up to T = 1.3 T_c: of the cluster kernels it has the smallest error for
///              its time, and below T_c no kernel of single spins leaves the stripes it may be quenched into;
///   multispin  (heat bath) elsewhere, where the system can be packed;
///   heat bath  for the rest.
SamplerKind choose_ising_sampler(const models::IsingSystem& system, double temperature, bool clusters_fit);

/// Blocks that a lattice is cut into at most: as many as `replicas` leaves, or for auto as few as make a
/// sweep of all replicas take longer than its bookkeeping, about 1000 words.
std::size_t max_blocks(const SamplerInput& sampler, std::size_t n_sites);

/// Names of the quantities that run_ising_ensemble records, in order.
std::vector<std::string> ising_quantities(const SamplerInput& sampler, const IsingEnsemble& ensemble);

/// Whether its proposals may be refused, so that acceptance is recorded as well.
bool has_acceptance(const SamplerInput& sampler);

/// The one table of Ising kernels: runs the ensemble with the kernel that `sampler` names. REQUIRES
/// sampler.kind != automatic.
std::vector<SlotOutcome> run_ising_ensemble(const SamplerInput& sampler, IsingEnsemble ensemble,
                                            const sampling::ChainPlan& plan, CheckpointSink& sink,
                                            Progress& progress);

/// The part of the table that moves words of lanes in place of spins; instantiated in a file of its own.
/// REQUIRES sampler.kind == multispin and ensemble.packed.
std::vector<SlotOutcome> run_multispin_ensemble(const SamplerInput& sampler, const IsingEnsemble& ensemble,
                                                const sampling::ChainPlan& plan, CheckpointSink& sink,
                                                Progress& progress);

}  // namespace lenz::jobs
