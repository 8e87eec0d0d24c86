#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "lenz/optim/rules/check_rule.hpp"

namespace lenz::optim {

/// RMSprop (Tieleman and Hinton 2012, lecture 6.5), v = 0 at first; rho in [0, 1).
///
///     v <- rho v + (1 - rho) g^2,    theta <- theta - rate g / (sqrt(v) + epsilon)
struct RmsProp {
  Schedule learning_rate = Constant{1e-3};
  double rho = 0.9;
  double epsilon = 1e-8;

  static constexpr std::size_t n_memories = 1;
  void check() const {
    optim::check(learning_rate);
    rule_detail::check_decay("rho of RMSprop", rho);
    rule_detail::check_epsilon(epsilon);
  }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t) const {
    const T rate = static_cast<T>(learning_rate_now), eps = static_cast<T>(epsilon);
    const T keep = static_cast<T>(rho), take = static_cast<T>(1 - rho);
    return [=](T& theta, T g, T& v) {
      v = keep * v + take * (g * g);
      theta -= rate * g / (std::sqrt(v) + eps);
    };
  }
};

}  // namespace lenz::optim
