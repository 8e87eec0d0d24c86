#pragma once

#include <string_view>

#include "lenz/core/checks.hpp"
#include "lenz/optim/schedule.hpp"

namespace lenz::optim::rule_detail {

/// Throws std::invalid_argument unless `decay` weighs a running mean: 0 <= decay < 1.
inline void check_decay(std::string_view name, double decay) {
  if (!(decay >= 0 && decay < 1)) throw_invalid(name, decay, "at least 0 and below 1");
}

/// Throws std::invalid_argument unless epsilon can keep a quotient of floats finite.
inline void check_epsilon(double epsilon) { check_range("epsilon of an update rule", epsilon, 1e-12, 1.0); }

}  // namespace lenz::optim::rule_detail
