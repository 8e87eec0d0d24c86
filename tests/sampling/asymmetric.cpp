#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/sampling/asymmetric_walk.hpp"

#include "support/continuum_twins.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace asymmetric_tests {

using namespace lenz::sampling;
using lenz::models::CoordinateMove;
using lenz::models::Gaussian;
using lenz::test::moment_verdict;
using lenz::test::Silent;

namespace {

/// Two independent exponential variables of rate 1, a density on positive numbers for the log-normal walk.
struct Exponentials {
  struct Walker {
    std::vector<double> x;
  };
  using Move = CoordinateMove;
  std::size_t dimension() const { return 2; }
  std::size_t moves_per_sweep() const { return 2; }
  Walker walker(std::vector<double> x) const { return {std::move(x)}; }
  double log_density(const Walker& w) const { return -w.x[0] - w.x[1]; }
  double log_ratio(const Walker&, Move move) const { return -move.delta; }
  void accept(Walker& w, Move move) const { w.x[move.index] += move.delta; }
  template <class Rng>
  std::vector<double> draw(Rng& rng) const {
    const double first = lenz::random::exponential(rng);
    return {first, lenz::random::exponential(rng)};
  }
};

const std::vector<double> exponential_moments{1, 1, 2, 1, 2};

}  // namespace

TEST_CASE(
    "A drifting walk with its Hastings term samples the two-dimensional Gaussian and without it is "
    "rejected") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  const DriftedStep step{.step = 1.0, .drift = 0.7};
  CHECK(moment_verdict(MetropolisHastings<DriftedStep>{step}, target, {.seed = 51}) < 1);
  CHECK(moment_verdict(MetropolisHastings<DriftedStep, Barker>{step}, target, {.seed = 52}) < 1);
  CHECK(moment_verdict(MetropolisHastings<Silent<DriftedStep>>{{step}}, target, {.seed = 51}) > 1);
}

TEST_CASE(
    "A log-normal walk with its Hastings term samples exponential variables and without it is rejected") {
  const LogNormalStep step{.step = 1.0};
  const Exponentials target;
  CHECK(moment_verdict(MetropolisHastings<LogNormalStep>{step}, target, {.seed = 53}, exponential_moments) <
        1);
  CHECK(moment_verdict(MetropolisHastings<Silent<LogNormalStep>>{{step}}, target, {.seed = 53},
                       exponential_moments) > 1);
}

TEST_CASE("The Hastings terms of asymmetric walks are those of their densities") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  const Gaussian::Walker x = target.walker({0.8, 1.7});
  lenz::random::Stream rng(lenz::random::Address{.seed = 54});
  for (int n = 0; n < 100; ++n) {
    const double s = 0.6, d = 0.4;
    const auto drifted = DriftedStep{.step = s, .drift = d}(target, x, rng);
    const auto log_normal = [&](double from, double to) { return -std::pow((to - from) / s, 2) / 2; };
    const double delta = drifted.move.delta;
    CHECK(drifted.log_q_ratio == Approx(log_normal(d, -delta) - log_normal(d, delta)).margin(1e-12));

    const auto scaled = LogNormalStep{.step = s}(target, x, rng);
    const double from = x.x[scaled.move.index], to = from + scaled.move.delta;
    const auto log_q = [&](double a, double b) { return log_normal(std::log(a), std::log(b)) - std::log(b); };
    CHECK(scaled.log_q_ratio == Approx(log_q(to, from) - log_q(from, to)).margin(1e-12));
  }
}

}  // namespace asymmetric_tests
