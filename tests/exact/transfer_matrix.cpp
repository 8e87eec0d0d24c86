#include "lenz/exact/transfer_matrix.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/kaufman.hpp"
#include "lenz/exact/row_classes.hpp"

#include "spin_shapes.hpp"

namespace transfer_matrix_tests {

using namespace lenz;
namespace transfer_matrix = exact::transfer_matrix;

namespace {

const std::vector<std::string> always = {"energy", "specific_heat", "free_energy", "entropy",
                                         "magnetization"};

}  // namespace

TEST_CASE("the transfer matrix agrees with enumeration for every shape and sign and field") {
  const std::vector<test::Grid> shapes = {{4, 4},
                                          {6, 3},
                                          {2, 5},
                                          {5, 2},
                                          {1, 9},
                                          {9, 1},
                                          {5, 3, false, true},
                                          {4, 4, false, false},
                                          {4, 4, true, true, true},
                                          {5, 3, false, false, true},
                                          {4, 4, true, true, false, true},
                                          {4, 4, false, true, false, true}};
  const std::vector<double> temperatures = {0.2, 1.0, 2.269, 6.0};
  double worst = 0;
  for (const test::Grid& g : shapes) {
    for (const double j : {1.0, -1.3}) {
      for (const double h : {0.0, 0.4, -0.15}) {
        for (int disorder = 0; disorder < 3; ++disorder) {
          exact::SpinParameters p = test::grid(g, j, h);
          if (disorder > 0) p = test::disordered(p, disorder == 1, 11);
          const auto a = transfer_matrix::values({p, g.columns, {}}, temperatures);
          const auto b = exact::enumeration::values(p, {}, temperatures);
          for (std::size_t t = 0; t < temperatures.size(); ++t) {
            INFO(g.rows << " x " << g.columns << ", J " << j << ", h " << h << ", disorder " << disorder
                        << ", T " << temperatures[t]);
            for (const auto& name : always) REQUIRE(a[t].contains(name));
            REQUIRE(a[t].contains("susceptibility") == (h != 0));
            if (temperatures[t] >= 1 && j > 0) REQUIRE(a[t].contains("binder_cumulant"));
            const double difference = test::largest_difference(a[t], b[t]);
            worst = std::max(worst, difference);
            REQUIRE(difference < 1e-12);
          }
        }
      }
    }
  }
  CAPTURE(worst);
  CHECK(worst > 0);
}

TEST_CASE("the transfer matrix agrees with Kaufman on tori too large to enumerate") {
  const std::vector<double> temperatures = {1.0, 2.0, 2.269185314213022, 2.6, 5.0};
  for (const auto& [rows, columns] :
       std::vector<std::pair<std::size_t, std::size_t>>{{6, 6}, {12, 8}, {40, 4}, {100, 6}}) {
    for (const double j : {1.0, -1.0}) {
      const auto a = transfer_matrix::values({test::grid({rows, columns}, j, 0), columns, {}}, temperatures);
      const auto b = exact::kaufman::values({columns, rows, j}, temperatures);
      for (std::size_t t = 0; t < temperatures.size(); ++t) {
        INFO(rows << " x " << columns << ", J " << j << ", T " << temperatures[t]);
        REQUIRE(test::largest_difference(a[t], b[t]) < 1e-12);
      }
    }
  }
}

TEST_CASE("a strip read across or along or in another order is the same strip") {
  const test::Grid g{6, 4, false, true};
  const exact::SpinParameters p = test::disordered(test::grid(g, 1, 0.2), false, 3);
  const std::vector<double> temperatures = {0.7, 2.0};
  const auto rows = transfer_matrix::values({p, 4, {}}, temperatures);
  transfer_matrix::Strip across{p, 6, {}};
  for (std::uint32_t x = 0; x < 4; ++x) {
    for (std::uint32_t y = 0; y < 6; ++y) across.order.push_back(y * 4 + x);
  }
  const auto columns = transfer_matrix::values(across, temperatures);
  for (std::size_t t = 0; t < 2; ++t) {
    REQUIRE(rows[t].size() == columns[t].size());
    REQUIRE(test::largest_difference(rows[t], columns[t]) < 1e-13);
  }
}

TEST_CASE("long strips neither overflow nor lose their variance") {
  // Free ends: Z = 2^N cosh^(N-1) K, so that u and c are known in closed form.
  const std::size_t n = 20000;
  const auto v =
      transfer_matrix::values({test::grid({n, 1, false}, 1, 0), 1, {}}, std::vector<double>{0.5, 3.0});
  for (std::size_t i = 0; i < 2; ++i) {
    const double t = i == 0 ? 0.5 : 3.0, share = (n - 1.0) / n;
    REQUIRE(v[i].at("energy")[0] == Approx(-share * std::tanh(1 / t)).epsilon(1e-13));
    REQUIRE(v[i].at("specific_heat")[0] == Approx(share / std::pow(t * std::cosh(1 / t), 2)).epsilon(1e-12));
  }
}

TEST_CASE("moments of the transfer matrix are derivatives in the field") {
  const test::Grid g{8, 5};
  const double t = 2.2, h = 0.1, d = 1e-3;
  const auto at = [&](double field) {
    return transfer_matrix::values({test::grid(g, 1, field), 5, {}}, std::vector<double>{t})[0];
  };
  const auto v = at(h);
  const auto slope = [&](const char* name) {
    const auto f = [&](int i) { return at(h + i * d).at(name)[0]; };
    return (f(3) - f(-3) - 9 * (f(2) - f(-2)) + 45 * (f(1) - f(-1))) / (60 * d);
  };
  REQUIRE(-slope("free_energy") == Approx(v.at("magnetization")[0]).epsilon(1e-10));
  REQUIRE(slope("magnetization") == Approx(v.at("susceptibility")[0]).epsilon(1e-9));
}

TEST_CASE("classes of first rows are bracelets where the bonds allow and single states where not") {
  const auto count = [](const exact::SpinParameters& p, std::size_t width, bool flip) {
    std::size_t states = 0;
    const auto classes = exact::row_classes(exact::merged_bonds(p), p.n_sites, width, flip);
    for (const auto& c : classes) states += c.n_states;
    REQUIRE(states == std::size_t{1} << width);
    return classes.size();
  };
  REQUIRE(count(test::grid({6, 6}, 1, 0), 6, false) == 13);
  REQUIRE(count(test::grid({12, 12}, 1, 0), 12, false) == 224);
  REQUIRE(count(test::grid({12, 12}, 1, 0), 12, true) == 122);
  REQUIRE(count(test::disordered(test::grid({6, 6}, 1, 0), false, 1), 6, false) == 64);
}

TEST_CASE("the transfer matrix refuses systems that are too wide") {
  REQUIRE(transfer_matrix::applies({test::grid({16, 16, false, true}, 1, 0.1), 16, {}}));
  REQUIRE(transfer_matrix::applies({test::grid({12, 12}, 1, 0.1), 12, {}}));
  REQUIRE_FALSE(transfer_matrix::applies({test::grid({16, 16}, 1, 0), 16, {}}));
  REQUIRE_FALSE(transfer_matrix::applies({test::grid({4, 30, false}, 1, 0), 30, {}}));
  REQUIRE_THROWS_AS(transfer_matrix::values({test::grid({16, 16}, 1, 0), 16, {}}, std::vector<double>{1}),
                    std::invalid_argument);
  REQUIRE_THROWS_AS(transfer_matrix::values({test::grid({4, 4}, 1, 0), 3, {}}, std::vector<double>{1}),
                    std::invalid_argument);
}

}  // namespace transfer_matrix_tests
