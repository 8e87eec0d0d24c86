#pragma once

#include <span>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/task.hpp"

/// What a run of quantum spins says of itself.
namespace lenz::jobs {

/// The report's words, and its figures: energy and variance against the step, correlation against the
/// distance, everything else against what is scanned.
Portrait spin_portrait(const SpinGroundStateInput& input, std::span<const SpinPoint> points,
                       const io::RunResult& result);

/// What speaks against the run: an energy more than 4 errors below the exact one; an optimisation that was
/// still falling; chains too short, or that differ; two errors that disagree; a burn-in that gave up.
std::vector<Finding> spin_problems(const SpinGroundStateInput& input, const io::RunResult& result);

/// An oracle that was asked for by name and knows nothing of a point.
std::vector<std::string> spin_warnings(const SpinGroundStateInput& input, std::span<const SpinPoint> points);

}  // namespace lenz::jobs
