#pragma once

#include "lenz/sampling/info.hpp"

namespace lenz::sampling {

/// A target that is its own dynamics: advance(w, rng) makes one step of its chain.
template <class T, class Rng>
concept SteppingTarget = requires(const T t, typename T::Walker w, Rng rng) {
  t.advance(w, rng);
};

/// The walk of a given Markov chain: one step a sweep, by the row W(state, .) of its matrix.
struct MarkovWalk {
  using Info = MoveInfo;

  template <class T, class Rng>
  requires SteppingTarget<T, Rng> Info sweep(const T& target, typename T::Walker& walker, Rng& rng)
  const {
    target.advance(walker, rng);
    return {.n_proposed = 1, .n_accepted = 1};
  }
  template <class Archive>
  void serialize(Archive&) {}
};

}  // namespace lenz::sampling
