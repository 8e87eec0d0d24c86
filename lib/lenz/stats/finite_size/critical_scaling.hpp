#pragma once

#include <optional>
#include <vector>

#include "lenz/stats/finite_size/critical_temperature.hpp"

namespace lenz::stats::finite_size {

struct CriticalScaling {
  std::vector<CriticalMoments> sizes;
  std::optional<FittedNumber> nu, beta_over_nu, gamma_over_nu;
};

/// The moments of every size at the T_c found, with the error of T_c in theirs, and the powers of L they are.
/// REQUIRES that t_c has a value.
CriticalScaling find_scaling(SizeSamples& samples, const CriticalTemperature& t_c, double omega);

}  // namespace lenz::stats::finite_size
