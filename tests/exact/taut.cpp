#include "lenz/exact/taut.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/radial.hpp"

namespace taut_tests {

using namespace lenz;
namespace taut = exact::taut;
namespace radial = exact::radial;

TEST_CASE("Taut's first states are the ones published") {
  const auto check = [](std::size_t d, std::size_t n, double omega, double energy) {
    INFO("d " << d << ", n " << n);
    const taut::State state = taut::ground_state({d, 1, 0}, n);
    CHECK(state.omega == Approx(omega).epsilon(1e-15));
    CHECK(state.energy == Approx(energy).epsilon(1e-15));
    CHECK(state.coefficients.size() == n + 1);
    CHECK(state.coefficients[1] == Approx(1.0 / static_cast<double>(d - 1)).epsilon(1e-15));  // the cusp
    CHECK(taut::applies({d, 1, 0}, omega));
  };
  check(2, 1, 1, 3);              // 1 + r
  check(2, 2, 1.0 / 6, 2.0 / 3);  // 1 + r + r^2/6
  check(3, 1, 0.5, 2);            // 1 + r/2
  check(3, 2, 0.1, 0.5);          // 1 + r/2 + r^2/20
  CHECK(taut::ground_state({2, 1, 0}, 2).coefficients[2] == Approx(1.0 / 6).epsilon(1e-14));
  CHECK(taut::ground_state({3, 1, 0}, 2).coefficients[2] == Approx(0.05).epsilon(1e-14));
  // n = 3 in 2D: lambda^4 - 20 lambda^2 + 27 = 0.
  const auto two = taut::states({2, 1, 0}, 3);
  REQUIRE(two.size() == 2);
  CHECK(two[0].omega == Approx(1 / (10 + std::sqrt(73.0))).epsilon(1e-14));
  CHECK(two[1].omega == Approx(1 / (10 - std::sqrt(73.0))).epsilon(1e-13));
}

TEST_CASE("Taut's states solve the radial equation and have the nodes they say") {
  for (std::size_t d = 2; d <= 3; ++d) {
    for (const std::size_t l : {0u, 1u, 4u}) {
      for (std::size_t n = 1; n <= 12; ++n) {
        const auto all = taut::states({d, 1.7, l}, n);
        REQUIRE(all.size() == (n + 1) / 2);
        for (std::size_t k = 0; k < all.size(); ++k) {
          INFO("d " << d << ", l " << l << ", n " << n << ", k " << k);
          REQUIRE(all[k].n_nodes == k);
          const double dims = static_cast<double>(d + 2 * l), w = all[k].omega;
          std::size_t n_changes = 0;
          double last = 1;
          for (double x = 1e-3; x < 14; x += 1e-2) {
            const double r = x / std::sqrt(w);
            double p = 0, p1 = 0, p2 = 0, size = 0;
            for (std::size_t j = n + 1; j-- > 0;) {
              p2 = p2 * r + 2 * p1, p1 = p1 * r + p, p = p * r + all[k].coefficients[j];
              size = size * r + std::fabs(all[k].coefficients[j]);
            }
            const double h =
                p2 + ((dims - 1) / r - w * r) * p1 + (all[k].relative - w * dims / 2 - 1.7 / r) * p;
            REQUIRE(std::fabs(h) < 1e-9 * size * (w + 1 / (r * r)) * (1 + x * x));
            if (std::fabs(p) > 1e-9 * size && p * last < 0) ++n_changes, last = p;
          }
          CHECK(n_changes == k);
        }
      }
    }
  }
}

TEST_CASE("Taut's lowest states and the radial solver agree") {
  for (std::size_t d = 2; d <= 3; ++d) {
    for (const std::size_t l : {0u, 1u, 2u, 7u}) {
      for (const std::size_t n : {1u, 2u, 3u, 5u, 9u, 20u, 64u}) {
        INFO("d " << d << ", l " << l << ", n " << n);
        const taut::Pair pair{d, 0.8, l};
        const taut::State state = taut::ground_state(pair, n);
        const radial::Pair same{.dimensions = d,
                                .omega = state.omega,
                                .interaction = radial::Interaction::coulomb,
                                .strength = 0.8,
                                .symmetry = radial::Symmetry::distinguishable,
                                .angular_momentum = l};
        const radial::Solution solution = radial::solve(same);
        CHECK(solution.energy == Approx(state.energy).epsilon(1e-13));
        const auto a = radial::values(solution, same), b = taut::values(pair, state);
        REQUIRE(a.size() == b.size());
        for (const auto& [observable, value] : a) {
          INFO(observable);
          CHECK(b.at(observable)[0] == Approx(value[0]).epsilon(1e-12));
        }
        CHECK(taut::solve(pair, state.omega * (1 + 5e-13)).degree == n);
      }
    }
  }
}

TEST_CASE("Taut's states are offered at their frequencies only") {
  CHECK_FALSE(taut::applies({2, 1, 0}, 0.5));
  CHECK_FALSE(taut::applies({2, 1, 0}, 1 + 1e-11));
  CHECK(taut::applies({2, 1, 0}, 0.5).reason.find("0.16666666666666") != std::string::npos);
  CHECK_FALSE(taut::applies({2, 1, 0}, 3));
  CHECK_FALSE(taut::applies({2, 1, 0}, 1e-7));
  CHECK_FALSE(taut::applies({2, 1, 0}, 1 / (10 - std::sqrt(73.0))));  // not the lowest state there
  CHECK_FALSE(taut::applies({1, 1, 0}, 1));
  CHECK_FALSE(taut::applies({2, -1, 0}, 1));
  CHECK_FALSE(taut::applies({2, 1, 11}, 1));
  CHECK_FALSE(taut::applies({2, 1, 0}, NAN));
  CHECK_THROWS_AS(taut::solve({2, 1, 0}, 0.5), std::invalid_argument);
  CHECK_THROWS_AS(taut::states({2, 1, 0}, 0), std::invalid_argument);
  CHECK_THROWS_AS(taut::states({2, 1, 0}, 65), std::invalid_argument);
  CHECK_THROWS_AS(taut::states({4, 1, 0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(taut::values({2, 1, 0}, taut::states({2, 1, 0}, 3)[1]), std::invalid_argument);
}

}  // namespace taut_tests
