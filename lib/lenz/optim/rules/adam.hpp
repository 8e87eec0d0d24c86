#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "lenz/optim/rules/check_rule.hpp"

namespace lenz::optim {

/// Adam (Kingma and Ba 2015, Alg. 1), m = v = 0 at first; t = 1, 2, … counts the updates of the block; beta1
/// and beta2 in [0, 1).
///
///     m <- beta1 m + (1 - beta1) g,          m^ = m / (1 - beta1^t)
///     v <- beta2 v + (1 - beta2) g^2,        v^ = v / (1 - beta2^t)
///     theta <- theta - rate m^ / (sqrt(v^) + epsilon)
struct Adam {
  Schedule learning_rate = Constant{1e-3};
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;

  static constexpr std::size_t n_memories = 2;
  void check() const {
    optim::check(learning_rate);
    rule_detail::check_decay("beta1 of Adam", beta1);
    rule_detail::check_decay("beta2 of Adam", beta2);
    rule_detail::check_epsilon(epsilon);
  }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t t) const {
    const T keep1 = static_cast<T>(beta1), take1 = static_cast<T>(1 - beta1);
    const T keep2 = static_cast<T>(beta2), take2 = static_cast<T>(1 - beta2);
    const auto n = static_cast<double>(t);
    const T rate = static_cast<T>(learning_rate_now / (1 - std::pow(beta1, n)));
    const T unbias = static_cast<T>(1 / (1 - std::pow(beta2, n))), eps = static_cast<T>(epsilon);
    return [=](T& theta, T g, T& m, T& v) {
      m = keep1 * m + take1 * g;
      v = keep2 * v + take2 * (g * g);
      theta -= rate * m / (std::sqrt(unbias * v) + eps);
    };
  }
};

}  // namespace lenz::optim
