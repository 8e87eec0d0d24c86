#include "lenz/stats/correlator.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/blocking.hpp"

#include "support/ar1.hpp"
#include "support/memory_archive.hpp"

namespace correlator_tests {

using namespace lenz;
using stats::Correlator;

namespace {

Correlator correlator_of(const std::vector<double>& series) {
  Correlator result;
  for (const double x : series) result.add(x);
  return result;
}

stats::SeriesEstimate integrated(const std::vector<double>& series) {
  const Correlator c = correlator_of(series);
  const Correlator* const chain = &c;
  return stats::integrate_autocorrelation({&chain, 1});
}

stats::BlockingEstimate blocked(const std::vector<double>& series) {
  const Correlator c = correlator_of(series);
  const Correlator* const chain = &c;
  return stats::automatic_blocking({&chain, 1});
}

std::vector<double> ar1_series(double tau, std::size_t n, std::uint32_t slot, double offset = 0) {
  test::Ar1 ar1(tau, {.seed = 8, .slot = slot, .purpose = random::Purpose::test});
  std::vector<double> series(n);
  for (double& x : series) x = offset + ar1();
  return series;
}

std::vector<double> averaged_in_pairs(const std::vector<double>& series) {
  std::vector<double> result;
  for (std::size_t i = 0; i + 1 < series.size(); i += 2) result.push_back((series[i] + series[i + 1]) / 2);
  return result;
}

/// sum_i (y_i - mean)(y_{i+t} - mean), written down plainly.
double plain_products(const std::vector<double>& y, double mean, std::size_t t) {
  double sum = 0;
  for (std::size_t i = 0; i + t < y.size(); ++i) sum += (y[i] - mean) * (y[i + t] - mean);
  return sum;
}

}  // namespace

TEST_CASE("Covariances of every level and lag are those of the plain sums") {
  for (const std::size_t n : {1, 2, 5, 31, 32, 33, 64, 1000, 1023}) {
    // An offset of 1e6 standard deviations: the shift must keep the sums from cancelling.
    std::vector<double> series = ar1_series(3, n, 1, 1e6);
    const Correlator c = correlator_of(series);
    REQUIRE(c.n_samples() == n);
    for (std::size_t level = 0; !series.empty(); ++level, series = averaged_in_pairs(series)) {
      REQUIRE(c.n_blocks(level) == series.size());
      double mean = 0;
      for (const double y : series) mean += (y - c.shift()) / static_cast<double>(series.size());
      CHECK(c.shifted_sum(level) == Approx(mean * static_cast<double>(series.size())).margin(1e-8));
      std::array<double, Correlator::n_lags> products;
      c.products_about(level, mean, products);
      for (std::size_t t = 0; t < Correlator::n_lags; ++t) {
        CHECK(products[t] == Approx(plain_products(series, c.shift() + mean, t)).epsilon(1e-8).margin(1e-8));
      }
    }
  }
}

TEST_CASE("A constant series has error 0 and tau one half in both analyses") {
  for (const std::size_t n : {1, 2, 7, 100, 5000}) {
    const auto e = integrated(std::vector<double>(n, 0.1));
    CHECK(e.mean == 0.1);
    CHECK(e.error == 0);
    CHECK(e.tau == 0.5);
    CHECK(blocked(std::vector<double>(n, 0.1)).error == 0);
  }
}

TEST_CASE("No series however short or strange gives a NaN") {
  std::vector<std::vector<double>> series = {{1, 2}, {1, 2, 1}, {0, 0, 0, 1}, {1, 1, 1, 1, 1, 1, 1, 0}};
  for (const std::size_t n : {5, 16, 33, 100, 1000}) {
    std::vector<double> alternating, rising, one_jump, three_cycle;
    for (std::size_t i = 0; i < n; ++i) {
      alternating.push_back(i % 2 ? 1 : -1);
      rising.push_back(static_cast<double>(i));
      one_jump.push_back(i < n / 2 ? 0 : 1);
      three_cycle.push_back(static_cast<double>(i % 3));
    }
    series.insert(series.end(), {alternating, rising, one_jump, three_cycle});
  }
  for (const auto& s : series) {
    CAPTURE(s.size(), s[0], s[1]);
    const auto e = integrated(s);
    CHECK(std::isfinite(e.error));
    CHECK(e.error > 0);
    CHECK(std::isfinite(e.tau));
    CHECK(e.tau > 0);
    CHECK(std::isfinite(1 / e.tau));
    CHECK(std::isfinite(blocked(s).error));
  }
}

TEST_CASE("A series shorter than its memory says that no window fits") {
  std::vector<double> rising(1000);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<double>(i);
  const auto e = integrated(rising);
  CHECK_FALSE(e.resolved);
  CHECK(e.tau > 1000 / 50.0);
  CHECK_FALSE(integrated(ar1_series(2000, 1000, 2)).resolved);
  CHECK(integrated(ar1_series(5, 20000, 2)).resolved);
}

TEST_CASE("A weak slow part beneath fast noise is found on a coarse scale") {
  // 0.2 x (tau 200) beside white noise: tau = (0.5 + 0.04 x 200) / 1.04, while lags below 32 alone show a
  // fraction of it.
  const std::size_t n = 1 << 20;
  const std::vector<double> slow = ar1_series(200, n, 3), fast = ar1_series(0.5, n, 4);
  std::vector<double> both(n);
  for (std::size_t i = 0; i < n; ++i) both[i] = fast[i] + 0.2 * slow[i];
  const double exact = (0.5 + 0.04 * 200) / 1.04;
  CHECK(std::abs(integrated(both).tau / exact - 1) < 0.25);
}

TEST_CASE("Chains that disagree get a long tau and a large error") {
  const Correlator a = correlator_of(ar1_series(1, 5000, 5)), b = correlator_of(ar1_series(1, 5000, 6, 4));
  const Correlator* const both[] = {&a, &b};
  const auto e = stats::integrate_autocorrelation(both);
  CHECK_FALSE(e.resolved);
  CHECK(e.error > 1);
  CHECK(e.mean == Approx(2).margin(0.2));
}

TEST_CASE("Pooled chains of different lengths have the mean of all samples") {
  const Correlator a = correlator_of(std::vector<double>{1, 2, 3}),
                   b = correlator_of(std::vector<double>{10});
  const Correlator* const both[] = {&a, &b};
  CHECK(stats::pooled_mean(both) == Approx(4));
  CHECK(stats::pooled_level(both, 0).n == 4);
  CHECK(stats::pooled_level(both, 0).covariance[0] == Approx((9 + 4 + 1 + 36) / 4.0));
  CHECK(stats::pooled_level(both, 0).covariance[1] == Approx((6 + 2) / 2.0));
}

TEST_CASE("The binning analysis rises from the naive error to the true one") {
  const double tau = 5;
  const std::size_t n = 200000;
  const Correlator c = correlator_of(ar1_series(tau, n, 7));
  const Correlator* const chain = &c;
  const auto levels = stats::binning_analysis({&chain, 1});
  REQUIRE(levels.size() == 17);
  CHECK(levels[0].block_length == 1);
  CHECK(levels[0].n_blocks == n);
  CHECK(levels[0].error == Approx(1 / std::sqrt(n)).epsilon(0.05));
  CHECK(levels[8].block_length == 256);
  CHECK(levels[8].n_blocks == n / 256);
  const double bias = 1 - (tau - 1 / (4 * tau)) / 256;  // of the variance of a finite block, to first order
  CHECK(std::abs(levels[8].error - std::sqrt(2 * tau * bias / n)) < 4 * levels[8].error_of_error);
}

TEST_CASE("A correlator saved in mid-series goes on to identical bits") {
  for (const std::size_t cut : {0, 1, 31, 32, 333}) {
    const std::vector<double> series = ar1_series(4, 1000, 8);
    Correlator first;
    for (std::size_t i = 0; i < cut; ++i) first.add(series[i]);
    Correlator resumed = test::through_archive(first);
    for (std::size_t i = cut; i < series.size(); ++i) resumed.add(series[i]);
    test::MemoryOutput expected, got;
    expected(correlator_of(series));
    got(resumed);
    CHECK(expected.bytes == got.bytes);
  }
}

TEST_CASE("No samples at all are refused") {
  const Correlator none;
  const Correlator* const chain = &none;
  CHECK_THROWS_AS(stats::integrate_autocorrelation({&chain, 1}), std::invalid_argument);
  CHECK_THROWS_AS(stats::integrate_autocorrelation({}), std::invalid_argument);
}

}  // namespace correlator_tests
