#pragma once

#include <concepts>
#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/squeezed.hpp"

namespace lenz::sampling {

/// A target of two-valued sites that visits each of them once, in an order of its own that does not depend on
/// the state, and flips site i with rule.probability(log_ratio(w, i)), from a table of its own or by
/// rule.flips(log_r, bin, rng) (see Squeezed). Returns the number of flips.
template <class T, class Rng>
concept OrderedTarget = Target<T> && requires(const T t, typename T::Walker w, Rng& rng) {
  { t.update_in_order(w, Squeezed<Barker>::shared(), rng) } -> std::convertible_to<std::size_t>;
  { t.n_sites() } -> std::convertible_to<std::size_t>;
};

/// Single-site updates in a fixed order of sites: Metropolis (see InOrder) or, with Barker, the heat bath of
/// two-valued sites. Every update obeys detailed balance, so that a sweep leaves the density invariant; the
/// sweep as a whole does not obey it. Mixes faster than sites drawn at random, and is a few times faster to
/// carry out: memory is read as it stands, and no site need be drawn.
template <class Acceptance = Metropolis>
struct OrderedSweep {
  using Info = MoveInfo;

  template <class T, class Rng>
  requires OrderedTarget<T, Rng> Info sweep(const T& target, typename T::Walker& walker, Rng& rng)
  const {
    auto&& words = random::hot(rng);
    return {.n_proposed = target.n_sites(),
            .n_accepted = target.update_in_order(walker, Squeezed<Acceptance>::shared(), words)};
  }
  template <class Archive>
  void serialize(Archive&) {}
};

}  // namespace lenz::sampling
