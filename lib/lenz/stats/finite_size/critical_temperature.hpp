#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lenz/stats/finite_size/size_samples.hpp"

namespace lenz::stats::finite_size {

struct CriticalTemperature {
  std::optional<FittedNumber> value;
  std::string missing;      ///< why there is none
  std::vector<double> map;  ///< T - T_c = sum_L map_L U_L(T)
  double shift = 0;         ///< of the value when omega is a quarter larger or smaller
};

/// U_L(T) of every size.
std::vector<double> binders_at(const SizeWeights& weights, double temperature);

/// The joint fit of all cumulants, its temperature moved to the T_c it finds until it stays.
CriticalTemperature find_critical_temperature(SizeSamples& samples, std::span<const BinderCrossing> crossings,
                                              double omega);

}  // namespace lenz::stats::finite_size
