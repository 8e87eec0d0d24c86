#include "lenz/stats/estimate.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "support/ar1.hpp"

namespace estimate_tests {

using namespace lenz;
using stats::Estimate;
using stats::Recorder;
using Means = std::span<const double>;

namespace {

/// Chains of (x, x^2, 0.1) with x an AR(1) series, chain c of `lengths[c]` samples about `centres[c]`.
std::vector<Recorder> record(double tau, const std::vector<std::size_t>& lengths,
                             const std::vector<double>& centres = {}) {
  std::vector<Recorder> chains;
  for (std::size_t c = 0; c < lengths.size(); ++c) {
    test::Ar1 ar1(tau, {.seed = 77, .slot = static_cast<std::uint32_t>(c), .purpose = random::Purpose::test});
    Recorder& chain = chains.emplace_back(3);
    for (std::size_t i = 0; i < lengths[c]; ++i) {
      const double x = ar1() + (centres.empty() ? 0 : centres[c]);
      chain.add(std::vector<double>{x, x * x, 0.1});
    }
  }
  return chains;
}

std::vector<const Recorder*> pointers(const std::vector<Recorder>& chains) {
  std::vector<const Recorder*> result;
  for (const Recorder& chain : chains) result.push_back(&chain);
  return result;
}

void check_constant(const Estimate& e, double value, std::uint64_t n) {
  CHECK(e.mean == value);
  CHECK(e.error == 0);
  CHECK(e.blocking_error == 0);
  CHECK(e.tau == 0.5);
  CHECK(e.ess == static_cast<double>(n));
  CHECK_FALSE(e.rhat);
  CHECK(e.errors_apart < 3);
}

}  // namespace

TEST_CASE("A constant quantity and functions of it have error 0 and tau one half and no R-hat") {
  const auto chains = record(2, {3000, 3000});
  check_constant(stats::estimate(pointers(chains), 2), 0.1, 6000);
  check_constant(stats::jackknife(pointers(chains), [](Means m) { return m[2] / 3; }), 0.1 / 3, 6000);
  check_constant(stats::jackknife(pointers(chains), [](Means) { return 7.0; }), 7, 6000);
}

TEST_CASE("R-hat is there for several chains and not for one") {
  CHECK_FALSE(stats::estimate(pointers(record(2, {5000})), 0).rhat);
  CHECK_FALSE(stats::jackknife(pointers(record(2, {5000})), [](Means m) { return m[1]; }).rhat);
  const auto four = record(2, {5000, 5000, 5000, 5000});
  CHECK(stats::estimate(pointers(four), 0).rhat.value() < 1.01);
  const auto stuck = record(2, {5000, 5000, 5000, 5000}, {0, 0, 0, 3});
  CHECK(stats::estimate(pointers(stuck), 0).rhat.value() > 1.1);
  CHECK(stats::jackknife(pointers(stuck), [](Means m) { return m[0]; }).rhat.value() > 1.1);
}

TEST_CASE("The jackknife of a plain mean agrees with the direct estimate") {
  const auto chains = record(5, {40000, 40000});
  const Estimate direct = stats::estimate(pointers(chains), 0);
  const Estimate derived = stats::jackknife(pointers(chains), [](Means m) { return m[0]; });
  CHECK(derived.mean == Approx(direct.mean).margin(1e-12));
  CHECK(derived.error == Approx(direct.error).epsilon(0.2));
  CHECK(derived.tau == Approx(direct.tau).epsilon(0.4));
  CHECK(derived.ess == Approx(80000 / (2 * derived.tau)));
  CHECK(derived.n == 80000);
}

TEST_CASE("The jackknife takes the bias of a square away") {
  // Over all runs the square of the mean of n independent numbers is 1/n on average, and 0 after the
  // correction.
  double plain = 0, corrected = 0, squares = 0;
  constexpr int n_runs = 2000;
  for (std::uint32_t run = 0; run < n_runs; ++run) {
    Recorder chain(1);
    test::Ar1 ar1(0.5, {.seed = 78, .slot = run, .purpose = random::Purpose::test});
    for (int i = 0; i < 400; ++i) chain.add(std::vector<double>{ar1()});
    const Recorder* const pointer = &chain;
    const double value = stats::jackknife({&pointer, 1}, [](Means m) { return m[0] * m[0]; }).mean;
    plain += chain.mean(0) * chain.mean(0) / n_runs;
    corrected += value / n_runs;
    squares += value * value / n_runs;
  }
  CHECK(std::abs(plain * 400 - 1) < 3.29 * std::sqrt(2.0 / n_runs));
  CHECK(std::abs(corrected) < 3.29 * std::sqrt(squares / n_runs));
}

TEST_CASE("Samples beyond the last full bin and chains of different lengths are all counted") {
  for (const auto& lengths :
       std::vector<std::vector<std::size_t>>{{1000, 1000}, {1023}, {5000, 700}, {9999, 33, 2}}) {
    const auto chains = record(1, lengths);
    double sum = 0, n = 0;
    for (const Recorder& chain : chains) {
      sum += chain.mean(0) * static_cast<double>(chain.n_samples());
      n += static_cast<double>(chain.n_samples());
    }
    const Estimate e = stats::jackknife(pointers(chains), [](Means m) { return m[0]; });
    CHECK(e.mean == Approx(sum / n).margin(1e-12));
    CHECK(static_cast<double>(e.n) == n);
    CHECK(e.error > 0);
    CHECK(e.error == Approx(std::sqrt(2 / n)).epsilon(0.5));
  }
}

TEST_CASE("The shortest chains give finite numbers") {
  for (std::size_t n = 1; n < 40; ++n) {
    const auto chains = record(1, {n});
    for (const Estimate& e :
         {stats::estimate(pointers(chains), 0),
          stats::jackknife(pointers(chains), [](Means m) { return m[1] - m[0] * m[0]; })}) {
      CHECK(std::isfinite(e.mean));
      CHECK(std::isfinite(e.error));
      CHECK(std::isfinite(e.ess));
      CHECK(std::isfinite(e.blocking_error));
      CHECK(e.tau > 0);
    }
  }
}

TEST_CASE("Errors disagree by a quarter and by three deviations or not at all") {
  CHECK(stats::errors_apart({1, 0.01}, {1.2, 0.01}) == 0);
  CHECK(stats::errors_apart({1, 0.01}, {1.5, 0.01}) > 3);
  CHECK(stats::errors_apart({1.5, 0.01}, {1, 0.01}) > 3);
  CHECK(stats::errors_apart({1, 0.3}, {1.5, 0.3}) < 3);
  CHECK(stats::errors_apart({0, 0}, {0, 0}) == 0);
}

TEST_CASE("Impossible requests for estimates are refused") {
  const auto chains = record(1, {10});
  CHECK_THROWS(stats::estimate(pointers(chains), 3));
  CHECK_THROWS_AS(stats::jackknife({}, [](Means) { return 0.0; }), std::invalid_argument);
  const Recorder other(2);
  const Recorder* const mixed[] = {&chains[0], &other};
  CHECK_THROWS_AS(stats::jackknife(mixed, [](Means) { return 0.0; }), std::invalid_argument);
}

}  // namespace estimate_tests
