#pragma once

#include <string>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"

namespace lenz::jobs {

/// The exact energy is the best there can be: the verdict on a variational one is one-sided, with the
/// tolerance of [run]. Does nothing where there is no exact one.
void judge_energy(const GroundStateSettings& settings, io::ObservableResult& energy);

/// A number that no chain has recorded.
io::ObservableResult plain(std::string name, std::string unit, double mean, double error);

}  // namespace lenz::jobs
