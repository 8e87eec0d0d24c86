#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/inputs/choices.hpp"

namespace lenz::jobs {

/// [sampler]. Which keys a kind has stands in its schema; the others keep their defaults.
struct SamplerInput {
  SamplerKind kind = SamplerKind::automatic;
  AcceptanceRule acceptance = AcceptanceRule::metropolis;
  sampling::Scan scan = sampling::Scan::sequential;  ///< order of sites or coordinates in a sweep
  io::Auto<double>
      step;  ///< proposal width, or time step epsilon; auto: tuned in burn-in (0.1 for unadjusted Langevin)
  std::uint64_t leapfrog = 10;  ///< leapfrog steps of one HMC trajectory
  sampling::multispin::Rule rule = sampling::multispin::Rule::heat_bath;  ///< of multi-spin updates
  io::Auto<std::uint64_t> replicas;  ///< lattices in one word of 256 lanes, a power of two
  bool tempering = false;            ///< exchange replicas over the scanned temperatures
  double cusp_weight = 0;    ///< c of |psi|^2 (1 + c sum_{i<j} 1/r_ij), which is sampled and reweighted
  io::Auto<bool> inversion;  ///< turns of all quantum spins among the moves
};

/// The schema of one sampler kind; all of them exist.
const io::Schema<SamplerInput>& sampler_schema(SamplerKind kind);

/// The same for quantum spins. REQUIRES one of samplers_of_spins.
const io::Schema<SamplerInput>& spin_sampler_schema(SamplerKind kind);
/// The kinds that quantum spins have.
std::vector<SamplerKind> samplers_of_spins();

/// The kinds that a task has; "ground-state" for particles in a trap.
std::vector<SamplerKind> samplers_of(std::string_view task);

/// Appends [sampler] with the keys that mean something in the task.
void append_sampler(const SamplerInput& sampler, std::string_view task, io::Table& root);

}  // namespace lenz::jobs
