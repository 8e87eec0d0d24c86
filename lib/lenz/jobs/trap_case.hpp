#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lenz/jobs/inputs/trap_input.hpp"
#include "lenz/models/trap.hpp"

namespace lenz::jobs {

/// One value of every scanned number of a trap.
struct TrapPoint {
  std::vector<double> frequencies;  ///< one a dimension, all equal in an isotropic trap
  double strength = 1, range = 1;
  /// As summary.json has them: omega (of isotropic traps), strength, range, each where the system uses it.
  std::vector<std::pair<std::string, double>> parameters;
};

/// All points of an input, in their order: ranges, strengths, and frequencies as what changes first.
std::vector<TrapPoint> trap_points(const TrapInput& input);

/// The Hamiltonian of a point.
models::Trap trap_of(const TrapInput& input, const TrapPoint& point);

}  // namespace lenz::jobs
