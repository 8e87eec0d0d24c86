#pragma once

#include <cstddef>
#include <cstdint>

#include "lenz/optim/schedule.hpp"

namespace lenz::optim {

/// Gradient descent, stochastic where the gradient is (Robbins and Monro 1951).
///
///     theta <- theta - rate g
struct Sgd {
  Schedule learning_rate = Constant{1e-2};

  static constexpr std::size_t n_memories = 0;
  void check() const { optim::check(learning_rate); }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t) const {
    const T rate = static_cast<T>(learning_rate_now);
    return [=](T& theta, T g) { theta -= rate * g; };
  }
};

}  // namespace lenz::optim
