#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lenz/jobs/evaluable.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// What is known exactly, by observable name.
using KnownValues = std::map<std::string, KnownValue>;

/// A recorded quantity whose trace and autocorrelation function go to the pictures.
struct PicturedQuantity {
  std::string name;
  std::size_t quantity = 0;
  double origin = 0;  ///< what was taken off it before recording
};

/// What is asked of the chains of a point.
struct PointQuestion {
  std::vector<std::pair<std::string, double>> parameters;
  std::vector<Evaluable> evaluables;
  std::size_t n_quantities = 0;  ///< recorded each sweep
  std::uint64_t thin = 1;
  std::size_t n_points = 1;      ///< of the run: the more, the stricter what counts as a drift
  bool may_stand_still = false;  ///< a state that is varied may fix any quantity: an eigenstate, a sector
  bool trace = false;            ///< keep the series of every observable that is a recorded quantity
  std::vector<PicturedQuantity> pictured{};
  KnownValues known;
  /// Observables that only an oracle knows, with their units.
  std::vector<std::pair<std::string, std::string>> exact_only;
};

/// Merges the chains of a point, joins what is known exactly by observable name, and notes how the
/// chains ran.
io::PointResult finish_point(const PointQuestion& question, const std::vector<SlotOutcome>& chains);

}  // namespace lenz::jobs
