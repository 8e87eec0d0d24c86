#include "lenz/sampling/penalty.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/noisy.hpp"
#include "lenz/sampling/random_walk.hpp"

#include "support/continuum_twins.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace penalty_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::models::Noisy;

namespace {

/// Five levels on a ring.
struct Levels {
  struct Walker {
    std::size_t state = 0;
  };
  using Move = std::size_t;  // the new state
  std::vector<double> log_p{0.0, -1.3, 0.7, -2.5, 0.2};

  std::size_t moves_per_sweep() const { return 5; }
  double log_density(const Walker& w) const { return log_p[w.state]; }
  double log_ratio(const Walker& w, Move to) const { return log_p[to] - log_p[w.state]; }
  void accept(Walker& w, Move to) const { w.state = to; }
  std::vector<double> distribution() const {
    double sum = 0;
    for (const double value : log_p) sum += std::exp(value);
    std::vector<double> pi;
    for (const double value : log_p) pi.push_back(std::exp(value) / sum);
    return pi;
  }
};

struct Neighbour {
  template <class T, class Rng>
  Proposed<std::size_t> operator()(const T&, const Levels::Walker& w, Rng& rng) const {
    return {(w.state + (lenz::random::uniform_index(rng, 2) == 0 ? 1 : 4)) % 5};
  }
};

struct Occupation {
  std::vector<std::string> names() const { return {"0", "1", "2", "3", "4"}; }
  template <class T, class W, class Info>
  void measure(const T&, std::span<const W> walkers, std::size_t slot, const Info&,
               std::span<double> out) const {
    for (std::size_t i = 0; i < 5; ++i) out[i] = walkers[slot].state == i;
  }
};

/// Integral of f from a to b by Simpson's rule.
template <class F>
double integral(const F& f, double a, double b) {
  const int n = 4000;
  const double h = (b - a) / n;
  double sum = f(a) + f(b);
  for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4 : 2) * f(a + i * h);
  return sum * h / 3;
}

/// Acceptance of a move averaged over the noise, by integration of the kernel's own probability on either
/// side of its kink.
template <class Rule>
double mean_acceptance(double log_ratio, double sigma) {
  const auto weighted = [&](double xi) {
    const double gauss = std::exp(-xi * xi / 2) / std::sqrt(2 * std::numbers::pi);
    return gauss * Rule::probability(log_ratio + sigma * xi, sigma * sigma);
  };
  const double kink = std::clamp((sigma * sigma / 2 - log_ratio) / sigma, -11.0, 11.0);
  return integral(weighted, -12, kink) + integral(weighted, kink, 12);
}

/// Largest |pi P - pi|, P the matrix of one attempted move with noise sigma.
template <class Rule>
double invariance_defect(double sigma) {
  const Levels levels;
  const std::vector<double> pi = levels.distribution();
  std::vector<double> after = pi;
  for (std::size_t i = 0; i < 5; ++i) {
    for (const std::size_t j : {(i + 1) % 5, (i + 4) % 5}) {
      const double flow = pi[i] * 0.5 * mean_acceptance<Rule>(levels.log_p[j] - levels.log_p[i], sigma);
      after[j] += flow;
      after[i] -= flow;
    }
  }
  double worst = 0;
  for (std::size_t i = 0; i < 5; ++i) worst = std::max(worst, std::fabs(after[i] - pi[i]));
  return worst;
}

template <class T>
double occupation_verdict(const T& target, std::uint64_t seed) {
  const lenz::test::RunPlan plan{.seed = seed, .burn_in = 100};
  const auto start = [](lenz::random::Stream&) { return Levels::Walker{}; };
  const auto means = lenz::test::run_means(Penalty<Neighbour>{}, target, Occupation{}, start, plan);
  return lenz::test::largest(lenz::test::t_scores(means, Levels{}.distribution())) /
         lenz::test::family_bound(lenz::test::continuum_family, plan.n_runs);
}

}  // namespace

TEST_CASE("The penalty method leaves the distribution invariant to 1e-10 on the average over its noise") {
  for (const double sigma : {0.3, 1.0, 2.0}) {
    CHECK(invariance_defect<PenaltyAcceptance>(sigma) < 1e-10);
    CHECK(invariance_defect<lenz::test::Unpenalised>(sigma) > 1e-4);
  }
}

TEST_CASE("The penalty method's mean acceptance is the formula of its docstring") {
  const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
  for (const double d : {-2.0, 0.0, 1.5}) {
    const double s = 1.2;
    const double exact = phi(-d / s - s / 2) + std::exp(-d) * phi(d / s - s / 2);
    CHECK(mean_acceptance<PenaltyAcceptance>(-d, s) == Approx(exact).epsilon(1e-11));
  }
}

TEST_CASE("The penalty method samples levels through their noise and without the penalty is rejected") {
  const Noisy<Levels> noisy(Levels{}, 1.5);
  CHECK(occupation_verdict(noisy, 61) < 1);
  CHECK(occupation_verdict(lenz::test::SilentNoise<Noisy<Levels>>(Levels{}, 1.5), 61) > 1);
}

TEST_CASE("The penalty method samples the two-dimensional Gaussian through noise") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  const Penalty<NormalStep> kernel{{.step = 1.2}};
  CHECK(lenz::test::moment_verdict(kernel, Noisy(target, 1.0), {.seed = 62}) < 1);
  CHECK(lenz::test::moment_verdict(kernel, lenz::test::SilentNoise<Noisy<Gaussian>>(target, 1.0),
                                   {.seed = 62}) > 1);
}

}  // namespace penalty_tests
