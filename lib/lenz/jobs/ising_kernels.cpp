#include "lenz/jobs/ising_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "lenz/jobs/critical_point.hpp"
#include "lenz/models/packed_ising_measurement.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/multispin.hpp"
#include "lenz/sampling/ordered_sweep.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/tempering.hpp"
#include "lenz/sampling/with_acceptance.hpp"
#include "lenz/sampling/wolff.hpp"

namespace lenz::jobs {
namespace {

/// Up to this many T_c long-range correlations are beyond single spins.
constexpr double near_critical = 1.3;
constexpr std::size_t enough_words = 1000;

bool has_acceptance(const SamplerInput& sampler) {
  const bool multispin = sampler.kind == SamplerKind::multispin;
  return sampler.kind == SamplerKind::metropolis ||
         (multispin && sampler.rule == sampling::Multispin::Rule::metropolis);
}

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

/// Appends replica 0 in the same form.
struct PackReplica {
  models::PackedIsing target;
  void operator()(const models::PackedWalker& walker, std::vector<std::uint8_t>& bytes) const {
    PackSpins{}(models::IsingWalker{target.spins(walker, 0)}, bytes);
  }
};

/// Chains begin far apart, so that R-hat can see a trap: all up, at random, all down, at random, … In a
/// field too: a chain that starts against it and stays there shows a state that the others would miss
/// unseen. All replicas of a word begin alike.
template <class T>
typename T::Walker start(const T& target, random::Address address) {
  address.purpose = random::Purpose::initial;
  random::Stream stream(address);
  if (address.slot % 2 == 1) return target.random_walker(stream);
  return address.slot % 4 == 0 ? target.ordered_walker(+1) : target.ordered_walker(-1);
}

template <class T, class K, class Source>
sampling::ChainState<K, typename T::Walker, Source> begin(const K& kernel, const std::vector<T>& targets,
                                                          const IsingEnsemble& e) {
  sampling::ChainState<K, typename T::Walker, Source> state{.kernel_name = e.kernel_name, .kernel = kernel};
  for (std::size_t slot = 0; slot < targets.size(); ++slot) {
    state.streams.emplace_back(e.addresses[slot]);
    state.ensemble.walkers.push_back(start(targets[slot], e.addresses[slot]));
  }
  return state;
}

template <class EnsembleKernel, class M>
std::vector<SlotOutcome> run_kernel(const EnsembleKernel& kernel, const M& measurement, IsingEnsemble e,
                                    const sampling::ChainPlan& plan, CheckpointSink& sink,
                                    Progress& progress) {
  auto state = begin<models::Ising, EnsembleKernel, random::Stream>(kernel, e.targets, e);
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

template <class K, class M>
std::vector<SlotOutcome> run_packed_kernel(const K& kernel, const M& measurement,
                                           std::vector<models::PackedIsing> all, const IsingEnsemble& e,
                                           const sampling::ChainPlan& plan, CheckpointSink& sink,
                                           Progress& progress) {
  auto state = begin<models::PackedIsing, K, random::BulkGenerator>(kernel, all, e);
  const PackReplica pack{all.front()};
  const PerSlot<models::PackedIsing> targets(std::move(all));
  return run_ensemble(targets, measurement, pack, plan, std::move(state), sink, progress);
}

std::vector<SlotOutcome> run_packed(const SamplerInput& sampler, const IsingEnsemble& e,
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
  switch (sampler.kind) {
    case SamplerKind::metropolis: {
      const sampling::WithAcceptance measured(measurement);
      const bool barker = sampler.acceptance == AcceptanceRule::barker;
      if (sampler.scan == sampling::Scan::sequential) {
        if (barker) return run(sampling::OrderedSweep<sampling::Barker>{}, measured);
        return run(sampling::OrderedSweep<sampling::Metropolis>{}, measured);
      }
      if (barker) return run(sampling::SingleSiteMetropolis<sampling::Barker>{}, measured);
      return run(sampling::SingleSiteMetropolis<sampling::Metropolis>{}, measured);
    }
    case SamplerKind::heat_bath:
    case SamplerKind::gibbs:
      return run(sampling::Gibbs{.scan = sampler.scan}, measurement);
    case SamplerKind::wolff:
      return run(sampling::Wolff{}, measurement);
    case SamplerKind::swendsen_wang:
      return run(sampling::SwendsenWang{.estimators = improved(ensemble)}, measurement);
    case SamplerKind::multispin:
      return run_packed(sampler, ensemble, plan, sink, progress);
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
