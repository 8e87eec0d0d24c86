#include "lenz/stats/autocorrelation_function.hpp"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/stats/tests.hpp"

#include "support/ar1.hpp"

namespace autocorrelation_function_tests {

using namespace lenz;
using stats::Correlator;

namespace {

struct Ar1Chains {
  std::vector<Correlator> chains;
  double phi = 0;

  Ar1Chains(double tau, std::size_t n_chains, std::size_t n, std::uint32_t run) : chains(n_chains) {
    for (std::size_t c = 0; c < n_chains; ++c) {
      test::Ar1 ar1(tau, {.seed = 31,
                          .point = run,
                          .slot = static_cast<std::uint32_t>(c),
                          .purpose = random::Purpose::test});
      phi = ar1.phi();
      for (std::size_t i = 0; i < n; ++i) chains[c].add(1e3 + ar1());
    }
  }
  stats::AutocorrelationFunction function() const {
    std::vector<const Correlator*> pointers;
    for (const Correlator& chain : chains) pointers.push_back(&chain);
    return stats::autocorrelation_function(pointers);
  }
};

/// phi^|t| as two blocks of that length, t samples apart, see it.
double smoothed(double phi, double t, double block) {
  double sum = 0;
  for (double d = 1 - block; d < block; ++d) sum += (block - std::fabs(d)) * std::pow(phi, std::fabs(t + d));
  return sum / (block * block);
}

double block_of(double lag) {
  double block = 1;
  while (lag / block >= static_cast<double>(Correlator::n_lags)) block *= 2;
  return block;
}

/// Bartlett's formula summed for AR(1) (Bartlett 1946).
double exact_error(double phi, double t, double n) {
  const double q = std::pow(phi, 2 * t);
  return std::sqrt(((1 + phi * phi) * (1 - q) / (1 - phi * phi) - 2 * t * q) / n);
}

}  // namespace

TEST_CASE("The autocorrelation function of AR(1) is phi to the power of the lag") {
  std::vector<double> z;
  std::size_t n_shown = 0;
  for (const double tau : {0.3, 0.5, 3.0, 40.0, 300.0}) {
    const Ar1Chains ar1(tau, 4, 200000, 0);
    const auto f = ar1.function();
    REQUIRE(f.lag.size() == f.rho.size());
    REQUIRE(f.lag.size() == f.error.size());
    CHECK(f.lag.front() == 0);
    CHECK(f.rho.front() == Approx(1));
    CHECK(f.error.front() == 0);
    CHECK(f.lag.back() >= 8);
    CHECK(f.lag.back() >= 9 * tau);
    for (std::size_t i = 1; i < f.lag.size(); ++i) {
      REQUIRE(f.lag[i] > f.lag[i - 1]);
      z.push_back((f.rho[i] - smoothed(ar1.phi, f.lag[i], block_of(f.lag[i]))) / f.error[i]);
      ++n_shown;
    }
  }
  CHECK(n_shown > 150);
  for (const double each : z) CHECK(std::fabs(each) < stats::family_threshold(n_shown));
}

TEST_CASE("The errors of the autocorrelation function are Bartlett's and their z have variance 1",
          "[release]") {
  constexpr std::size_t n_runs = 400, n = 6000;
  for (const double tau : {0.3, 4.0, 30.0}) {
    constexpr std::array<std::size_t, 5> lags = {1, 2, 4, 6, 8};  // shown in every run
    std::array<double, lags.size()> sum_z2{};
    for (std::uint32_t run = 0; run < n_runs; ++run) {
      const Ar1Chains ar1(tau, 2, n, run + 1);
      const auto f = ar1.function();
      for (std::size_t i = 0; i < lags.size(); ++i) {
        const std::size_t at = lags[i];
        const double exact = std::pow(ar1.phi, static_cast<double>(at));
        const double z = (f.rho.at(at) - exact) / f.error.at(at);
        sum_z2[i] += z * z;
        if (run == 0) CHECK(f.error[at] == Approx(exact_error(ar1.phi, f.lag[at], 2 * n)).epsilon(0.35));
      }
    }
    for (const double sum : sum_z2) {
      CAPTURE(tau, sum / n_runs);
      CHECK(std::fabs(sum / n_runs - 1) < 0.35);  // 5 standard deviations of the mean of 400 squares
    }
  }
}

TEST_CASE("A constant series has no autocorrelation function and a short one no NaN") {
  for (const std::size_t n : {1, 2, 3, 5, 40}) {
    Correlator constant, alternating, jump;
    for (std::size_t i = 0; i < n; ++i) {
      constant.add(0.1);
      alternating.add(i % 2 ? 1 : -1);
      jump.add(i < n / 2 ? 0 : 1);
    }
    const Correlator* both[] = {&constant, &constant};
    CHECK(stats::autocorrelation_function(both).lag.empty());
    for (const Correlator* c : {&alternating, &jump}) {
      const auto f = stats::autocorrelation_function({&c, 1});
      for (std::size_t i = 0; i < f.lag.size(); ++i) {
        CHECK(std::isfinite(f.rho[i]));
        CHECK(std::isfinite(f.error[i]));
        CHECK(std::fabs(f.rho[i]) < 1.5);
      }
    }
  }
}

TEST_CASE("Chains that stay apart have an autocorrelation that does not fall") {
  Correlator up, down;
  test::Ar1 noise(2, {.seed = 5, .purpose = random::Purpose::test});
  for (std::size_t i = 0; i < 4000; ++i) {
    up.add(10 + noise());
    down.add(-10 + noise());
  }
  const Correlator* chains[] = {&up, &down};
  const auto f = stats::autocorrelation_function(chains);
  CHECK(f.lag.back() >= 500);
  for (const double rho : f.rho) CHECK(rho > 0.98);
}

}  // namespace autocorrelation_function_tests
