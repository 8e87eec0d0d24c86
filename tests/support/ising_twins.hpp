#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "lenz/models/ising.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"

#include "support/plus_one.hpp"

/// Deliberately wrong twins of the samplers of spins, each with one mistake that has been made before; the
/// battery of the transition matrix must reject every one. And the asymmetric proposal some of them need,
/// which is right.
namespace lenz::test {

/// Right and asymmetric: flips a spin that is up with probability 2/3, one that is down with 1/3, where there
/// are both.
struct UpwardBiased {
  /// log of the probability to propose the flip of one of n_same spins of its sign, out of n.
  static double log_q(bool up, std::size_t n_same, std::size_t n) {
    const double kind = n_same == n ? 1 : up ? 2.0 / 3 : 1.0 / 3;
    return std::log(kind / static_cast<double>(n_same));
  }
  template <class Rng>
  sampling::Proposed<models::Ising::Move> operator()(const models::Ising& target,
                                                     const models::IsingWalker& walker, Rng& rng) const {
    std::vector<models::Ising::Site> ups, downs;
    for (models::Ising::Site i = 0; i < walker.spins.size(); ++i)
      (walker.spins[i] > 0 ? ups : downs).push_back(i);
    const bool up = !ups.empty() && (downs.empty() || random::bernoulli(rng, 2.0 / 3));
    const auto& from = up ? ups : downs;
    const std::size_t n = target.n_sites();
    return {from[random::uniform_index(rng, from.size())],
            log_q(!up, n - from.size() + 1, n) - log_q(up, from.size(), n)};
  }
};

/// Wrong: the Hastings term is dropped.
struct DroppedHastings {
  template <class Rng>
  sampling::Proposed<models::Ising::Move> operator()(const models::Ising& target,
                                                     const models::IsingWalker& walker, Rng& rng) const {
    return {UpwardBiased{}(target, walker, rng).move};
  }
};

/// Wrong: the Hastings term is tempered along with the energy.
struct TemperedHastings {
  template <class Rng>
  sampling::Proposed<models::Ising::Move> operator()(const models::Ising& target,
                                                     const models::IsingWalker& walker, Rng& rng) const {
    auto proposed = UpwardBiased{}(target, walker, rng);
    proposed.log_q_ratio *= target.beta();
    return proposed;
  }
};

/// Wrong: all local fields are taken before the sweep, so that neighbours see each other's past.
struct StaleHeatBath {
  template <class Rng>
  void sweep(const models::Ising& target, models::IsingWalker& walker, Rng& rng) const {
    const models::IsingWalker before = walker;
    for (models::Ising::Site i = 0; i < target.n_sites(); ++i) {
      walker.spins[i] = random::bernoulli(rng, target.probability_up(before, i)) ? 1 : -1;
    }
  }
};

/// Not wrong in pi P = pi, but not ergodic: Metropolis in a fixed order of sites.
struct SequentialMetropolis {
  template <class Rng>
  void sweep(const models::Ising& target, models::IsingWalker& walker, Rng& rng) const {
    for (models::Ising::Site i = 0; i < target.n_sites(); ++i) {
      if (sampling::Metropolis{}(target.log_ratio(walker, i), rng)) target.accept(walker, i);
    }
  }
};

/// Wrong: bonds are active with probability 1 - exp(-|J| / T), the 2 forgotten.
struct HalfActive : models::Ising {
  using Ising::Ising;
  explicit HalfActive(const Ising& right) : Ising(right) {}
  static random::Probability halved(random::Probability p) {
    return random::Probability(1 - std::sqrt(1 - p.value()));
  }
  random::Probability uniform_activation() const { return halved(Ising::uniform_activation()); }
  template <class F>
  void for_each_neighbour(Site i, const F& f) const {
    Ising::for_each_neighbour(i, [&](Site j, int sign, random::Probability p) { f(j, sign, halved(p)); });
  }
  template <class F>
  void for_each_bond(const F& f) const {
    Ising::for_each_bond([&](Site a, Site b, int sign, random::Probability p) { f(a, b, sign, halved(p)); });
  }
};

/// Wrong: unsatisfied bonds take part.
struct Unsatisfied : models::Ising {
  explicit Unsatisfied(const Ising& right) : Ising(right) {}
  int uniform_sign() const { return 0; }
  template <class F>
  void for_each_neighbour(Site i, const F& f) const {
    Ising::for_each_neighbour(i, [&](Site j, int sign, random::Probability p) {
      f(j, sign, p);
      f(j, -sign, p);
    });
  }
  template <class F>
  void for_each_bond(const F& f) const {
    Ising::for_each_bond([&](Site a, Site b, int sign, random::Probability p) {
      f(a, b, sign, p);
      f(a, b, -sign, p);
    });
  }
};

/// Wrong, as a source: a fair coin always shows tails, so that Swendsen-Wang never flips a cluster.
template <class Source>
struct NoCoin {
  Source& source;
  bool bernoulli(double p) { return p != 0.5 && source.bernoulli(p); }
  std::uint64_t uniform_index(std::uint64_t n) { return source.uniform_index(n); }
};

/// Wrong: exchanges with the ratio upside down.
template <class Rng>
void exchange_upside_down(const models::Ising& a, const models::Ising& b, models::IsingWalker& x_a,
                          models::IsingWalker& x_b, Rng& rng) {
  const double log_r = a.log_density(x_b) + b.log_density(x_a) - a.log_density(x_a) - b.log_density(x_b);
  if (sampling::Metropolis{}(-log_r, rng)) std::swap(x_a, x_b);
}

}  // namespace lenz::test
