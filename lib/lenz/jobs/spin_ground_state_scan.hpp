#pragma once

#include <memory>

#include "lenz/jobs/ground_state_scan.hpp"

namespace lenz::jobs {

/// The points of [system] kind "spin".
std::unique_ptr<GroundStateScan> make_spin_ground_state_scan(SpinGroundStateInput input);

}  // namespace lenz::jobs
