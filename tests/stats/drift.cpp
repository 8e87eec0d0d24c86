#include "lenz/stats/drift.hpp"

#include <cmath>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>

#include "support/ar1.hpp"

namespace drift_tests {

using namespace lenz;

namespace {

struct Plan {
  double tau = 0.5;
  std::size_t n_chains = 4;
  double length_in_tau = 400;  ///< of each chain
  double burn_in_in_tau = 0;
  double start = 0;  ///< where every chain begins; 0: in its stationary density
};

random::Address address(const Plan& plan, std::size_t run, std::size_t chain) {
  return {.seed = 77,
          .job = static_cast<std::uint32_t>(run),
          .point = static_cast<std::uint32_t>(plan.tau * 10),
          .slot = static_cast<std::uint32_t>(chain),
          .purpose = random::Purpose::test};
}

/// The drift of x and of x^2, which is skew.
std::pair<stats::Drift, stats::Drift> drifts_of_run(const Plan& plan, std::size_t run) {
  std::vector<stats::Recorder> chains(plan.n_chains, stats::Recorder(2));
  std::vector<const stats::Recorder*> pointers;
  for (std::size_t c = 0; c < plan.n_chains; ++c) {
    test::Ar1 series(plan.tau, address(plan, run, c));
    if (plan.start != 0) series.restart_at(plan.start);
    for (double i = 0; i < plan.burn_in_in_tau * plan.tau; ++i) series();
    for (std::size_t i = 0; i < static_cast<std::size_t>(plan.length_in_tau * plan.tau); ++i) {
      const double x = series(), sample[] = {x, x * x};
      chains[c].add(sample);
    }
    pointers.push_back(&chains[c]);
  }
  const double x[] = {1, 0}, square[] = {0, 1};
  return {stats::drift(pointers, x), stats::drift(pointers, square)};
}

/// Alarms at the level p among n are no more than chance allows (at 1e-4).
void check_rate(double n_alarms, double n, double p) {
  const boost::math::binomial_distribution<double> chance(n, p);
  CAPTURE(n_alarms, n, p);
  CHECK(n_alarms <= boost::math::quantile(boost::math::complement(chance, 1e-4)) + 1);
}

void check_false_alarms(const Plan& plan, std::size_t n_runs) {
  CAPTURE(plan.tau, plan.n_chains, plan.length_in_tau);
  std::vector<double> alarms(3), of_square(3);
  double judged = 0;
  for (std::size_t run = 0; run < n_runs; ++run) {
    const auto [x, square] = drifts_of_run(plan, run);
    judged += x.dof > 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double level = std::pow(10.0, -1.0 - static_cast<double>(k));
      alarms[k] += x.p < level;
      of_square[k] += square.p < level;
    }
  }
  const double n = static_cast<double>(n_runs);
  CHECK(judged > 0.5 * n);
  INFO("judged " << judged / n << "; x below 0.1, 0.01, 0.001: " << alarms[0] / n << " " << alarms[1] / n
                 << " " << alarms[2] / n << "; x^2: " << of_square[0] / n << " " << of_square[1] / n << " "
                 << of_square[2] / n);
  for (std::size_t k = 0; k < 3; ++k) {
    const double level = std::pow(10.0, -1.0 - static_cast<double>(k));
    check_rate(alarms[k], n, level);
    check_rate(of_square[k], n, 3 * level);
  }
}

}  // namespace

TEST_CASE("Stationary chains drift no more often than the level says") {
  for (const double tau : {0.5, 5.0}) check_false_alarms({.tau = tau}, 1000);
}

TEST_CASE("A start that is not forgotten is found and a longer burn-in clears it") {
  // The mean of a first tenth of 40 tau is start / 40 off: 13 of its standard deviations.
  std::size_t n_found = 0, n_after_burn_in = 0;
  for (std::size_t run = 0; run < 50; ++run) {
    n_found += drifts_of_run({.tau = 5, .start = 60}, run).first.p < 1e-7;
    n_after_burn_in += drifts_of_run({.tau = 5, .burn_in_in_tau = 20, .start = 60}, run).first.p < 1e-3;
  }
  CHECK(n_found >= 48);
  CHECK(n_after_burn_in == 0);
}

TEST_CASE("A frozen series and one too short are not judged") {
  const double weight[] = {1};
  for (const std::size_t n : {10, 1000}) {
    stats::Recorder chain(1);
    for (std::size_t i = 0; i < n; ++i) {
      const double sample[] = {n == 10 ? static_cast<double>(i) : 3.0};
      chain.add(sample);
    }
    const stats::Recorder* chains[] = {&chain};
    CHECK(stats::drift(chains, weight).dof == 0);
    CHECK(stats::drift(chains, weight).p == 1);
    const double none[] = {std::nan("")};
    CHECK(stats::drift(chains, none).p == 1);
  }
}

TEST_CASE("A few rare events at the beginning are no drift") {
  stats::Recorder chain(1);
  for (std::size_t i = 0; i < 4000; ++i) {
    const double sample[] = {i == 7 || i == 90 || i == 300 || i == 3000 ? 1.0 : 0.0};
    chain.add(sample);
  }
  const stats::Recorder* chains[] = {&chain};
  const double weight[] = {1};
  CHECK(stats::drift(chains, weight).p == 1);
}

TEST_CASE("Chains whose bins differ in length are compared all the same") {
  std::vector<stats::Recorder> chains(2, stats::Recorder(1));
  for (std::size_t c = 0; c < 2; ++c) {
    test::Ar1 series(0.5,
                     {.seed = 5, .slot = static_cast<std::uint32_t>(c), .purpose = random::Purpose::test});
    for (std::size_t i = 0; i < 1000 + 1000 * c; ++i) {
      const double sample[] = {series() + (i < 50 ? 5.0 : 0.0)};
      chains[c].add(sample);
    }
  }
  REQUIRE(chains[0].bin_length() != chains[1].bin_length());
  const stats::Recorder* pointers[] = {&chains[0], &chains[1]};
  const double weight[] = {1};
  CHECK(stats::drift(pointers, weight).t > 8);
}

TEST_CASE("Thousands of stationary runs with tau up to 50 drift no more often than the level says",
          "[.long]") {
  for (const std::size_t n_chains : {std::size_t{1}, std::size_t{4}}) {
    for (const double length : {1200.0, 4000.0}) {
      for (const double tau : {0.5, 5.0}) {
        check_false_alarms({.tau = tau, .n_chains = n_chains, .length_in_tau = length}, 10000);
      }
    }
    check_false_alarms({.tau = 50, .n_chains = n_chains, .length_in_tau = 1200}, 4000);
  }
}

}  // namespace drift_tests
