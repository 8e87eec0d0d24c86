#include "lenz/stats/rank.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "support/ar1.hpp"

namespace rank_tests {

using namespace lenz;
using Series = std::vector<double>;

namespace {

Series ar1_trace(double tau, std::size_t n, std::uint32_t slot, double offset = 0, double scale = 1) {
  test::Ar1 ar1(tau, {.seed = 31, .slot = slot, .purpose = random::Purpose::test});
  Series series(n);
  for (double& x : series) x = offset + scale * ar1();
  return series;
}

double rhat(const std::vector<Series>& traces) { return stats::rank_rhat(traces).value(); }

}  // namespace

// Reference values: the formulas of Vehtari et al. (2021) worked out apart, in Python with
// statistics.NormalDist.
TEST_CASE("A series with a NaN has no R-hat and no ranks") {
  std::vector<Series> traces;
  for (std::uint32_t slot = 0; slot < 2; ++slot) traces.push_back(ar1_trace(0.5, 100, slot));
  traces[1][50] = std::nan("");
  CHECK_FALSE(stats::rank_rhat(traces).has_value());
  CHECK_FALSE(stats::bulk_ess(traces).has_value());
}

TEST_CASE("R-hat and bulk ESS agree with values worked out by hand") {
  const Series a = {0.3, -1.2, 0.8, 0.8, 1.9, -0.4, 0.1, 2.2, -0.7, 0.5, 1.1};
  const Series b = {1.4, 0.2, -0.3, 0.8, 2.5, 1.7, 3.1, 0.6, 1.9, 2.8, 0.9};
  CHECK(rhat({a, b}) == Approx(1.061981905085713).epsilon(1e-12));  // the bulk is larger
  CHECK(rhat({a}) == Approx(0.910004892155556).epsilon(1e-12));     // the folded one is
  CHECK(stats::bulk_ess(std::vector<Series>{a, b}).value() == Approx(19.32598712172757).epsilon(1e-12));

  const Series c = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1.5};
  Series d(c.rbegin(), c.rend());
  for (double& x : d) x += 0.25;
  CHECK(rhat({c, d}) == Approx(1.0659017532906978).epsilon(1e-12));
  CHECK(stats::bulk_ess(std::vector<Series>{c, d}).value() == Approx(10.885959261571502).epsilon(1e-12));

  CHECK(rhat({{1, 2, 3, 4}, {5, 6, 7, 8}}) == Approx(2.9994207791566865).epsilon(1e-12));
  CHECK(rhat({{-1, 1, 1, -1, 1, -1, -1, 1}, {1, 1, -1, 1, 1, -1, 1, 1}}) ==
        Approx(0.9063269671749657).epsilon(1e-12));
}

TEST_CASE("R-hat passes independent chains and rejects one stuck elsewhere") {
  std::vector<Series> traces;
  for (std::uint32_t slot = 0; slot < 4; ++slot) traces.push_back(ar1_trace(0.5, 2000, slot));
  CHECK(rhat(traces) < 1.005);
  traces[3] = ar1_trace(0.5, 2000, 9, 3);
  CHECK(rhat(traces) > 1.1);
}

TEST_CASE("R-hat rejects a chain that differs in width alone") {
  std::vector<Series> traces;
  for (std::uint32_t slot = 0; slot < 3; ++slot) traces.push_back(ar1_trace(0.5, 2000, slot));
  traces.push_back(ar1_trace(0.5, 2000, 3, 0, 4));
  CHECK(rhat(traces) > 1.05);
}

TEST_CASE("R-hat of one chain rejects a drift") {
  Series drift = ar1_trace(0.5, 2000, 0);
  for (std::size_t i = 0; i < drift.size(); ++i) drift[i] += 1e-3 * static_cast<double>(i);
  CHECK(rhat({drift}) > 1.05);
  CHECK(rhat({ar1_trace(0.5, 2000, 0)}) < 1.005);
}

TEST_CASE("R-hat is absent for constants and too few samples and infinite for frozen chains that differ") {
  CHECK_FALSE(stats::rank_rhat(std::vector<Series>{{1, 1, 1, 1}, {1, 1, 1, 1}}));
  CHECK_FALSE(stats::rank_rhat(std::vector<Series>{{1, 2, 3}, {1, 2, 3}}));
  CHECK_FALSE(stats::rank_rhat(std::vector<Series>{}));
  CHECK_FALSE(stats::bulk_ess(std::vector<Series>{{1, 1, 1, 1}}));
  CHECK(std::isinf(rhat({{1, 1, 1, 1}, {2, 2, 2, 2}})));
  CHECK(rhat({{-1, 1, -1, 1}, {1, -1, 1, -1}}) < 1);  // folded about 0 all are equal
}

TEST_CASE("Bulk ESS of AR(1) is n / (2 tau)") {
  const double tau = 4;
  std::vector<Series> traces;
  const std::size_t n = 10000;
  for (std::uint32_t slot = 0; slot < 4; ++slot) traces.push_back(ar1_trace(tau, n, 20 + slot));
  // tau is known to sqrt(2 (2W+1) / N) = 5 % with a window of 6 tau; 3.29 of that.
  CHECK(stats::bulk_ess(traces).value() == Approx(4.0 * n / (2 * tau)).epsilon(0.165));
}

}  // namespace rank_tests
