#pragma once

#include <cstddef>

#include "lenz/jobs/inputs/sampler_input.hpp"

namespace lenz::jobs {

/// What the time of a sweep depends on beside its kernel.
struct IsingCost {
  double n_sites = 1;
  double n_replicas = 1;   ///< of multi-spin coding, lattices a chain
  double n_distances = 0;  ///< of the correlation, each of which is a quantity
  double thin = 1;         ///< sweeps a measurement
  bool is_uniform = true;  ///< no disorder and no graph
};

/// Seconds of one sweep of one chain with its measurements, on one core of the machine these were measured on
/// (Zen 5, 2025) and within a factor of 2 on its like. REQUIRES sampler.kind != automatic.
double seconds_a_sweep(const SamplerInput& sampler, const IsingCost& cost);

}  // namespace lenz::jobs
