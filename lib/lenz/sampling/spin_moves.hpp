#pragma once

#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"

namespace lenz::sampling {

/// Proposes to exchange the spins of one of the pairs target.exchanges(), each with the same probability: the
/// magnetization stays. Symmetric.
struct RandomExchange {
  static constexpr bool symmetric = true, involutive = true;

  template <LocalTarget T, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const typename T::Walker&, Rng& rng) const {
    const auto pairs = target.exchanges();
    return {pairs[random::uniform_index(rng, pairs.size())]};
  }
};

/// Another proposal, and once in n_sites + 1 times the turn of all spins at once (where `turns`), which leads
/// across barriers between states that mirror each other. Symmetric where the other is.
template <class Proposal>
struct WithInversion {
  static constexpr bool symmetric = Proposal::symmetric, involutive = Proposal::involutive;
  Proposal proposal{};
  bool turns = true;

  template <LocalTarget T, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const typename T::Walker& walker, Rng& rng) const {
    if (turns && random::uniform_index(rng, target.n_sites() + 1) == 0) return {T::Move::all()};
    return proposal(target, walker, rng);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(turns);
  }
};

}  // namespace lenz::sampling
