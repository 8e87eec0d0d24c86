#include <utility>

#include "lenz/jobs/ising_begin.hpp"
#include "lenz/models/packed_ising_measurement.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/multispin.hpp"
#include "lenz/sampling/tempering.hpp"
#include "lenz/sampling/with_acceptance.hpp"

namespace lenz::jobs {
namespace {

/// Appends replica 0 in the same form.
struct PackReplica {
  models::PackedIsing target;
  void operator()(const models::PackedWalker& walker, std::vector<std::uint8_t>& bytes) const {
    PackSpins{}(models::IsingWalker{target.spins(walker, 0)}, bytes);
  }
};

template <class K, class M>
std::vector<SlotOutcome> run_packed_kernel(const K& kernel, const M& measurement,
                                           std::vector<models::PackedIsing> all, const IsingEnsemble& e,
                                           const sampling::ChainPlan& plan, CheckpointSink& sink,
                                           Progress& progress) {
  auto state = begin_ensemble<models::PackedIsing, K, random::BulkGenerator>(kernel, all, e);
  const PackReplica pack{all.front()};
  const PerSlot<models::PackedIsing> targets(std::move(all));
  return run_ensemble(targets, measurement, pack, plan, std::move(state), sink, progress);
}

}  // namespace

std::vector<SlotOutcome> run_multispin_ensemble(const SamplerInput& sampler, const IsingEnsemble& e,
                                                const sampling::ChainPlan& plan, CheckpointSink& sink,
                                                Progress& progress) {
  std::vector<models::PackedIsing> targets;
  std::vector<sampling::Multispin> kernels;
  for (const models::Ising& target : e.targets) {
    targets.emplace_back(target.shared_system(), e.packed, target.temperature());
    kernels.emplace_back(targets.back(), sampler.rule);
  }
  const models::PackedIsingMeasurement plain(targets.front(), e.measured);
  const auto run = [&](const auto& measurement) {
    if (e.ladder > 0) {
      const sampling::Tempering<sampling::Multispin> kernel(kernels, e.ladder);
      return run_packed_kernel(kernel, measurement, targets, e, plan, sink, progress);
    }
    const sampling::Lifted<sampling::Multispin> kernel(kernels);
    return run_packed_kernel(kernel, measurement, targets, e, plan, sink, progress);
  };
  if (has_acceptance(sampler)) return run(sampling::WithAcceptance(plain));
  return run(plain);
}

}  // namespace lenz::jobs
