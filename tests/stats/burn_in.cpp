#include "lenz/stats/burn_in.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "support/ar1.hpp"
#include "support/memory_archive.hpp"

namespace burn_in_tests {

using namespace lenz;
using stats::BurnIn;

namespace {

test::Ar1 far_away(double tau, double start, std::uint32_t slot) {
  test::Ar1 ar1(tau, {.seed = 55, .slot = slot, .purpose = random::Purpose::test});
  ar1.restart_at(start);
  return ar1;
}

}  // namespace

TEST_CASE("After burn-in nothing is left of a start far away") {
  for (const double tau : {0.5, 5.0, 50.0}) {
    for (const double start : {10.0, 1000.0}) {
      double longest = 0, mean_tau = 0;
      for (std::uint32_t slot = 0; slot < 20; ++slot) {
        BurnIn burn_in(1);
        test::Ar1 ar1 = far_away(tau, start, slot);
        while (!burn_in.add(std::vector<double>{ar1()})) {
        }
        CAPTURE(tau, start, slot, burn_in.n_sweeps(), burn_in.tau());
        CHECK(burn_in.converged());
        mean_tau += burn_in.tau() / 20;
        longest = std::max(longest, static_cast<double>(burn_in.n_sweeps()));
        // The bias of a mean over N = 2000 tau samples after it: start phi^n tau / N; its error: sqrt(2 tau /
        // N).
        const double remaining = start * std::pow(ar1.phi(), static_cast<double>(burn_in.n_sweeps())) / 2000;
        CHECK(remaining < 1e-3 * std::sqrt(2 / 2000.0));
      }
      CHECK(longest <= 1600 * tau + 1600);
      CHECK(mean_tau == Approx(tau).epsilon(0.4));
    }
  }
}

TEST_CASE("The slowest quantity decides how long burn-in takes") {
  test::Ar1 slow = far_away(100, 0, 1), fast = far_away(0.5, 0, 2);
  BurnIn burn_in(2);
  while (!burn_in.add(std::vector<double>{fast(), slow()})) {
  }
  CHECK(burn_in.converged());
  CHECK(burn_in.n_sweeps() >= 50 * 50);
  CHECK(burn_in.tau() == Approx(100).epsilon(0.5));
}

TEST_CASE("A step too small to lengthen tau still keeps burn-in from ending") {
  int n_at_next_length = 0;
  for (std::uint32_t slot = 0; slot < 20; ++slot) {
    test::Ar1 noise = far_away(0.5, 0, slot);
    BurnIn burn_in(1, {.min_sweeps = 1024});
    while (!burn_in.add(std::vector<double>{noise() + (burn_in.n_sweeps() < 512 ? 0.6 : 0.0)})) {
    }
    CHECK(burn_in.n_sweeps() > 1024);
    n_at_next_length += burn_in.n_sweeps() == 2048;
  }
  CHECK(n_at_next_length >= 18);
}

TEST_CASE("A constant quantity settles at the first length judged") {
  BurnIn burn_in(1, {.min_sweeps = 64});
  while (!burn_in.add(std::vector<double>{3.0})) {
  }
  CHECK(burn_in.n_sweeps() == 64);
  CHECK(burn_in.converged());
  CHECK(burn_in.tau() == 0.5);
}

TEST_CASE("A series that never settles is given up at max_sweeps") {
  for (const std::uint64_t max_sweeps : {1000, 1024, 130}) {
    BurnIn burn_in(1, {.min_sweeps = 128, .max_sweeps = max_sweeps});
    double x = 0;
    while (!burn_in.add(std::vector<double>{x})) x += 1;
    CHECK(burn_in.n_sweeps() == max_sweeps);
    CHECK(burn_in.done());
    CHECK_FALSE(burn_in.converged());
  }
}

TEST_CASE("Burn-in saved on the way ends at the same sweep with the same tau") {
  const auto run = [](std::uint64_t save_at) {
    BurnIn burn_in(1);
    test::Ar1 ar1 = far_away(5, 100, 3);
    do {
      if (burn_in.n_sweeps() == save_at) burn_in = test::through_archive(burn_in);
    } while (!burn_in.add(std::vector<double>{ar1()}));
    return std::pair(burn_in.n_sweeps(), burn_in.tau());
  };
  for (const std::uint64_t save_at : {1, 32, 100, 128, 200}) CHECK(run(save_at) == run(1 << 30));
}

TEST_CASE("Impossible burn-in options are refused") {
  CHECK_THROWS_AS(BurnIn(1, {.min_sweeps = 3}), std::invalid_argument);
  CHECK_THROWS_AS(BurnIn(1, {.min_sweeps = 100, .max_sweeps = 99}), std::invalid_argument);
  BurnIn burn_in(2);
  CHECK_THROWS_AS(burn_in.add(std::vector<double>{1}), std::invalid_argument);
}

}  // namespace burn_in_tests
