#pragma once

#include <cstddef>
#include <memory>

#include "lenz/jobs/ground_state_point.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/trap_case.hpp"

namespace lenz::jobs {

/// The point of an input with the sampler it names. `input` must outlive it.
std::unique_ptr<GroundStatePoint> make_trap_ground_state(const TrapGroundStateInput& input,
                                                         const TrapPoint& point, std::size_t index);

/// The sampler that runs, "auto" decided: importance; mala for backflow, where every move is one of all
/// particles.
SamplerKind sampler_of(const TrapGroundStateInput& input);

}  // namespace lenz::jobs
