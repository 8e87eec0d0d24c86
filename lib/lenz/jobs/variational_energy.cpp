#include "lenz/jobs/variational_energy.hpp"

#include <cmath>
#include <utility>

namespace lenz::jobs {

void judge_energy(const GroundStateSettings& settings, io::ObservableResult& energy) {
  if (energy.exact.empty()) return;
  energy.best = io::Best::smallest;
  if (energy.exact[0] == 0) return;
  energy.tolerance = tolerance_of(settings, energy.exact[0]) / std::fabs(energy.exact[0]);
}

io::ObservableResult plain(std::string name, std::string unit, double mean, double error) {
  io::ObservableResult o;
  o.name = std::move(name);
  o.unit = std::move(unit);
  o.mean = {mean};
  o.error = {error};
  return o;
}

}  // namespace lenz::jobs
