#include "lenz/jobs/ising_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "lenz/jobs/critical_point.hpp"
#include "lenz/jobs/ising_begin.hpp"
#include "lenz/models/packed_ising.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/multispin.hpp"
#include "lenz/sampling/ordered_sweep.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/tempering.hpp"
#include "lenz/sampling/with_acceptance.hpp"
#include "lenz/sampling/with_field_inversion.hpp"
#include "lenz/sampling/wolff.hpp"

namespace lenz::jobs {
namespace {

/// Up to this many T_c long-range correlations are beyond single spins.
constexpr double near_critical = 1.3;
constexpr std::size_t enough_words = 1000;

template <class EnsembleKernel, class M>
std::vector<SlotOutcome> run_kernel(const EnsembleKernel& kernel, const M& measurement, IsingEnsemble e,
                                    const sampling::ChainPlan& plan, CheckpointSink& sink,
                                    Progress& progress) {
  auto state = begin_ensemble<models::Ising, EnsembleKernel, random::Stream>(kernel, e.targets, e);
  const PerSlot<models::Ising> targets(std::move(e.targets));
  return run_ensemble(targets, measurement, PackSpins{}, plan, std::move(state), sink, progress);
}

template <class WalkerKernel, class M>
std::vector<SlotOutcome> run_measured(const WalkerKernel& kernel, const M& measurement, IsingEnsemble e,
                                      const sampling::ChainPlan& plan, CheckpointSink& sink,
                                      Progress& progress) {
  const std::size_t n = e.targets.size();
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

/// The sampler with what its keys left to the program: multispin (heat-bath, 8 replicas).
std::string kernel_name(const SamplerInput& sampler, const IsingEnsemble& e) {
  std::string name(io::name_of(sampler.kind));
  if (sampler.kind != SamplerKind::multispin) return name;
  return name + " (" + std::string(io::name_of(sampler.rule)) + ", " +
         std::to_string(e.packed->packing().n_replicas()) + " replicas)";
}

/// What measuring asks for is what the cluster kernel improves.
sampling::ImprovedEstimators improved(const IsingEnsemble& e) {
  return {.structure_factor = e.measured.structure_factor, .correlation = e.measured.correlation};
}

}  // namespace

bool has_acceptance(const SamplerInput& sampler) {
  const bool multispin = sampler.kind == SamplerKind::multispin;
  return sampler.kind == SamplerKind::metropolis ||
         (multispin && sampler.rule == sampling::Multispin::Rule::metropolis);
}

SamplerKind choose_ising_sampler(const models::IsingSystem& system, double temperature, bool clusters_fit) {
  const double critical = std::fabs(system.strength()) * critical_temperature(system.lattice().kind()).value;
  if (clusters_fit && temperature < near_critical * critical) return SamplerKind::wolff;
  if (models::PackedIsing::fits(system)) return SamplerKind::multispin;
  return clusters_fit ? SamplerKind::wolff : SamplerKind::heat_bath;
}

std::size_t max_blocks(const SamplerInput& sampler, std::size_t n_sites) {
  constexpr std::size_t lanes = lattice::Packing::n_lanes;
  if (!sampler.replicas.is_auto()) return lanes / *sampler.replicas.value;
  return std::clamp<std::size_t>(std::bit_floor(n_sites / enough_words), 1, lanes);
}

std::vector<std::string> ising_quantities(const SamplerInput& sampler, const IsingEnsemble& ensemble) {
  if (!has_acceptance(sampler)) return measurement_of(ensemble).names();
  return sampling::WithAcceptance(measurement_of(ensemble)).names();
}

std::vector<SlotOutcome> run_ising_ensemble(const SamplerInput& sampler, IsingEnsemble ensemble,
                                            const sampling::ChainPlan& plan, CheckpointSink& sink,
                                            Progress& progress) {
  const auto measurement = measurement_of(ensemble);
  ensemble.kernel_name = kernel_name(sampler, ensemble);
  const auto run = [&](const auto& kernel, const auto& measured) {
    return run_measured(kernel, measured, std::move(ensemble), plan, sink, progress);
  };
  const auto run_single_spins = [&]<class Kernel>(const Kernel& kernel, const auto& measured) {
    return run(sampling::WithFieldInversion<Kernel>{kernel}, measured);
  };
  switch (sampler.kind) {
    case SamplerKind::metropolis: {
      const sampling::WithAcceptance measured(measurement);
      const bool barker = sampler.acceptance == AcceptanceRule::barker;
      if (sampler.scan == sampling::Scan::sequential) {
        if (barker) return run_single_spins(sampling::OrderedSweep<sampling::Barker>{}, measured);
        return run_single_spins(sampling::OrderedSweep<sampling::Metropolis>{}, measured);
      }
      if (barker) return run_single_spins(sampling::SingleSiteMetropolis<sampling::Barker>{}, measured);
      return run_single_spins(sampling::SingleSiteMetropolis<sampling::Metropolis>{}, measured);
    }
    case SamplerKind::heat_bath:
    case SamplerKind::gibbs:
      return run_single_spins(sampling::Gibbs{.scan = sampler.scan}, measurement);
    case SamplerKind::wolff:
      return run(sampling::Wolff{}, measurement);
    case SamplerKind::swendsen_wang:
      return run(sampling::SwendsenWang{.estimators = improved(ensemble)}, measurement);
    case SamplerKind::multispin:
      return run_multispin_ensemble(sampler, ensemble, plan, sink, progress);
    case SamplerKind::automatic:
    case SamplerKind::langevin:
    case SamplerKind::mala:
    case SamplerKind::hmc:
    case SamplerKind::importance:
    case SamplerKind::exchange:
    case SamplerKind::exact:
      break;
  }
  throw std::invalid_argument("this sampler does not move spins");
}

}  // namespace lenz::jobs
