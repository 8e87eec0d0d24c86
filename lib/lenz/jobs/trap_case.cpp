#include "lenz/jobs/trap_case.hpp"

namespace lenz::jobs {

namespace {

TrapPoint point_of(const TrapInput& input, double omega, double strength, double range) {
  TrapPoint point{.frequencies = input.frequencies, .strength = strength, .range = range, .parameters = {}};
  if (input.is_isotropic()) {
    point.frequencies.assign(input.dimensions, omega);
    point.parameters.emplace_back("omega", omega);
  }
  if (input.has_strength()) point.parameters.emplace_back("strength", strength);
  if (input.has_range()) point.parameters.emplace_back("range", range);
  return point;
}

}  // namespace

std::vector<TrapPoint> trap_points(const TrapInput& input) {
  const io::Scan one(1.0);
  std::vector<TrapPoint> points;
  for (const double range : input.has_range() ? input.range : one) {
    for (const double strength : input.has_strength() ? input.strength : one) {
      for (const double omega : input.is_isotropic() ? input.omega.value_or(one) : one)
        points.push_back(point_of(input, omega, strength, range));
    }
  }
  return points;
}

models::Trap trap_of(const TrapInput& input, const TrapPoint& point) {
  return models::Trap({.particles = {.n = input.particles, .dimensions = input.dimensions},
                       .frequencies = point.frequencies,
                       .interaction = input.interaction,
                       .strength = point.strength,
                       .range = point.range,
                       .softening = input.softening});
}

}  // namespace lenz::jobs
