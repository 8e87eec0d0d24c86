#pragma once

#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/task.hpp"

/// What a run of particles in a trap says of itself.
namespace lenz::jobs {

/// The report's words, and its figures: energy and variance against the step, density and pair distribution
/// against the distance, everything else against what is scanned.
Portrait trap_portrait(const TrapGroundStateInput& input, const io::RunResult& result);

/// What speaks against the run: statistics broken by name; an energy more than 4 errors below the exact one;
/// a heavy tail of the local energy; a virial that is not 0; an optimisation that was still falling; chains
/// too short, or that differ; two errors that disagree; a burn-in that gave up.
std::vector<Finding> trap_problems(const TrapGroundStateInput& input, const io::RunResult& result);

}  // namespace lenz::jobs
