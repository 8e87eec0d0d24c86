#include <catch2/catch.hpp>

#include "lenz/models/markov_chain.hpp"
#include "lenz/models/mixture.hpp"
#include "lenz/models/noisy.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/asymmetric_walk.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/langevin.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/markov_walk.hpp"
#include "lenz/sampling/penalty.hpp"
#include "lenz/sampling/random_walk.hpp"

#include "support/memory_archive.hpp"

namespace continuum_archive_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::models::MarkovChain;
using lenz::models::Mixture;
using lenz::random::Stream;

namespace {

template <class Walker>
std::vector<double> everything(const Walker& w) {
  if constexpr (requires { w.x; }) {
    std::vector<double> all = w.x;
    all.insert(all.end(), w.cache.begin(), w.cache.end());
    return all;
  } else {
    return {static_cast<double>(w.state)};
  }
}

/// Whether kernel, walker and stream, archived between two sweeps into blank ones, go on with the same bits.
template <class K, class T>
bool goes_on(K kernel, const T& target, typename T::Walker walker) {
  Stream rng(lenz::random::Address{.seed = 81});
  for (int n = 0; n < 101; ++n) {
    const typename K::Info info = kernel.sweep(target, walker, rng);
    if constexpr (Tunable<K>) kernel.tune(info, static_cast<std::size_t>(n));
  }
  K kernel_copy = lenz::test::through_archive(kernel);
  auto walker_copy = lenz::test::through_archive(walker);
  Stream rng_copy = lenz::test::through_archive(rng);
  for (int n = 0; n < 101; ++n) {
    kernel.sweep(target, walker, rng);
    kernel_copy.sweep(target, walker_copy, rng_copy);
  }
  return everything(walker) == everything(walker_copy) && rng() == rng_copy();
}

template <class K>
bool goes_on_in_the_continuum(const K& kernel) {
  const Gaussian g({1, 2, 3}, {{1, 0.5, 0}, {0.5, 1, 0.2}, {0, 0.2, 2}});
  const Mixture m({1, 2}, {{-1, 0}, {1, 1}}, {{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 1}}});
  return goes_on(kernel, g, g.walker({0.1, 0.2, 0.3})) && goes_on(kernel, m, m.walker({0.1, 0.2}));
}

}  // namespace

TEST_CASE("Every kernel of the continuum goes on from an archive with the same bits") {
  CHECK(goes_on_in_the_continuum(Gibbs{}));
  CHECK(goes_on_in_the_continuum(MetropolisHastings<UniformStep>{}));
  CHECK(goes_on_in_the_continuum(MetropolisHastings<NormalStep, Barker>{}));
  CHECK(goes_on_in_the_continuum(MetropolisHastings<DriftedStep>{{.step = 0.8, .drift = 0.3}}));
  CHECK(goes_on_in_the_continuum(MetropolisHastings<LogNormalStep>{}));
  CHECK(goes_on_in_the_continuum(Langevin{.step = 0.2}));
  CHECK(goes_on_in_the_continuum(Mala{.step = 0.7}));
  CHECK(goes_on_in_the_continuum(Hmc{.step = 0.3, .n_steps = 5, .random_n_steps = true, .jitter = 0.2}));
}

TEST_CASE("The penalty method and the walk of a Markov chain go on from an archive with the same bits") {
  const lenz::models::Noisy<Gaussian> noisy(Gaussian({0, 0}, {{1, 0.5}, {0.5, 1}}), 1.0);
  CHECK(goes_on(Penalty<NormalStep>{}, noisy, noisy.walker({1, 0})));
  const MarkovChain chain({{0.2, 0.8, 0}, {0.1, 0.2, 0.7}, {0.5, 0.25, 0.25}});
  CHECK(goes_on(MarkovWalk{}, chain, chain.walker(0)));
}

}  // namespace continuum_archive_tests
