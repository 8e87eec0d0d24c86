#include "lenz/exact/closed_chain.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/transfer_matrix.hpp"

#include "spin_shapes.hpp"

namespace closed_chain_tests {

using namespace lenz;
namespace closed_chain = exact::closed_chain;

TEST_CASE("chains agree with enumeration for every length and sign and field and end") {
  const std::vector<double> temperatures = {0.1, 0.5, 1.0, 3.0, 40.0};
  for (std::size_t n = 1; n <= 11; ++n) {
    for (const double j : {1.0, -0.7, 0.0}) {
      for (const double h : {0.0, 0.3, -1.1}) {
        for (const bool open : {false, true}) {
          const test::Grid g{1, n, true, !open};
          const exact::SpinParameters p = test::grid(g, j, h);
          exact::SpinProbes probes = test::probes_of(g);
          if (open) {  // pairs within the chain, and no wave
            for (std::size_t r = 0; r < probes.correlation.size(); ++r) probes.correlation[r] = {{0, r}};
            probes.wave_phase.clear();
          }
          const auto b = exact::enumeration::values(p, probes, temperatures);
          const auto a = closed_chain::values({n, j, h, open}, temperatures);
          for (std::size_t t = 0; t < temperatures.size(); ++t) {
            INFO(n << " sites, J " << j << ", h " << h << ", open " << open << ", T " << temperatures[t]);
            REQUIRE(a[t].contains("correlation") == (n > 1 ? !open || h == 0 : open && h == 0));
            REQUIRE(a[t].contains("susceptibility") == (h != 0));
            for (const auto& [name, x] : a[t]) {
              CAPTURE(name);
              REQUIRE(b[t].contains(name));
              REQUIRE(test::largest_difference({{name, x}}, b[t]) < 1e-12);
            }
            if (!open && n > 2)
              REQUIRE(a[t].contains("correlation_length") == b[t].contains("correlation_length"));
          }
        }
      }
    }
  }
}

TEST_CASE("long rings have the free energy of their largest eigenvalue") {
  for (const double j : {1.0, -1.0}) {
    for (const double h : {0.0, 0.25}) {
      for (const double t : {0.3, 1.0, 5.0}) {
        const std::size_t n = 100000;
        const auto v = closed_chain::values({n, j, h, false}, std::vector<double>{t})[0];
        const double root =
            std::sqrt(std::exp(2 * j / t) * std::pow(std::sinh(h / t), 2) + std::exp(-2 * j / t));
        const double largest = std::exp(j / t) * std::cosh(h / t) + root;
        INFO("J " << j << ", h " << h << ", T " << t);
        REQUIRE(v.at("free_energy")[0] == Approx(-t * std::log(largest)).epsilon(1e-12));
        REQUIRE(v.at("magnetization")[0] == Approx(std::exp(j / t) * std::sinh(h / t) / root).margin(1e-12));
        if (h == 0) {
          REQUIRE(v.at("energy")[0] == Approx(-j * std::tanh(j / t)).epsilon(1e-12));
          REQUIRE(v.at("specific_heat")[0] == Approx(std::pow(j / t / std::cosh(j / t), 2)).epsilon(1e-12));
          REQUIRE(v.at("correlation")[7] == Approx(std::pow(std::tanh(j / t), 7)).epsilon(1e-11));
        }
      }
    }
  }
}

TEST_CASE("a cold frustrated ring has one broken bond") {
  // An odd antiferromagnetic ring has 2N ground states with u = -1 + 2/N and c -> 0.
  const std::size_t n = 1001;
  const auto v = closed_chain::values({n, -1, 0, false}, std::vector<double>{0.01})[0];
  REQUIRE(v.at("energy")[0] == Approx(-1 + 2.0 / n).epsilon(1e-14));
  REQUIRE(v.at("entropy")[0] == Approx(std::log(2.0 * n) / n).epsilon(1e-11));
  REQUIRE(v.at("correlation")[1] == Approx(-1 + 2.0 / n).epsilon(1e-14));
}

TEST_CASE("chains agree with the transfer matrix at lengths beyond enumeration") {
  for (const bool open : {false, true}) {
    for (const double j : {1.0, -1.0}) {
      const std::size_t n = 501;
      const std::vector<double> temperatures = {0.4, 2.0};
      const auto a = closed_chain::values({n, j, 0.2, open}, temperatures);
      const auto b = exact::transfer_matrix::values({test::grid({n, 1, !open}, j, 0.2), 1, {}}, temperatures);
      for (std::size_t t = 0; t < 2; ++t) REQUIRE(test::largest_difference(b[t], a[t]) < 1e-12);
    }
  }
}

TEST_CASE("chains refuse what would underflow") {
  REQUIRE_FALSE(closed_chain::applies({0}));
  REQUIRE_FALSE(closed_chain::applies({4, 1, 0, false}, std::vector<double>{1e-4}));
  REQUIRE_THROWS_AS(closed_chain::values({4, 1, 0, false}, std::vector<double>{1e-4}), std::invalid_argument);
  const auto v = closed_chain::values({1000000, -1, 0.5, false}, std::vector<double>{1e-3})[0];
  REQUIRE(v.at("energy")[0] == Approx(-1).epsilon(1e-14));
}

}  // namespace closed_chain_tests
