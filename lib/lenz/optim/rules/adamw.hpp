#pragma once

#include <cstddef>
#include <cstdint>

#include "lenz/optim/rules/adam.hpp"

namespace lenz::optim {

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, Alg. 2): the decay does not pass through the
/// moments.
///
///     theta <- theta - rate decay theta,    then as Adam
struct AdamW {
  Schedule learning_rate = Constant{1e-3};
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double decay = 1e-2;

  static constexpr std::size_t n_memories = 2;
  void check() const {
    adam().check();
    check_range("the weight decay of AdamW", decay, 0.0, 1.0);
  }

  template <class T>
  auto formula(double learning_rate_now, std::uint64_t t) const {
    const T shrink = static_cast<T>(1 - learning_rate_now * decay);
    const auto step = adam().template formula<T>(learning_rate_now, t);
    return [=](T& theta, T g, T& m, T& v) {
      theta *= shrink;
      step(theta, g, m, v);
    };
  }

 private:
  Adam adam() const { return {learning_rate, beta1, beta2, epsilon}; }
};

}  // namespace lenz::optim
