#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "lenz/models/gaussian.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/asymmetric_walk.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/penalty.hpp"

#include "support/plus_one.hpp"

/// Deliberately wrong twins of the continuum's kernels and targets. Each is wrong in one line; the checks
/// that pass the right ones must reject every one of them.
namespace lenz::test {

/// A MALA whose log acceptance ratio is Ratio's.
template <class Ratio>
struct MalaTwin {
  using Info = sampling::MoveInfo;
  double step = 0.5;

  template <class T>
  double log_acceptance_ratio(const T& target, const typename T::Walker& x,
                              const typename T::Walker& y) const {
    return Ratio{}(target, x, y, step);
  }
  template <class T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    typename T::Walker proposed = walker;
    std::vector<double> y(target.dimension());
    sampling::euler_maruyama_step(walker.x, sampling::langevin_drift(target, walker), step, rng, y);
    target.place(proposed, y);
    const bool accepted = sampling::Metropolis{}(log_acceptance_ratio(target, walker, proposed), rng);
    if (accepted) walker = std::move(proposed);
    return {.n_proposed = 1, .n_accepted = accepted};
  }
};

/// The Hastings term dropped: log r = log p(y) - log p(x).
struct NoHastings {
  template <class T, class W>
  double operator()(const T& target, const W& x, const W& y, double) const {
    return target.log_density(y) - target.log_density(x);
  }
};

/// The force of the old point in both directions.
struct OldForce {
  template <class T, class W>
  double operator()(const T& target, const W& x, const W& y, double step) const {
    const std::vector<double> b = sampling::langevin_drift(target, x);
    return target.log_density(y) - target.log_density(x) +
           sampling::euler_maruyama_log_density(y.x, b, step, x.x) -
           sampling::euler_maruyama_log_density(x.x, b, step, y.x);
  }
};

using MalaWithoutHastings = MalaTwin<NoHastings>;
using MalaWithOldForce = MalaTwin<OldForce>;

/// Leapfrog as it should be, for checks that take an integrator.
struct RightLeapfrog {
  template <class T>
  void operator()(const T& target, typename T::Walker& w, std::vector<double>& p, double eps,
                  std::size_t n) const {
    sampling::leapfrog(target, w, p, eps, n);
  }
};

/// Leapfrog without the last half kick.
struct UnfinishedLeapfrog {
  template <class T>
  void operator()(const T& target, typename T::Walker& w, std::vector<double>& p, double eps,
                  std::size_t n) const {
    sampling::leapfrog(target, w, p, eps, n);
    std::vector<double> force(p.size());
    target.grad_log_density(w, force);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= eps / 2 * force[i];
  }
};

/// An HMC with another integrator, or with kinetic energy times a factor in H.
template <class Integrator, int kinetic_factor = 1>
struct HmcTwin {
  using Info = sampling::MoveInfo;
  double step = 0.5;
  std::size_t n_steps = 8;

  template <class T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    std::vector<double> p(target.dimension());
    for (double& value : p) value = random::normal(rng);
    typename T::Walker proposed = walker;
    const double energy = hamiltonian(target, walker, p);
    Integrator{}(target, proposed, p, step, n_steps);
    const bool accepted = sampling::Metropolis{}(energy - hamiltonian(target, proposed, p), rng);
    if (accepted) walker = std::move(proposed);
    return {.n_proposed = 1, .n_accepted = accepted};
  }

 private:
  template <class T>
  static double hamiltonian(const T& target, const typename T::Walker& w, const std::vector<double>& p) {
    return -target.log_density(w) + kinetic_factor * sampling::kinetic_energy(p);
  }
};

using HmcUnfinished = HmcTwin<UnfinishedLeapfrog>;
using HmcWrongSign = HmcTwin<RightLeapfrog, -1>;

/// A Gaussian that, when it moves a coordinate, brings only that coordinate's residual up to date.
struct StaleGaussian : models::Gaussian {
  using models::Gaussian::Gaussian;
  void accept(Walker& w, Move move) const {
    w.x[move.index] += move.delta;
    w.cache[move.index] += move.delta * precision(move.index, move.index);
  }
};

/// A Gaussian that draws conditionals with variance 1 where it should be 1 / A_ii.
struct WideConditional : models::Gaussian {
  using models::Gaussian::Gaussian;
  template <class Rng>
  void draw_block(Walker& w, std::size_t i, Rng& rng) const {
    accept(w, {.index = i, .delta = -w.cache[i] / precision(i, i) + random::normal(rng)});
  }
};

/// A proposal that keeps silent about its asymmetry.
template <class Proposal>
struct Silent : Proposal {
  template <class T, class W, class Rng>
  sampling::Proposed<typename T::Move> operator()(const T& target, const W& walker, Rng& rng) const {
    auto proposed = Proposal::operator()(target, walker, rng);
    proposed.log_q_ratio = 0;
    return proposed;
  }
};

/// Metropolis on noisy ratios without the penalty sigma^2 / 2.
struct Unpenalised {
  static double probability(double noisy_log_r, double) {
    return sampling::Metropolis::probability(noisy_log_r);
  }
};

/// A noisy target that keeps silent about its variance, so that Penalty leaves the penalty out.
template <class NoisyTarget>
struct SilentNoise : NoisyTarget {
  using NoisyTarget::NoisyTarget;
  double variance() const { return 0; }
};

}  // namespace lenz::test
