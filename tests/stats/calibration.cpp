#include "stats/calibration.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace calibration_tests {

using namespace lenz;
using test::Calibration;
using test::Calibrations;

namespace {

/// tau of x^2, whose correlations are phi^(2t).
double tau_of_square(double tau) {
  const double phi = (2 * tau - 1) / (2 * tau + 1);
  return 0.5 * (1 + phi * phi) / (1 - phi * phi);
}

/// var(z) within 10 % of 1 and mean tau within 5 %; with fewer than 4,000 runs what chance adds to that (2 of
/// its sigmas).
void check_calibrated(const Calibration& c, double exact_tau, double n_runs) {
  const double slack = n_runs < 4000 ? 2 * std::sqrt(2 / n_runs) : 0;
  INFO("var z " << c.z.variance() << " var z by blocking " << c.z_blocking.variance() << " tau / exact "
                << c.tau.mean() / exact_tau << " mean z " << c.z.mean() << " flagged " << c.n_flagged);
  CHECK(std::abs(c.z.variance() - 1) < 0.1 + slack);
  CHECK(std::abs(c.z_blocking.variance() - 1) < 0.1 + slack);
  CHECK(std::abs(c.tau.mean() / exact_tau - 1) < 0.05);
  CHECK(std::abs(c.z.mean()) < 0.1 + slack);
  CHECK(c.n_flagged < 0.02 * n_runs);
}

void check_calibrated(const test::CalibrationPlan& plan) {
  CAPTURE(plan.tau, plan.n_chains, plan.n_runs);
  const Calibrations c = test::calibrate(plan);
  check_calibrated(c.mean, plan.tau, static_cast<double>(plan.n_runs));
  check_calibrated(c.variance, tau_of_square(plan.tau), static_cast<double>(plan.n_runs));
}

}  // namespace

TEST_CASE("Error bars of 4000 uncorrelated runs hold what they promise", "[release]") {
  check_calibrated({.tau = 0.5, .n_runs = 4000, .n_chains = 1});
}

TEST_CASE("Error bars of 4000 runs with tau 5 hold what they promise", "[release]") {
  check_calibrated({.tau = 5, .n_runs = 4000, .n_chains = 1});
}

TEST_CASE("Error bars of four pooled chains with tau 5 hold what they promise", "[release]") {
  check_calibrated({.tau = 5, .n_runs = 500, .n_chains = 4});
}

TEST_CASE("Error bars of runs with tau 50 hold what they promise", "[release]") {
  check_calibrated({.tau = 50, .n_runs = 100, .n_chains = 1});
}

TEST_CASE("Error bars of anticorrelated runs hold what they promise", "[release]") {
  const Calibration c =
      test::calibrate({.tau = 0.05, .n_runs = 1000, .n_chains = 1, .length_in_tau = 40000}).mean;
  INFO("var z " << c.z.variance() << " by blocking " << c.z_blocking.variance() << " tau " << c.tau.mean());
  CHECK(std::abs(c.z.variance() - 1) < 0.1 + 2 * std::sqrt(2 / 1000.0));
  CHECK(std::abs(c.tau.mean() / 0.05 - 1) < 0.05);
}

TEST_CASE("Error bars of 4000 runs of one and of four chains with tau up to 50 hold what they promise",
          "[.long]") {
  for (const double tau : {0.5, 5.0, 50.0}) {
    for (const std::size_t n_chains : {std::size_t{1}, std::size_t{4}}) {
      check_calibrated({.tau = tau, .n_runs = 4000, .n_chains = n_chains});
    }
  }
}

}  // namespace calibration_tests
