#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// What a proposal returns: a move and log q(y -> x) - log q(x -> y), 0 for symmetric proposals.
template <class Move, class Real = double>
struct Proposed {
  Move move;
  Real log_q_ratio{};
};

/// A LocalTarget whose log_ratio takes few values, numbered by class (see models::Ising); 0 classes where it
/// takes many. accept_if(w, move, accepted) is accept where accepted, best without a branch.
template <class T>
concept ClassedTarget = LocalTarget<T> && requires(const T t, const typename T::Walker w,
                                                   typename T::Walker changing, const typename T::Move move) {
  { t.n_ratio_classes() } -> std::convertible_to<std::size_t>;
  { t.ratio_class(w, move) } -> std::convertible_to<std::size_t>;
  { t.class_log_ratio(std::size_t{}) } -> std::convertible_to<double>;
  t.accept_if(changing, move, true);
};

/// A proposal that says so: log_q_ratio is 0 for every move.
template <class P>
concept SymmetricProposal = P::symmetric;

/// A proposal that says so: the same move twice changes nothing.
template <class P>
concept InvolutiveProposal = P::involutive;

/// Metropolis-Hastings with local moves: propose / ratio / commit, t.moves_per_sweep() times a sweep; about
/// as many (random::about) where a move is its own inverse, so that a sweep in which all are accepted keeps
/// no parity.
///
/// A proposal is p(target, walker, rng) -> Proposed<Move>; an acceptance rule a(log_r, rng) -> bool. Sites
/// are drawn at random: in a fixed order the chain is not ergodic everywhere (on the 3x3 torus it reaches 504
/// of 512 states). Where the ratio takes few values and the proposal is symmetric, acceptance probabilities
/// come from a table.
template <class Proposal, class Acceptance = Metropolis>
struct MetropolisHastings {
  using Info = MoveInfo;
  Proposal proposal{};
  Acceptance acceptance{};

  template <LocalTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    Info info;
    auto&& words = random::hot(rng);
    std::size_t n = target.moves_per_sweep();
    if constexpr (InvolutiveProposal<Proposal>) n = random::about(words, n);
    if constexpr (ClassedTarget<T> && SymmetricProposal<Proposal>) {
      if (target.n_ratio_classes() > 0) {
        const std::vector<random::Probability> table = acceptance_table(target);
        for (; n > 0; --n) attempt(target, walker, words, info, table);
        return info;
      }
    }
    for (; n > 0; --n) attempt(target, walker, words, info);
    return info;
  }

  /// One attempted move: the elementary step whose transition matrix the tests build.
  template <LocalTarget T, class Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, Info& info) const {
    const auto [move, log_q_ratio] = proposal(target, walker, rng);
    const auto accepted = acceptance(target.log_ratio(walker, move) + log_q_ratio, rng);
    info.n_proposed += lanes::count<RealOf<T>>;
    const std::size_t n_accepted = lanes::n_set(accepted);
    info.n_accepted += n_accepted;
    if (n_accepted == 0) return;
    if constexpr (std::is_same_v<RealOf<T>, double>) {
      target.accept(walker, move);
    } else {
      target.accept(walker, move, accepted);
    }
  }

  /// The acceptance probability of each class of ratios.
  template <ClassedTarget T>
  static std::vector<random::Probability> acceptance_table(const T& target) {
    std::vector<random::Probability> table;
    for (std::size_t c = 0; c < target.n_ratio_classes(); ++c) {
      table.emplace_back(Acceptance::probability(target.class_log_ratio(c)));
    }
    return table;
  }

  /// The same attempted move with the probabilities of a table.
  template <ClassedTarget T, class Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, Info& info,
               const std::vector<random::Probability>& table) const {
    const auto move = proposal(target, walker, rng).move;
    ++info.n_proposed;
    const bool accepted = random::bernoulli(rng, table[target.ratio_class(walker, move)]);
    target.accept_if(walker, move, accepted);
    info.n_accepted += accepted;
  }

  void tune(const Info& total, std::size_t window) requires requires(Proposal p, double a) {
    p.tune(a, window);
  }
  { proposal.tune(total.acceptance(), window); }
  template <class Archive>
  void serialize(Archive& archive) {
    if constexpr (requires { proposal.serialize(archive); }) archive(proposal);
  }
};

}  // namespace lenz::sampling
