#pragma once

#include "lenz/random/draws.hpp"
#include "lenz/sampling/acceptance.hpp"

namespace lenz::test {

/// A wrong twin of Metropolis: + 1 in the exponent of the ratio.
struct PlusOne {
  static double probability(double log_r) { return sampling::Metropolis::probability(log_r + 1); }
  template <class Rng>
  bool operator()(double log_r, Rng& rng) const {
    return random::bernoulli(rng, probability(log_r));
  }
};

}  // namespace lenz::test
