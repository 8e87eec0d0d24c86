#pragma once

#include <cstddef>
#include <memory>

#include "lenz/jobs/ground_state_point.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_wavefunction.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/spin_moves.hpp"

namespace lenz::jobs {

/// The point of an input with the state and the sampler it names. `input` and `point` must outlive it.
std::unique_ptr<GroundStatePoint> make_spin_ground_state(const SpinGroundStateInput& input,
                                                         const SpinPoint& point, std::size_t index);

using SpinFlips = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomSite>>;
using SpinExchanges = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomExchange>>;

/// A state with a kernel: SpinFlips, SpinExchanges or variational::FullSum. Each pair takes seconds to
/// compile, so that each state has a file of its own (spin_points_of_rbm.cpp …), where it is instantiated.
template <class Psi, class Kernel>
std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput& input, const SpinPoint& point,
                                                  std::size_t index, Psi psi, const Kernel& kernel);

/// Whether turns of all spins are among the moves: as asked for, else where they are a symmetry.
bool has_turns(const SpinGroundStateInput& input, const SpinPoint& point);

}  // namespace lenz::jobs
