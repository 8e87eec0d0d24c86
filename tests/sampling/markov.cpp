#include <catch2/catch.hpp>

#include "lenz/models/markov_chain.hpp"
#include "lenz/sampling/markov_walk.hpp"

#include "support/independent_runs.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace markov_tests {

using lenz::models::MarkovChain;
using lenz::models::MarkovMeasurement;
using lenz::sampling::MarkovWalk;

namespace {

/// Share of time in each state against the exact one, as a share of the family's bound.
double occupation_verdict(const MarkovChain& chain, const std::vector<double>& exact,
                          const lenz::test::RunPlan& plan) {
  const auto start = [&](lenz::random::Stream&) { return chain.walker(0); };
  const auto means =
      lenz::test::run_means(MarkovWalk{}, chain, MarkovMeasurement(chain.n_states()), start, plan);
  return lenz::test::largest(lenz::test::t_scores(means, exact)) /
         lenz::test::family_bound(lenz::test::continuum_family, plan.n_runs);
}

}  // namespace

TEST_CASE("A Markov walk's histogram is p(t) = W^t p(0) at every time and the steady state in the end") {
  const MarkovChain chain({{0.7, 0.3}, {0.1, 0.9}});
  for (const std::size_t t : {1, 2, 5}) {
    const double p_0 = 0.25 + 0.75 * std::pow(0.6, static_cast<double>(t));
    const lenz::test::RunPlan plan{.seed = 70 + t, .n_runs = 20000, .burn_in = t - 1, .sweeps = 1};
    CHECK(occupation_verdict(chain, {p_0, 1 - p_0}, plan) < 1);
    CHECK(occupation_verdict(chain, {0.25, 0.75}, plan) > 1);
  }
  CHECK(occupation_verdict(chain, {0.25, 0.75}, {.seed = 78, .burn_in = 100}) < 1);
  // The twin that walks columns in place of rows.
  CHECK(occupation_verdict(MarkovChain({{0.875, 0.125}, {0.25, 0.75}}), {0.25, 0.75},
                           {.seed = 78, .burn_in = 100}) > 1);
}

TEST_CASE("The half-half walk on an even ring is on even states at even times") {
  const MarkovChain ring({{0, 0.5, 0, 0.5}, {0.5, 0, 0.5, 0}, {0, 0.5, 0, 0.5}, {0.5, 0, 0.5, 0}});
  lenz::random::Stream rng(lenz::random::Address{.seed = 79});
  MarkovChain::Walker walker = ring.walker(0);
  bool alternates = true;
  for (std::uint64_t t = 1; t <= 1000; ++t) {
    MarkovWalk{}.sweep(ring, walker, rng);
    alternates = alternates && walker.state % 2 == t % 2;
  }
  CHECK(alternates);
}

}  // namespace markov_tests
