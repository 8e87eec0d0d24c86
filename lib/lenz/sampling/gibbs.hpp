#pragma once

#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/info.hpp"

namespace lenz::sampling {

/// The order in which blocks are drawn.
enum class Scan { random, sequential };

/// Gibbs sampling (Geman and Geman 1984): each block from its conditional density given the rest; the heat
/// bath for spins.
///
/// A random scan obeys detailed balance; a sequential one leaves the target invariant and mixes faster for
/// few blocks.
struct Gibbs {
  using Info = MoveInfo;
  Scan scan = Scan::random;

  template <class T, class Rng>
  requires ConditionalTarget<T, Rng> Info sweep(const T& target, typename T::Walker& walker, Rng& rng)
  const {
    const std::size_t n_blocks = target.n_blocks();
    for (std::size_t n = 0; n < n_blocks; ++n) attempt(target, walker, rng, n);
    return {.n_proposed = n_blocks, .n_accepted = n_blocks};
  }

  /// Draws one block, the n-th of a sweep: the elementary step of a random scan.
  template <class T, class Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, std::size_t n) const {
    target.draw_block(walker, scan == Scan::sequential ? n : random::uniform_index(rng, target.n_blocks()),
                      rng);
  }
  template <class Archive>
  void serialize(Archive&) {}
};

}  // namespace lenz::sampling
