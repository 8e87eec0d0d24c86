#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/trap_case.hpp"
#include "lenz/models/wavefunction/trap_measurement.hpp"
#include "lenz/optim/minimize_plan.hpp"
#include "lenz/optim/minimize_state.hpp"
#include "lenz/optim/rule.hpp"
#include "lenz/stats/tail_index.hpp"

/// Between the input of task "ground-state", the loops and the results.
namespace lenz::jobs {

/// What a finished point is made of.
struct TrapQuestion {
  const GroundStateInput& input;
  const TrapPoint& point;
  const models::TrapMeasurement& measurement;
  bool rejects = true;  ///< the sampler has an acceptance
  stats::TailIndex tail;
  const optim::MinimizeHistory& history;
};

/// energy, energy_variance, kinetic, potential, interaction, virial, radius, density, pair_distribution and
/// acceptance from the chains; tail_index and energy_extrapolated beside them; joined with what is known.
///
/// The exact energy is the best there can be: the verdict on it is one-sided. Other exact values stand beside
/// a variational state's, which need not agree with them within its errors: no z.
io::PointResult finish_trap_point(const TrapQuestion& question, const std::vector<SlotOutcome>& chains);

/// The energy at variance zero, from a line through energies and variances of the optimisation's steps.
struct Extrapolated {
  double energy = 0, error = 0;
  std::size_t n = 0;  ///< steps that went in; 0: they do not tell
};
/// The line over the steps whose variance is within a factor of 5 of the last ones', weighted by their
/// errors, which grow where the points scatter more than they say; the error has in it how far the line over
/// a factor of 30 ends from there. None where variances tell no line, as they all are alike. Source: Kwon,
/// Ceperley and Martin (1993).
Extrapolated zero_variance_extrapolation(const optim::MinimizeHistory& history);

optim::MinimizePlan plan_of(const GroundStateInput& input, std::size_t shard, std::size_t n_threads);
/// [optimizer] for a wavefunction; auto: gradient descent in the metric.
optim::Rules wavefunction_rules(const GroundStateInput& input);
std::vector<io::TrainingSeries> training_series(const optim::MinimizeHistory& history);

}  // namespace lenz::jobs
