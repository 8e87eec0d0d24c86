#include "lenz/stats/pooled_samples.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

namespace pooled_samples_tests {

namespace {

using namespace lenz;
using stats::PooledSamples;

/// Rows of a table: how many, and all log q_k.
struct Table {
  std::vector<double> counts;
  std::vector<std::vector<double>> log_densities;

  std::size_t size() const { return counts.size(); }
  double count(std::size_t row) const { return counts[row]; }
  double log_density(std::size_t row, std::size_t k) const { return log_densities[row][k]; }
};

/// Three densities on five points, some of them zero, and as many samples of each point as expected.
struct Expected {
  std::vector<std::vector<double>> q{{4, 3, 2, 1, 0}, {0, 1, 1, 1, 5}, {9, 0.5, 0.25, 0.25, 0}};
  std::vector<double> n{200, 50, 400}, z{10, 8, 10};
  Table table{.counts = std::vector<double>(5), .log_densities = std::vector(5, std::vector<double>(3))};

  Expected() {
    for (std::size_t row = 0; row < 5; ++row) {
      for (std::size_t k = 0; k < 3; ++k) {
        table.counts[row] += n[k] * q[k][row] / z[k];
        table.log_densities[row][k] = std::log(q[k][row]);
      }
    }
  }
};

}  // namespace

TEST_CASE("Pooled samples as frequent as expected give integrals and means of all densities exactly") {
  const Expected expected;
  const PooledSamples<Table> pool(expected.table, expected.n);
  for (const std::vector<double>& guess : {std::vector<double>{0, 0, 0}, {0, 30, -60}}) {
    const auto f = pool.free_energies(guess);
    REQUIRE(f);
    CHECK((*f)[1] == Approx(-std::log(8.0 / 10)).epsilon(1e-10));
    CHECK((*f)[2] == Approx(0).margin(1e-10));
    std::vector<double> p(3);
    for (std::size_t k = 0; k < 3; ++k) {
      double norm = 0, mean = 0;
      for (std::size_t row = 0; row < 5; ++row) {
        pool.shares(*f, row, p);
        norm += expected.table.count(row) * p[k] / expected.n[k];
        mean += expected.table.count(row) * p[k] / expected.n[k] * static_cast<double>(row);
      }
      double exact = 0;
      for (std::size_t row = 0; row < 5; ++row)
        exact += static_cast<double>(row) * expected.q[k][row] / expected.z[k];
      CHECK(norm == Approx(1).epsilon(1e-10));
      CHECK(mean == Approx(exact).epsilon(1e-10));
    }
  }
}

TEST_CASE("The stiffness of pooled samples is the slope of their shares") {
  const Expected expected;
  const PooledSamples<Table> pool(expected.table, expected.n);
  const std::vector<double> f{0, 0.3, -0.2};
  const auto totals = [&](std::vector<double> at) {
    std::vector<double> sums(3), p(3);
    for (std::size_t row = 0; row < 5; ++row) {
      pool.shares(at, row, p);
      for (std::size_t k = 0; k < 3; ++k) sums[k] += expected.table.count(row) * p[k];
    }
    return sums;
  };
  const std::vector<double> stiffness = pool.stiffness(f);
  for (std::size_t l = 1; l < 3; ++l) {
    std::vector<double> up = f, down = f;
    up[l] += 1e-5;
    down[l] -= 1e-5;
    for (std::size_t k = 1; k < 3; ++k)
      CHECK(stiffness[(k - 1) * 2 + l - 1] == Approx((totals(up)[k] - totals(down)[k]) / 2e-5).epsilon(1e-7));
  }
}

TEST_CASE("Densities that were never sampled in one place do not settle or leave their weights alone") {
  const double never = -INFINITY;
  const Table apart{.counts = {3, 5}, .log_densities = {{0, never}, {never, 0}}};
  const PooledSamples<Table> pool(apart, {3, 5});
  const auto f = pool.free_energies({0, 0});
  std::vector<double> p(2);
  pool.shares(f.value_or(std::vector<double>{0, 0}), 0, p);
  CHECK(p == std::vector<double>{1, 0});
}

}  // namespace pooled_samples_tests
