#pragma once

#include "lenz/exact/spins/sector.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/models/spin_states/site_group.hpp"

/// The symmetries of [model] of task "ground-state" for spins.
namespace lenz::jobs {

/// The permutations of sites that the state does not feel; empty: none is asked for.
models::SiteGroup symmetries_of_state(const SpinStateInput& model, const SpinPoint& point);

/// The sector of all states with the symmetries of the varied one, as the model is before its turn: the
/// magnetization kept; of each permutation g the character that the turn by signs makes of 1, sign(s) sign(g
/// s); of states without biases also that of the turn of all spins. A symmetry whose character is not the
/// same for all s is left out: the sector is then larger than it need be. Cost: that of
/// exact::spins::SymmetryGroup.
exact::spins::Sector space_of_state(const SpinStateInput& model, const SpinPoint& point);

}  // namespace lenz::jobs
