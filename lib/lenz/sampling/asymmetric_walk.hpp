#pragma once

#include <cmath>
#include <cstddef>

#include "lenz/random/draws.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/random_walk.hpp"
#include "lenz/sampling/tuning.hpp"

/// Walks of one coordinate whose way back is not as likely as the way forth: log_q_ratio = log q(y -> x) -
/// log q(x -> y) (Hastings 1970) mends it.
namespace lenz::sampling {

/// A walk with the wind: delta = d + s xi, so that log_q_ratio = [(delta - d)^2 - (delta + d)^2] / (2 s^2) =
/// -2 delta d / s^2.
struct DriftedStep {
  double step = 1;   ///< s > 0, in units of x
  double drift = 0;  ///< d, in units of x

  template <class T, class W, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const W&, Rng& rng) const {
    const std::size_t i = random::uniform_index(rng, target.dimension());
    const double delta = drift + step * random::normal(rng);
    return {{.index = i, .delta = delta}, -2 * delta * drift / (step * step)};
  }
  void tune(double acceptance, std::size_t window) {
    step = tuned_step(step, acceptance, single_coordinate_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step, drift);
  }
};

/// A log-normal walk, x_i' = x_i exp(s xi), for coordinates of fixed sign (scales, rates):
/// q(x -> y) = N(log y; log x, s^2) / y, so that log_q_ratio = log(y / x) = s xi. It never changes a sign.
struct LogNormalStep {
  double step = 1;  ///< s > 0, in units of log x

  template <class T, class W, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const W& walker, Rng& rng) const {
    const std::size_t i = random::uniform_index(rng, target.dimension());
    const double log_factor = step * random::normal(rng);
    return {{.index = i, .delta = walker.x[i] * std::expm1(log_factor)}, log_factor};
  }
  void tune(double acceptance, std::size_t window) {
    step = tuned_step(step, acceptance, single_coordinate_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }
};

}  // namespace lenz::sampling
