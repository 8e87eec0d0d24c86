#include "lenz/jobs/ising_cost.hpp"

namespace lenz::jobs {

namespace {

/// Nanoseconds that a kernel takes for a spin, improved estimators included.
double kernel_time(const SamplerInput& sampler, const IsingCost& cost) {
  switch (sampler.kind) {
    case SamplerKind::wolff:
      return 7.5;
    case SamplerKind::swendsen_wang:
      return 9.5 + 0.25 * cost.n_distances;
    case SamplerKind::multispin:
      return 0.05 * cost.n_replicas;
    default:
      break;
  }
  if (sampler.scan == sampling::Scan::random) return 5;
  return cost.is_uniform ? 2 : 3;
}

/// Nanoseconds that measuring takes for a spin: sums of products of bytes, or of bits.
double measuring_time(const SamplerInput& sampler, const IsingCost& cost) {
  if (sampler.kind == SamplerKind::multispin) return 0.06 * cost.n_replicas;
  return 0.3 + 0.04 * cost.n_distances;
}

}  // namespace

double seconds_a_sweep(const SamplerInput& sampler, const IsingCost& cost) {
  const double n_quantities = 11 + cost.n_distances;
  const double recording = 500 + 100 * n_quantities + (sampler.kind == SamplerKind::multispin ? 3000 : 0);
  const double measuring = measuring_time(sampler, cost) * cost.n_sites + recording;
  return 1e-9 * (kernel_time(sampler, cost) * cost.n_sites + 100 + measuring / cost.thin);
}

}  // namespace lenz::jobs
