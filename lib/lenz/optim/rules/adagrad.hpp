#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "lenz/optim/rules/check_rule.hpp"

namespace lenz::optim {

/// AdaGrad, diagonal (Duchi, Hazan and Singer 2011), s = 0 at first.
///
///     s <- s + g^2,    theta <- theta - rate g / (sqrt(s) + epsilon)
struct AdaGrad {
  Schedule learning_rate = Constant{1e-2};
  double epsilon = 1e-8;

  static constexpr std::size_t n_memories = 1;
  void check() const {
    optim::check(learning_rate);
    rule_detail::check_epsilon(epsilon);
  }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t) const {
    const T rate = static_cast<T>(learning_rate_now), eps = static_cast<T>(epsilon);
    return [=](T& theta, T g, T& s) {
      s += g * g;
      theta -= rate * g / (std::sqrt(s) + eps);
    };
  }
};

}  // namespace lenz::optim
