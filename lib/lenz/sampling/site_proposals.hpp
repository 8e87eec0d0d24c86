#pragma once

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"

namespace lenz::sampling {

/// Proposes to change one of the n sites, each with probability 1/n. Symmetric, as the change is its own
/// inverse (a flip).
struct RandomSite {
  static constexpr bool symmetric = true, involutive = true;

  template <LocalTarget T, class Rng>
  Proposed<typename T::Move> operator()(const T& target, const typename T::Walker&, Rng& rng) const {
    return {static_cast<typename T::Move>(random::uniform_index(rng, target.n_sites()))};
  }
};

/// Single-spin-flip Metropolis (Metropolis et al. 1953) or, with Barker, Glauber's dynamics (Glauber 1963).
template <class Acceptance = Metropolis>
using SingleSiteMetropolis = MetropolisHastings<RandomSite, Acceptance>;

}  // namespace lenz::sampling
