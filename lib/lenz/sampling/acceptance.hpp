#pragma once

#include <cmath>

#include "lenz/core/lanes.hpp"
#include "lenz/core/numerics.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/lane_draws.hpp"

/// Acceptance rules: with r = p(y) q(y -> x) / (p(x) q(x -> y)) both obey A(r) = r A(1/r), hence detailed
/// balance.
namespace lenz::sampling {

/// Metropolis et al. 1953, Hastings 1970: A(r) = min(1, r). The largest acceptance of all rules (Peskun
/// 1973).
struct Metropolis {
  static double probability(double log_r) { return log_r >= 0 ? 1.0 : std::exp(log_r); }
  template <class Rng>
  bool operator()(double log_r, Rng& rng) const {
    return random::bernoulli(rng, probability(log_r));
  }
  /// Of eight walkers, each by itself.
  template <class Rng>
  LaneMask operator()(const Lanes& log_r, Rng& rng) const {
    if (lanes::n_set(log_r != log_r) > 0) random::checked_probability(std::nan(""));
    return random::uniform_in<Lanes>(rng) < lanes::exp(lanes::select(log_r < 0, log_r, Lanes{}));
  }
};

/// Barker 1965: A(r) = r / (1 + r). For one spin it is the heat bath.
struct Barker {
  static double probability(double log_r) { return logistic(log_r); }
  template <class Rng>
  bool operator()(double log_r, Rng& rng) const {
    return random::bernoulli(rng, probability(log_r));
  }
  template <class Rng>
  LaneMask operator()(const Lanes& log_r, Rng& rng) const {
    if (lanes::n_set(log_r != log_r) > 0) random::checked_probability(std::nan(""));
    return random::uniform_in<Lanes>(rng) < lanes::logistic(log_r);
  }
};

}  // namespace lenz::sampling
