#pragma once

#include <string>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"

namespace lenz::jobs {

/// What was run, in one or two sentences: the system, its points, the sampler, chains and sweeps.
std::string subject_of(const SampleInput& input, const io::RunResult& result);

/// ", at 17 points, temperature 1.6 to 3.2"; ", at T = 2".
std::string words_of_points(const io::RunResult& result);

/// How the sampled numbers stand beside the exact ones, in one sentence; empty where nothing is known
/// exactly.
std::string verdict_of(const io::RunResult& result);

}  // namespace lenz::jobs
