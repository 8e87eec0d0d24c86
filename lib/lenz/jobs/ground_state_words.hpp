#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/task.hpp"

/// What a run of task "ground-state" says of itself, whatever its system is.
namespace lenz::jobs {

/// How the energies stand beside the exact ones, a line where there are any.
std::vector<std::string> energy_lines(const io::RunResult& result);

/// The report's words of the system and the state: `subject`, the verdict on the energies, and the figures of
/// ground_state_figures.
Portrait ground_state_portrait(std::string subject, const io::RunResult& result);

/// An energy more than 4 errors below the exact one.
void find_below(const GroundStateSettings& settings, const io::RunResult& result, std::vector<Finding>& all);

/// An energy more than 0.5 % and 4 errors above the exact one, for a reason that the state knows.
void find_above(const io::RunResult& result, std::string cause, std::vector<Finding>& all);

/// A local energy whose tail is so heavy that its variance may not exist, for a reason and with edits that
/// the system knows.
void find_heavy_tails(const io::RunResult& result, std::string cause, std::vector<std::string> edits,
                      std::vector<Finding>& all);

/// Energies that fell by more than 0.5 % from the middle of the optimisation to its end. (At the very end
/// nothing falls: the rate has gone to 0.)
void find_unfinished(const GroundStateSettings& settings, const io::RunResult& result,
                     std::vector<Finding>& all);

/// Energies that rose by more than 0.5 % and 10 errors in the second half of the optimisation.
void find_runaway(const GroundStateSettings& settings, const io::RunResult& result,
                  std::vector<Finding>& all);

/// Chains that differ, are too short, drift or had not settled; two errors that disagree.
void find_doubted(const GroundStateSettings& settings, const io::RunResult& result,
                  std::vector<Finding>& all);

}  // namespace lenz::jobs
