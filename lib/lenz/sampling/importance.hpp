#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>

#include "lenz/core/concepts.hpp"
#include "lenz/random/lane_draws.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/langevin.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// A density of particles that move one at a time: particle_moved(w, move, g) is log p(after) - log p(before)
/// and fills g with the gradient of log p in the moved particle's coordinates, where it then stands;
/// position(w, i) is where it stands.
template <class T>
concept ParticleTarget = LocalTarget<T> &&
    requires(const T t, const typename T::Walker w, const typename T::Move move, std::span<RealOf<T>> g) {
  { t.particle_moved(w, move, g) } -> std::convertible_to<RealOf<T>>;
  { t.position(w, std::size_t{}) } -> std::same_as<typename T::Move>;
  { t.dimensions() } -> std::convertible_to<std::size_t>;
};

/// Importance sampling of |psi|^2: Metropolis-Hastings with a Langevin proposal, one particle at a time. From
/// x to
///
///     y = x + b(x) eps + sqrt(eps) xi,   b = grad log p / 2 = grad psi / psi,
///     log r = log p(y) - log p(x) - |x - y - b(y) eps|^2 / (2 eps) + |y - x - b(x) eps|^2 / (2 eps),
///
/// accepted with min(1, r): the force stands at both ends, limited at both alike where `limited` is set
/// (limited_drift). A sweep is one attempted move of a particle drawn at random for each particle. Source:
/// Hastings (1970); Rossky, Doll and Friedman (1978); the factor 2 grad psi / psi of the quantum force is
/// grad log p. Cost: two gradients of one particle a move.
struct Importance {
  using Info = MoveInfo;
  static constexpr double target_acceptance = 0.7;
  double step = 0.5;     ///< eps > 0, in units of x^2
  bool limited = false;  ///< for densities with nodes

  template <ParticleTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    Info info;
    auto&& words = random::hot(rng);
    for (std::size_t n = target.moves_per_sweep(); n > 0; --n) attempt(target, walker, words, info);
    return info;
  }

  template <ParticleTarget T, class Rng>
  void attempt(const T& target, typename T::Walker& walker, Rng& rng, Info& info) const {
    using Real = RealOf<T>;
    const std::size_t d = target.dimensions();
    const typename T::Move from =
        target.position(walker, random::uniform_index(rng, target.moves_per_sweep()));
    typename T::Move move = from;
    const std::array<Real, 3> forth = drift(target, walker, from).drift;
    for (std::size_t k = 0; k < d; ++k)
      move.to[k] = from.to[k] + forth[k] * step + std::sqrt(step) * random::normal_in<Real>(rng);
    const auto accepted = Metropolis{}(log_acceptance_ratio(target, walker, from, forth, move), rng);
    target.accept(walker, move, accepted);
    info.n_proposed += lanes::count<Real>;
    info.n_accepted += lanes::n_set(accepted);
  }

  /// log r of a move of one particle from where it stands.
  template <ParticleTarget T>
  RealOf<T> log_acceptance_ratio(const T& target, const typename T::Walker& walker,
                                 const typename T::Move& move) const {
    const typename T::Move from = target.position(walker, move.particle);
    return log_acceptance_ratio(target, walker, from, drift(target, walker, from).drift, move);
  }

  void tune(const Info& total, std::size_t window) {
    step = tuned_step(step, total.acceptance(), target_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }

 private:
  template <class Real>
  struct Moved {
    Real log_ratio{};
    std::array<Real, 3> drift{};
  };
  /// log r, `forth` the drift where the particle stands.
  template <ParticleTarget T>
  RealOf<T> log_acceptance_ratio(const T& target, const typename T::Walker& walker,
                                 const typename T::Move& from, const std::array<RealOf<T>, 3>& forth,
                                 const typename T::Move& move) const {
    const auto [log_ratio, back] = drift(target, walker, move);
    RealOf<T> log_q{};  // of the way back less that of the way forth, times 2 eps
    for (std::size_t k = 0; k < target.dimensions(); ++k) {
      const RealOf<T> there = move.to[k] - from.to[k] - forth[k] * step;
      const RealOf<T> home = from.to[k] - move.to[k] - back[k] * step;
      log_q += there * there - home * home;
    }
    return log_ratio + log_q / (2 * step);
  }
  /// log p(after) - log p(before) of a move, and the drift where it ends.
  template <ParticleTarget T>
  Moved<RealOf<T>> drift(const T& target, const typename T::Walker& walker,
                         const typename T::Move& move) const {
    Moved<RealOf<T>> moved;
    const auto b = std::span(moved.drift).first(target.dimensions());
    moved.log_ratio = target.particle_moved(walker, move, b);
    for (RealOf<T>& value : b) {
      value *= 0.5;
      if (limited) value = limited_drift(value, step);
    }
    return moved;
  }
};

}  // namespace lenz::sampling
