#include "lenz/jobs/ising_kernels.hpp"

#include <stdexcept>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/tempering.hpp"
#include "lenz/sampling/with_acceptance.hpp"
#include "lenz/sampling/wolff.hpp"

namespace lenz::jobs {
namespace {

/// Appends ceil(N / 8) bytes: site i is bit i % 8 of byte i / 8, 1 for spin up.
struct PackSpins {
  void operator()(const models::IsingWalker& walker, std::vector<std::uint8_t>& bytes) const {
    const std::size_t start = bytes.size();
    bytes.resize(start + (walker.spins.size() + 7) / 8);
    for (std::size_t i = 0; i < walker.spins.size(); ++i) {
      if (walker.spins[i] > 0) bytes[start + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    }
  }
};

template <class EnsembleKernel, class M>
std::vector<SlotOutcome> run_kernel(const EnsembleKernel& kernel, const M& measurement, IsingEnsemble e,
                                    const sampling::ChainPlan& plan, CheckpointSink& sink,
                                    Progress& progress) {
  const PerSlot<models::Ising> targets(std::move(e.targets));
  sampling::ChainState<EnsembleKernel, models::IsingWalker> state{
      .kernel = kernel, .ensemble = std::move(e.ensemble), .streams = std::move(e.streams)};
  return run_ensemble(targets, measurement, PackSpins{}, plan, std::move(state), sink, progress);
}

template <class WalkerKernel, class M>
std::vector<SlotOutcome> run_measured(const WalkerKernel& kernel, const M& measurement, IsingEnsemble e,
                                      const sampling::ChainPlan& plan, CheckpointSink& sink,
                                      Progress& progress) {
  const std::size_t n = e.ensemble.size();
  if (e.ladder > 0) {
    return run_kernel(sampling::Tempering<WalkerKernel>(kernel, n, e.ladder), measurement, std::move(e), plan,
                      sink, progress);
  }
  return run_kernel(sampling::Lifted<WalkerKernel>(kernel, n), measurement, std::move(e), plan, sink,
                    progress);
}

models::IsingMeasurement measurement_of(const IsingEnsemble& e) {
  return models::IsingMeasurement(e.targets.front().system(), e.measured);
}

/// What measuring asks for is what the cluster kernel improves.
sampling::ImprovedEstimators improved(const IsingEnsemble& e) {
  return {.structure_factor = e.measured.structure_factor, .correlation = e.measured.correlation};
}

}  // namespace

SamplerKind choose_ising_sampler(bool clusters_fit) {
  return clusters_fit ? SamplerKind::wolff : SamplerKind::heat_bath;
}

std::vector<std::string> ising_quantities(const SamplerInput& sampler, const IsingEnsemble& ensemble) {
  if (sampler.kind != SamplerKind::metropolis) return measurement_of(ensemble).names();
  return sampling::WithAcceptance(measurement_of(ensemble)).names();
}

std::vector<SlotOutcome> run_ising_ensemble(const SamplerInput& sampler, IsingEnsemble ensemble,
                                            const sampling::ChainPlan& plan, CheckpointSink& sink,
                                            Progress& progress) {
  const auto measurement = measurement_of(ensemble);
  const auto run = [&](const auto& kernel, const auto& measured) {
    return run_measured(kernel, measured, std::move(ensemble), plan, sink, progress);
  };
  switch (sampler.kind) {
    case SamplerKind::metropolis: {
      const sampling::WithAcceptance measured(measurement);
      if (sampler.acceptance == AcceptanceRule::barker) {
        return run(sampling::SingleSiteMetropolis<sampling::Barker>{}, measured);
      }
      return run(sampling::SingleSiteMetropolis<sampling::Metropolis>{}, measured);
    }
    case SamplerKind::heat_bath:
    case SamplerKind::gibbs:
      return run(sampling::Gibbs{.scan = sampler.scan}, measurement);
    case SamplerKind::wolff:
      return run(sampling::Wolff{}, measurement);
    case SamplerKind::swendsen_wang:
      return run(sampling::SwendsenWang{.estimators = improved(ensemble)}, measurement);
    case SamplerKind::automatic:
    case SamplerKind::langevin:
    case SamplerKind::mala:
    case SamplerKind::hmc:
      break;
  }
  throw std::invalid_argument("this sampler does not move spins");
}

}  // namespace lenz::jobs
