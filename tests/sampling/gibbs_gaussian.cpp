#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/random_walk.hpp"

#include "support/continuum_twins.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace gibbs_gaussian_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::test::moment_verdict;
using lenz::test::two_dimensional_gaussian;

TEST_CASE("Gibbs samples the two-dimensional Gaussian in either order") {
  const Gaussian target = two_dimensional_gaussian();
  CHECK(moment_verdict(Gibbs{.scan = Scan::random}, target, {.seed = 11}) < 1);
  CHECK(moment_verdict(Gibbs{.scan = Scan::sequential}, target, {.seed = 12}) < 1);
}

TEST_CASE("Random walk Metropolis samples the two-dimensional Gaussian") {
  const Gaussian target = two_dimensional_gaussian();
  CHECK(moment_verdict(MetropolisHastings<UniformStep>{{.step = 2.5}}, target, {.seed = 13}) < 1);
  CHECK(moment_verdict(MetropolisHastings<NormalStep>{{.step = 1.5}}, target, {.seed = 14}) < 1);
  CHECK(moment_verdict(MetropolisHastings<NormalStep, Barker>{{.step = 1.5}}, target, {.seed = 15}) < 1);
}

TEST_CASE("Wrong twins of Gibbs and Metropolis are rejected on the two-dimensional Gaussian") {
  const auto wide = two_dimensional_gaussian<lenz::test::WideConditional>();
  CHECK(moment_verdict(Gibbs{}, wide, {.seed = 11}) > 1);
  const auto stale = two_dimensional_gaussian<lenz::test::StaleGaussian>();
  CHECK(moment_verdict(MetropolisHastings<UniformStep>{{.step = 2.5}}, stale, {.seed = 13}) > 1);
  const Gaussian target = two_dimensional_gaussian();
  CHECK(moment_verdict(MetropolisHastings<UniformStep, lenz::test::PlusOne>{{.step = 2.5}}, target,
                       {.seed = 13}) > 1);
}

TEST_CASE("A random walk tunes itself to an acceptance of 0.44") {
  const Gaussian target = two_dimensional_gaussian();
  MetropolisHastings<UniformStep> kernel{{.step = 0.01}};
  lenz::random::Stream rng(lenz::random::Address{.seed = 16});
  Gaussian::Walker walker = target.walker({0, 0});
  MoveInfo total;
  for (std::size_t window = 0; window < 60; ++window) {
    total = {};
    for (int sweep = 0; sweep < 50; ++sweep) total += kernel.sweep(target, walker, rng);
    kernel.tune(total, window);
  }
  total = {};
  for (int sweep = 0; sweep < 20000; ++sweep) total += kernel.sweep(target, walker, rng);
  CHECK(total.acceptance() == Approx(0.44).margin(0.06));
}

TEST_CASE("The scores that judge kernels have variance 1 over many repetitions") {
  const Gaussian target = two_dimensional_gaussian();
  const lenz::models::ContinuumMeasurement moments(2);
  const auto start = [&](lenz::random::Stream& rng) { return target.walker(target.draw(rng)); };
  double squares = 0;
  const std::size_t n_repetitions = 400;
  for (std::size_t n = 0; n < n_repetitions; ++n) {
    const lenz::test::RunPlan plan{.seed = 1000 + n, .n_runs = 64, .sweeps = 30};
    const auto means = lenz::test::run_means(Gibbs{}, target, moments, start, plan);
    for (const double t : lenz::test::t_scores(means, {0, 0, 1, 0.5, 1})) squares += t * t;
  }
  // Student's t with 63 degrees of freedom has variance 63/61. 400 x 5 scores of which two or three are
  // independent: 0.05 of scatter.
  CHECK(squares / (5 * n_repetitions) == Approx(63.0 / 61).margin(0.17));
}

}  // namespace gibbs_gaussian_tests
