#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "lenz/random/draws.hpp"

/// One Euler-Maruyama step of dX = b(X) dt + dW (Kloeden and Platen 1992, Eq. 10.2.4):
///   x' = x + b h + sqrt(h) xi,   xi standard normal,   so   log q(x -> x') = -|x' - x - b h|^2 / (2 h) +
///   const.
/// Everything that diffuses steps with these two functions.
namespace lenz::sampling {

/// Fills x_next with a step of size h from x with drift b. All of one length.
template <class Rng>
void euler_maruyama_step(std::span<const double> x, std::span<const double> b, double h, Rng& rng,
                         std::span<double> x_next) {
  const double sqrt_h = std::sqrt(h);
  for (std::size_t i = 0; i < x.size(); ++i) x_next[i] = x[i] + b[i] * h + sqrt_h * random::normal(rng);
}

/// log q(x -> x_next) up to a constant that depends on h and the dimension only.
inline double euler_maruyama_log_density(std::span<const double> x, std::span<const double> b, double h,
                                         std::span<const double> x_next) {
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double noise = x_next[i] - x[i] - b[i] * h;
    squares += noise * noise;
  }
  return -squares / (2 * h);
}

}  // namespace lenz::sampling
