#include "lenz/stats/tests.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace tests_tests {

using namespace lenz;
using Vector = std::vector<double>;

TEST_CASE("z is the difference in units of both errors") {
  CHECK(stats::z_score(2, 0.3, 1, 0.4) == Approx(2));
  CHECK(stats::z_score(1, 0.5, 2) == Approx(-2));
  CHECK(stats::z_score(1, 0, 1 + 1e-14, 0) == 0);
  CHECK(std::isinf(stats::z_score(1, 0, 1.001, 0)));
}

TEST_CASE("The family threshold is Sidak's") {
  CHECK(stats::family_threshold(1) == Approx(3.2905267314918945));        // Phi^-1(1 - 0.0005)
  CHECK(stats::family_threshold(1, 0.05) == Approx(1.9599639845400545));  // Phi^-1(0.975)
  for (const std::size_t n : {2, 10, 1000}) {
    const double all_pass = std::pow(1 - stats::normal_p(stats::family_threshold(n)), static_cast<double>(n));
    CHECK(all_pass == Approx(1 - 1e-3).epsilon(1e-12));
  }
  CHECK_THROWS_AS(stats::family_threshold(0), std::invalid_argument);
}

TEST_CASE("chi^2 tail probabilities are those of the tables") {
  CHECK(stats::chi_squared_p(3.841458820694124, 1) == Approx(0.05));
  CHECK(stats::chi_squared_p(13.815510557964274, 2) == Approx(0.001));
  CHECK(stats::chi_squared_p(0, 5) == 1);
  CHECK(stats::chi_squared_p(2 * std::log(10), 2) == Approx(0.1));
}

TEST_CASE("Pearson's test joins thin cells and refuses the impossible") {
  const auto fair = stats::chi_squared_test(std::vector<std::uint64_t>{48, 52}, Vector{0.5, 0.5});
  CHECK(fair.value == Approx(0.16));
  CHECK(fair.dof == 1);
  CHECK(fair.p == Approx(0.6891565167793516));  // erfc(sqrt(0.08))
  const auto thin =
      stats::chi_squared_test(std::vector<std::uint64_t>{90, 4, 3, 3}, Vector{0.9, 0.04, 0.03, 0.03});
  CHECK(thin.dof == 1);
  CHECK(thin.value == Approx(0).margin(1e-20));
  CHECK(stats::chi_squared_test(std::vector<std::uint64_t>{9, 1}, Vector{1, 0}).p == 0);
  CHECK(stats::chi_squared_test(std::vector<std::uint64_t>{10, 0}, Vector{1, 0}).p == 1);
  CHECK_THROWS_AS(stats::chi_squared_test(std::vector<std::uint64_t>{1}, Vector{0.5, 0.5}),
                  std::invalid_argument);
}

TEST_CASE("Hotelling's T^2 is Student's t in one dimension and F in two") {
  // t = 2 with 10 - 1 degrees of freedom: p = 0.076545 in the tables of Student's t.
  CHECK(stats::hotelling_p(Vector{2}, Vector{1}, 10) == Approx(0.0765453).epsilon(1e-4));
  // F(2, b) has the tail (1 + 2 F / b)^(-b/2): T^2 = delta^T C^-1 delta = 2 for this delta and C.
  const double f = 2.0 * (12 - 2) / (2.0 * (12 - 1));
  const Vector covariance = {2, 1, 1, 2};
  CHECK(stats::hotelling_p(Vector{1, -1}, covariance, 12) == Approx(std::pow(1 + 2 * f / 10, -5)));
}

TEST_CASE("Hotelling's T^2 leaves out directions without variance unless they differ") {
  const Vector covariance = {1, 1, 1, 1};
  CHECK(stats::hotelling_p(Vector{0.5, 0.5}, covariance, 50) ==
        Approx(stats::hotelling_p(Vector{0.5}, Vector{1}, 50)));
  CHECK(stats::hotelling_p(Vector{0.5, 0.6}, covariance, 50) == 0);
  CHECK(stats::hotelling_p(Vector{0}, Vector{0}, 50) == 1);
  CHECK_THROWS_AS(stats::hotelling_p(Vector{0, 0}, covariance, 2), std::invalid_argument);
}

TEST_CASE("Hotelling's p-values of true null hypotheses are uniform") {
  random::Stream rng({.seed = 66, .purpose = random::Purpose::test});
  constexpr int n_tests = 4000, n = 20, d = 3;
  std::vector<std::uint64_t> counts(10);
  for (int test = 0; test < n_tests; ++test) {
    double sum[d] = {}, products[d][d] = {};
    for (int i = 0; i < n; ++i) {
      const double a = random::normal(rng), b = random::normal(rng), c = random::normal(rng);
      const double x[d] = {a, a + 0.5 * b, c - b};
      for (int j = 0; j < d; ++j) {
        sum[j] += x[j];
        for (int k = 0; k < d; ++k) products[j][k] += x[j] * x[k];
      }
    }
    Vector mean(d), covariance(d * d);
    for (int j = 0; j < d; ++j) {
      mean[j] = sum[j] / n;
      for (int k = 0; k < d; ++k)
        covariance[j * d + k] = (products[j][k] - sum[j] * sum[k] / n) / (n - 1.0) / n;
    }
    ++counts[std::min<std::size_t>(9,
                                   static_cast<std::size_t>(10 * stats::hotelling_p(mean, covariance, n)))];
  }
  CHECK(stats::chi_squared_test(counts, Vector(10, 0.1)).p > 1e-3);
}

TEST_CASE("A variational energy may be neither below the exact one nor far above") {
  using stats::OneSided;
  const stats::OneSidedOptions options{.tolerance = 0.1};
  CHECK(stats::one_sided(1.05, 0.01, 1, 0, options) == OneSided::pass);
  CHECK(stats::one_sided(0.97, 0.01, 1, 0, options) == OneSided::pass);
  CHECK(stats::one_sided(0.95, 0.01, 1, 0, options) == OneSided::below_exact);
  CHECK(stats::one_sided(1.2, 0.01, 1, 0, options) == OneSided::outside_tolerance);
  CHECK(stats::one_sided(std::nan(""), 0.01, 1, 0, options) != OneSided::pass);
}

}  // namespace tests_tests
