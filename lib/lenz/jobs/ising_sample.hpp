#pragma once

#include <memory>

#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// Task `sample`, [system] kind = "ising": every combination of coupling, field and disorder_seed is a case,
/// every temperature of a case a point. REQUIRES input.system to hold an IsingInput.
std::unique_ptr<SampleSystem> make_ising_sample(const SampleInput& input);

/// Whether cluster updates are the physical ones: no field, no disorder, no graph, and couplings of one sign
/// on a lattice that frustrates none of them.
bool clusters_fit(const IsingInput& input);

}  // namespace lenz::jobs
