#pragma once

#include <cmath>
#include <cstddef>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"

namespace lenz::sampling {

/// The penalty method (Ceperley and Dewing 1999): Metropolis where each log ratio is known only as an
/// estimate with normal noise of known variance sigma^2. With delta = -log_r + sigma xi the acceptance
///   a(delta) = min(1, exp(-delta - sigma^2 / 2))
/// obeys detailed balance on the average over the noise: with D the true -log_r,
///   A(D) = Phi(-D/sigma - sigma/2) + exp(-D) Phi(D/sigma - sigma/2) = exp(-D) A(-D).
/// Without the penalty sigma^2 / 2 the walk samples a flatter density than p.
struct PenaltyAcceptance {
  static double probability(double noisy_log_r, double variance) {
    const double log_a = noisy_log_r - variance / 2;
    return log_a >= 0 ? 1.0 : std::exp(log_a);
  }
};

/// A target with noisy log ratios: noisy_log_ratio(w, move, rng) is normal about log_ratio(w, move) with
/// variance().
template <class T, class Rng>
concept NoisyTarget = LocalTarget<T> &&
    requires(const T t, const typename T::Walker w, const typename T::Move move, Rng rng) {
  { t.noisy_log_ratio(w, move, rng) } -> std::convertible_to<double>;
  { t.variance() } -> std::convertible_to<double>;
};

/// The penalty method with the moves of any proposal, t.moves_per_sweep() times a sweep.
template <class Proposal>
struct Penalty {
  using Info = MoveInfo;
  Proposal proposal{};

  template <class T, class Rng>
  requires NoisyTarget<T, Rng> Info sweep(const T& target, typename T::Walker& walker, Rng& rng)
  const {
    Info info;
    for (std::size_t n = target.moves_per_sweep(); n > 0; --n) attempt(target, walker, rng, info);
    return info;
  }

  /// One attempted move. The noise is drawn anew for each, and belongs to no state.
  template <class T, class Rng>
  requires NoisyTarget<T, Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, Info& info) const {
    const auto [move, log_q_ratio] = proposal(target, walker, rng);
    const double noisy_log_r = target.noisy_log_ratio(walker, move, rng) + log_q_ratio;
    ++info.n_proposed;
    if (random::bernoulli(rng, PenaltyAcceptance::probability(noisy_log_r, target.variance()))) {
      target.accept(walker, move);
      ++info.n_accepted;
    }
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
