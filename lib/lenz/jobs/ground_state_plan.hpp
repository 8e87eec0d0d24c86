#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/optim/minimize_plan.hpp"
#include "lenz/optim/minimize_state.hpp"
#include "lenz/optim/rule.hpp"

/// Between the input of task "ground-state" and `minimize`, whatever the system is.
namespace lenz::jobs {

/// [run] and [optimizer]; with the natural gradient no step is longer than 0.3, unless a clip is given, nor
/// longer in the metric than the angle that is asked for, else `angle`.
optim::MinimizePlan plan_of(const GroundStateSettings& input, std::size_t shard, std::size_t n_threads,
                            std::optional<double> angle = {});
/// [optimizer] for a wavefunction; auto: gradient descent in the metric.
optim::Rules wavefunction_rules(const GroundStateSettings& input);

/// Local energies looked at for their tail between optimisation and chains: as many as the chains take, from
/// 2^12 to 2^18.
std::size_t samples_of_tail(const GroundStateSettings& input);

/// Of one step: variance, acceptance, the share clipped and, of states above others, the error of the energy
/// and overlaps with those below (variational::VmcEnergy).
std::span<const double> figures_of_step(const optim::MinimizeHistory& history, std::size_t step);
/// The history with energies and their errors in place of the loss, which has the penalty on overlaps too.
optim::MinimizeHistory without_penalty(optim::MinimizeHistory history, double penalty);
/// acceptance, clipped, energy, energy_error, gradient_norm, variance and overlap_1, … of every step.
std::vector<io::TrainingSeries> training_series(const optim::MinimizeHistory& history);

}  // namespace lenz::jobs
