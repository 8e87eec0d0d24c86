#pragma once

#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/lane_draws.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// A random walk of one particle at a time (Metropolis et al. 1953), all its coordinates together, a proposal
/// of MetropolisHastings: r' = r + s u, u uniform in [-1, 1)^d. Tuned to half of the moves accepted.
struct ParticleStep {
  double step = 1;  ///< s > 0, in units of x

  template <class T, class W, class Rng>
  Proposed<typename T::Move, RealOf<T>> operator()(const T& target, const W& walker, Rng& rng) const {
    using Real = RealOf<T>;
    auto move = target.position(walker, random::uniform_index(rng, target.moves_per_sweep()));
    for (std::size_t k = 0; k < target.dimensions(); ++k)
      move.to[k] += step * (2 * random::uniform_in<Real>(rng) - 1);
    return {.move = move, .log_q_ratio = Real{}};
  }
  void tune(double acceptance, std::size_t window) { step = tuned_step(step, acceptance, 0.5, window); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }
};

}  // namespace lenz::sampling
