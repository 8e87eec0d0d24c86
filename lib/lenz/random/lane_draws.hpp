#pragma once

#include <cstddef>

#include "lenz/core/lanes.hpp"
#include "lenz/random/draws.hpp"

/// Draws for one walker or for eight in step: lane k takes the k-th of eight draws.
namespace lenz::random {

/// Uniform in [0, 1) in every lane.
template <LaneReal Real, class Rng>
Real uniform_in(Rng& rng) {
  Real u{};
  for (std::size_t k = 0; k < lanes::count<Real>; ++k) lanes::set(u, k, uniform(rng));
  return u;
}

/// Standard normal in every lane.
template <LaneReal Real, class Rng>
Real normal_in(Rng& rng) {
  Real u{};
  for (std::size_t k = 0; k < lanes::count<Real>; ++k) lanes::set(u, k, normal(rng));
  return u;
}

}  // namespace lenz::random
