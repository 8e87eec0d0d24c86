#pragma once

#include <cstddef>
#include <memory>

#include "lenz/jobs/ground_state_point.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_wavefunction.hpp"

namespace lenz::jobs {

/// The point of an input with the state and the sampler it names. `input` and `point` must outlive it.
std::unique_ptr<GroundStatePoint> make_spin_ground_state(const SpinGroundStateInput& input,
                                                         const SpinPoint& point, std::size_t index);

/// The table of kernels for spins: one function each, instantiated in files of their own.
std::unique_ptr<GroundStatePoint> make_by_flips(const SpinGroundStateInput& input, const SpinPoint& point,
                                                std::size_t index, SpinWavefunction psi);
std::unique_ptr<GroundStatePoint> make_by_exchanges(const SpinGroundStateInput& input, const SpinPoint& point,
                                                    std::size_t index, SpinWavefunction psi);
std::unique_ptr<GroundStatePoint> make_by_full_sum(const SpinGroundStateInput& input, const SpinPoint& point,
                                                   std::size_t index, SpinWavefunction psi);

/// Whether turns of all spins are among the moves: as asked for, else where they are a symmetry.
bool has_turns(const SpinGroundStateInput& input, const SpinPoint& point);

}  // namespace lenz::jobs
