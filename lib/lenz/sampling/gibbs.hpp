#pragma once

#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/ordered_sweep.hpp"

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
    if (!visited_in_order(target, walker, rng)) {
      auto&& words = random::hot(rng);
      for (std::size_t n = 0; n < n_blocks; ++n) attempt(target, walker, words, n);
    }
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

 private:
  /// Two-valued sites have a faster way: their heat bath is Barker's rule.
  template <class T, class Rng>
  bool visited_in_order(const T& target, typename T::Walker& walker, Rng& rng) const {
    if constexpr (OrderedTarget<T, Rng>) {
      if (scan == Scan::sequential) {
        OrderedSweep<Barker>{}.sweep(target, walker, rng);
        return true;
      }
    }
    return false;
  }
};

}  // namespace lenz::sampling
