#pragma once

#include <optional>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/models/spin_states/spin_measurement.hpp"
#include "lenz/optim/minimize_state.hpp"

/// Between the input of task "ground-state" for spins, the loops and the results.
namespace lenz::jobs {

/// What a finished point is made of.
struct SpinQuestion {
  const SpinGroundStateInput& input;
  const SpinPoint& point;
  const models::SpinMeasurement& measurement;
  const optim::MinimizeHistory& history;
  const SpinBeside& beside;
  std::optional<double> infidelity;  ///< 1 - |<psi|exact>|^2
};

/// energy, energy_variance, v_score = N Var / (E - Tr H / dim)^2, magnetization, abs_magnetization,
/// staggered_magnetization, transverse_magnetization, correlation, structure_factor and acceptance from the
/// chains, energy_lanczos where asked for; infidelity and energy_extrapolated beside them; joined with what
/// is known.
///
/// overlap, of states above others, is |<phi|psi>|^2 with each state phi below, of states of norm 1.
///
/// energy_lanczos is the energy after one step of Lanczos's recursion (models::lanczos_gain), variational as
/// the energy is.
///
/// The exact energy is the best there can be: the verdict on it is one-sided. Other exact values stand beside
/// a variational state's, which need not agree with them within its errors: no z.
io::PointResult finish_spin_point(const SpinQuestion& question, const std::vector<SlotOutcome>& chains);

/// The same from means over all states, without errors.
io::PointResult finish_spin_sum(const SpinQuestion& question, const std::vector<double>& means);

/// How a point measures, with the states below it where they have been found.
models::SpinMeasurement spin_measurement(const SpinPoint& point, double reference, bool lanczos = false,
                                         std::vector<models::SpinMeasurement::Other> below = {});

}  // namespace lenz::jobs
