#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/trap_case.hpp"
#include "lenz/models/wavefunction/trap_measurement.hpp"
#include "lenz/optim/minimize_state.hpp"
#include "lenz/stats/tail_index.hpp"

/// Between the input of task "ground-state", the loops and the results.
namespace lenz::jobs {

/// What a finished point is made of.
struct TrapQuestion {
  const TrapGroundStateInput& input;
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

}  // namespace lenz::jobs
