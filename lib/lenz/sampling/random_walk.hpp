#pragma once

#include <cstddef>

#include "lenz/random/draws.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/tuning.hpp"

/// Random walks of one coordinate at a time (Metropolis et al. 1953), proposals of MetropolisHastings: x_i' =
/// x_i + s u. Symmetric: no Hastings term. Tuned to the acceptance that is best for one coordinate, 0.44
/// (Gelman, Roberts and Gilks 1996).
namespace lenz::sampling {

inline constexpr double single_coordinate_acceptance = 0.44;

/// u uniform in [-1, 1).
struct UniformStep {
  double step = 1;  ///< s > 0, in units of x

  template <class T, class W, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const W&, Rng& rng) const {
    const std::size_t i = random::uniform_index(rng, target.dimension());
    return {{.index = i, .delta = step * (2 * random::uniform(rng) - 1)}};
  }
  void tune(double acceptance, std::size_t window) {
    step = tuned_step(step, acceptance, single_coordinate_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }
};

/// u standard normal.
struct NormalStep {
  double step = 1;  ///< s > 0, in units of x

  template <class T, class W, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const W&, Rng& rng) const {
    const std::size_t i = random::uniform_index(rng, target.dimension());
    return {{.index = i, .delta = step * random::normal(rng)}};
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
