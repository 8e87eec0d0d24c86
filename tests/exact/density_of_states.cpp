#include "lenz/exact/density_of_states.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/kaufman.hpp"
#include "lenz/exact/transfer_matrix.hpp"

#include "spin_shapes.hpp"

namespace density_of_states_tests {

using namespace lenz;
using exact::density_of_states::Table;

TEST_CASE("the density of states gives what enumeration gives on every small torus") {
  const std::vector<double> temperatures = {0.2, 1.0, 2.269, 8.0};
  for (const auto& [rows, columns] : std::vector<std::pair<std::size_t, std::size_t>>{
           {1, 1}, {1, 2}, {1, 7}, {2, 2}, {2, 3}, {5, 2}, {3, 3}, {4, 3}, {4, 4}, {4, 5}}) {
    const Table table(rows, columns);
    for (const double j : {1.0, -0.8}) {
      for (const double h : {0.0, 0.3}) {
        const test::Grid g{rows, columns};
        exact::SpinProbes probes;
        if (rows % 2 == 0 && columns % 2 == 0 && h == 0) probes.sublattice = test::probes_of(g).sublattice;
        const auto b = exact::enumeration::values(test::grid(g, j, h), probes, temperatures);
        for (std::size_t t = 0; t < temperatures.size(); ++t) {
          const exact::Values a = table.values(j, h, temperatures[t]);
          INFO(rows << " x " << columns << ", J " << j << ", h " << h << ", T " << temperatures[t]);
          REQUIRE(a.size() == b[t].size());
          REQUIRE(test::largest_difference(a, b[t]) < 1e-13);
        }
      }
    }
  }
}

TEST_CASE("the density of states of 8 x 8 is complete and has Beale's lowest levels") {
  const Table table(8, 8);
  std::uint64_t total = 0;  // modulo 2^64
  long double sum = 0;
  std::vector<std::uint64_t> levels(129);
  double by_magnetization = 0;
  for (std::size_t u = 0; u <= 128; ++u) {
    for (std::size_t d = 0; d <= 64; ++d) {
      total += table.count(u, d);
      sum += static_cast<long double>(table.count(u, d));
      levels[u] += table.count(u, d);
      REQUIRE(table.count(u, d) == table.count(u, 64 - d));
      if (d == 32) by_magnetization += static_cast<double>(table.count(u, d));
    }
  }
  REQUIRE(total == 0);
  REQUIRE(sum == 0x1p64L);
  REQUIRE(by_magnetization == Approx(1832624140942590534.0).epsilon(1e-15));  // 64 over 32
  // Kaufman's low-temperature series on a torus: ground states, one spin, two neighbours, three or two apart
  // …
  REQUIRE(levels[0] == 2);
  REQUIRE(levels[2] == 0);
  REQUIRE(levels[4] == 2 * 64);
  REQUIRE(levels[6] == 2 * 2 * 64);
  // u = 8: two lone spins 64 59/2, three in a row 2 64, corners 4 64, blocks 64: 64 (29.5 + 2 + 4 + 1) =
  // 2336.
  REQUIRE(levels[8] == 2 * 2336);
  for (std::size_t u = 0; u <= 128; ++u) REQUIRE(levels[u] == levels[128 - u]);
}

TEST_CASE("the density of states gives Kaufman's energies and the transfer matrix's moments") {
  const std::vector<double> temperatures = {0.5, 1.5, 2.2, 2.4, 4.0};
  for (const auto& [rows, columns] :
       std::vector<std::pair<std::size_t, std::size_t>>{{6, 6}, {8, 8}, {10, 6}, {16, 4}}) {
    const Table table(rows, columns);
    const auto kaufman = exact::kaufman::values({columns, rows, 1}, temperatures);
    for (const double h : {0.0, 0.05}) {
      const auto moments =
          exact::transfer_matrix::values({test::grid({rows, columns}, 1, h), columns, {}}, temperatures);
      for (std::size_t t = 0; t < temperatures.size(); ++t) {
        const exact::Values v = table.values(1, h, temperatures[t]);
        INFO(rows << " x " << columns << ", h " << h << ", T " << temperatures[t]);
        REQUIRE(test::largest_difference(moments[t], v) < 1e-12);
        if (h == 0) REQUIRE(test::largest_difference(kaufman[t], v) < 1e-13);
      }
    }
  }
}

TEST_CASE("the density of states refuses more than 64 sites") {
  REQUIRE_FALSE(exact::density_of_states::applies({9, 8}));
  REQUIRE_FALSE(exact::density_of_states::applies({0, 8}));
  REQUIRE(exact::density_of_states::applies({1, 64}));
  REQUIRE_THROWS_AS(Table(9, 9), std::invalid_argument);
}

}  // namespace density_of_states_tests
