#pragma once

#include <memory>

#include "lenz/jobs/ground_state_scan.hpp"

namespace lenz::jobs {

/// The points of [system] kind "trap".
std::unique_ptr<GroundStateScan> make_trap_scan(TrapGroundStateInput input);

}  // namespace lenz::jobs
