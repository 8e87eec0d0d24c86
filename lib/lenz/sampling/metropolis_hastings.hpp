#pragma once

#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// What a proposal returns: a move and log q(y -> x) - log q(x -> y), 0 for symmetric proposals.
template <class Move>
struct Proposed {
  Move move;
  double log_q_ratio = 0;
};

/// Metropolis-Hastings with local moves: propose / ratio / commit, t.moves_per_sweep() times a sweep.
///
/// A proposal is p(target, walker, rng) -> Proposed<Move>; an acceptance rule a(log_r, rng) -> bool. Sites are drawn at random:
/// in a fixed order the chain is not ergodic everywhere (on the 3x3 torus it reaches 504 of 512 states).
template <class Proposal, class Acceptance = Metropolis>
struct MetropolisHastings {
  using Info = MoveInfo;
  Proposal proposal{};
  Acceptance acceptance{};

  template <LocalTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    Info info;
    for (std::size_t n = target.moves_per_sweep(); n > 0; --n) attempt(target, walker, rng, info);
    return info;
  }

  /// One attempted move: the elementary step whose transition matrix the tests build.
  template <LocalTarget T, class Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, Info& info) const {
    const auto [move, log_q_ratio] = proposal(target, walker, rng);
    ++info.n_proposed;
    if (acceptance(target.log_ratio(walker, move) + log_q_ratio, rng)) {
      target.accept(walker, move);
      ++info.n_accepted;
    }
  }

  void tune(const Info& total, std::size_t window)
    requires requires(Proposal p, double a) { p.tune(a, window); }
  {
    proposal.tune(total.acceptance(), window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    if constexpr (requires { proposal.serialize(archive); }) archive(proposal);
  }
};

}  // namespace lenz::sampling
