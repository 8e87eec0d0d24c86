#pragma once

#include <cstddef>
#include <cstdint>

#include "lenz/core/checks.hpp"
#include "lenz/optim/schedule.hpp"

namespace lenz::optim {

/// Heavy ball (Polyak 1964), v = 0 at first; mu in [0, 1).
///
///     v <- mu v + g,    theta <- theta - rate v
struct Momentum {
  Schedule learning_rate = Constant{1e-2};
  double mu = 0.9;

  static constexpr std::size_t n_memories = 1;
  void check() const {
    optim::check(learning_rate);
    if (!(mu >= 0 && mu < 1)) throw_invalid("mu of momentum", mu, "at least 0 and below 1");
  }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t) const {
    const T rate = static_cast<T>(learning_rate_now), keep = static_cast<T>(mu);
    return [=](T& theta, T g, T& v) {
      v = keep * v + g;
      theta -= rate * v;
    };
  }
};

}  // namespace lenz::optim
