#include "lenz/jobs/ising_cost.hpp"

#include <algorithm>

namespace lenz::jobs {

namespace {

/// Nanoseconds that a kernel takes for a spin.
double kernel_time(const SamplerInput& sampler, const IsingCost& cost) {
  switch (sampler.kind) {
    case SamplerKind::wolff:
      return 10;
    case SamplerKind::swendsen_wang:
      return 10;
    case SamplerKind::multispin:
      return 0.06 * cost.n_replicas;
    default:
      return cost.is_uniform ? 3 : 5;
  }
}

/// Nanoseconds that measuring takes for a spin: sums of products of bytes, or of bits.
double measuring_time(const SamplerInput& sampler, const IsingCost& cost) {
  if (sampler.kind == SamplerKind::multispin) return 0.06 * cost.n_replicas;
  return 0.2 + 0.03 * cost.n_distances;
}

}  // namespace

double seconds_a_sweep(const SamplerInput& sampler, const IsingCost& cost) {
  const double n_quantities = 11 + cost.n_distances;
  const double recording = 500 + 30 * n_quantities;
  const double measuring = measuring_time(sampler, cost) * cost.n_sites + recording;
  return 1e-9 * (kernel_time(sampler, cost) * cost.n_sites + 100 + measuring / cost.thin);
}

}  // namespace lenz::jobs
