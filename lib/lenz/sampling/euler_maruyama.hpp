#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>

#include "lenz/core/lanes.hpp"
#include "lenz/random/lane_draws.hpp"

/// One Euler-Maruyama step of dX = b(X) dt + dW (Kloeden and Platen 1992, Eq. 10.2.4):
///   x' = x + b h + sqrt(h) xi,   xi standard normal,   so   log q(x -> x') = -|x' - x - b h|^2 / (2 h) +
///   const.
/// Everything that diffuses steps with these two functions.
namespace lenz::sampling {

/// Fills x_next with a step of size h from x with drift b. All of one length.
template <LaneReal Real = double, class Rng>
void euler_maruyama_step(std::type_identity_t<std::span<const Real>> x,
                         std::type_identity_t<std::span<const Real>> b, double h, Rng& rng,
                         std::type_identity_t<std::span<Real>> x_next) {
  const double sqrt_h = std::sqrt(h);
  for (std::size_t i = 0; i < x.size(); ++i)
    x_next[i] = x[i] + b[i] * h + sqrt_h * random::normal_in<Real>(rng);
}

/// log q(x -> x_next) up to a constant that depends on h and the dimension only.
template <LaneReal Real = double>
Real euler_maruyama_log_density(std::type_identity_t<std::span<const Real>> x,
                                std::type_identity_t<std::span<const Real>> b, double h,
                                std::type_identity_t<std::span<const Real>> x_next) {
  Real squares{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Real noise = x_next[i] - x[i] - b[i] * h;
    squares += noise * noise;
  }
  return -squares / (2 * h);
}

}  // namespace lenz::sampling
