#include "lenz/exact/bethe.hpp"

#include <armadillo>
#include <bit>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <catch2/catch.hpp>

namespace bethe_tests {

using namespace lenz;
namespace bethe = exact::bethe;

namespace {

constexpr double pi = std::numbers::pi;

/// Of absolute error at most `error`; Approx alone would also let 1e-5 of the value pass.
Approx within(double value, double error) { return Approx(value).epsilon(0).margin(error); }

/// The lowest level of the ring with `n_up` spins up, by a dense matrix built bond by bond.
double dense_energy(const bethe::Ring& ring, std::size_t n_up) {
  const std::size_t n = ring.n_sites;
  std::vector<std::size_t> states, place(std::size_t{1} << n);
  for (std::size_t s = 0; s < place.size(); ++s) {
    if (static_cast<std::size_t>(std::popcount(s)) != n_up) continue;
    place[s] = states.size();
    states.push_back(s);
  }
  arma::mat h(states.size(), states.size(), arma::fill::zeros);
  for (std::size_t row = 0; row < states.size(); ++row) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t a = std::size_t{1} << i, b = std::size_t{1} << (i + 1) % n, s = states[row];
      const bool parallel = ((s & a) != 0) == ((s & b) != 0);
      h(row, row) += ring.coupling * ring.anisotropy * (parallel ? 0.25 : -0.25);
      if (!parallel) h(row, place[s ^ a ^ b]) += ring.coupling / 2;
    }
  }
  return arma::eig_sym(h).eval()(0);
}

}  // namespace

TEST_CASE("the Bethe ansatz has the ground state of the dense Heisenberg and XXZ ring") {
  for (std::size_t n = 2; n <= 10; n += 2) {
    for (const double anisotropy : {1.0, 0.9999, 0.5, 0.0, -0.3, -0.8}) {
      const bethe::Ring ring{n, 1.7, anisotropy};
      INFO(n << " sites, Delta " << anisotropy);
      REQUIRE(bethe::ground_energy(ring) == within(dense_energy(ring, n / 2), 1e-11));
      // No other magnetization lies below.
      for (std::size_t n_up = 0; n_up < n / 2; ++n_up)
        REQUIRE(dense_energy(ring, n_up) > bethe::ground_energy(ring));
    }
  }
  const bethe::Ring ring{12};
  REQUIRE(bethe::ground_energy(ring) == within(dense_energy(ring, 6), 1e-11));
}

TEST_CASE("the Bethe ansatz knows the energies of longer Heisenberg rings") {
  CHECK(bethe::ground_energy({2}) == within(-1.5, 1e-15));
  CHECK(bethe::ground_energy({4}) == within(-2, 1e-14));
  CHECK(bethe::ground_energy({20}) == within(-8.904386530, 6e-10));
  CHECK(bethe::ground_energy({24}) == within(-10.670014517, 6e-10));
  // Of 80 by a fixed-point iteration in 50 digits; rounded to 8 decimals it ends in 15, not in 16.
  CHECK(bethe::ground_energy({80}) == within(-35.462076149721303, 1e-13));
}

TEST_CASE("the Bethe equations are solved to 1e-15 by antisymmetric rapidities in ascending order") {
  for (const std::size_t n : {2, 6, 64, 500}) {
    for (const double anisotropy : {1.0, 1 - 1e-9, 0.7, -0.5, -0.99}) {
      const bethe::Solution s = bethe::solve({n, 1, anisotropy});
      INFO(n << " sites, Delta " << anisotropy << ", " << s.n_steps << " steps");
      REQUIRE(s.rapidities.size() == n / 2);
      REQUIRE(s.residual < 1e-15);
      REQUIRE(s.n_steps <= 10);
      for (std::size_t j = 0; j < n / 2; ++j) {
        REQUIRE(s.rapidities[j] == within(-s.rapidities[n / 2 - 1 - j], 1e-12));
        if (j > 0) REQUIRE(s.rapidities[j - 1] < s.rapidities[j]);
      }
    }
  }
}

TEST_CASE("the XX ring is that of free fermions") {
  for (const std::size_t n : {2, 8, 10, 30, 1000})  // sum of cos k over the filled half: E = -1/sin(pi/N)
    CHECK(bethe::ground_energy({n, 1, 0}) ==
          Approx(-1 / std::sin(pi / static_cast<double>(n))).epsilon(1e-14));
}

TEST_CASE("Bethe rings tend to the infinite chain with the central charge 1") {
  CHECK(bethe::infinite_chain({0, 1, 1}) == within(0.25 - std::log(2.0), 1e-16));
  CHECK(bethe::infinite_chain({0, 2, 0}) == within(-2 / pi, 1e-15));
  CHECK(bethe::infinite_chain({0, 1, 0.5}) == within(-0.375, 1e-15));
  CHECK(bethe::infinite_chain({0, 1, 1 - 1e-10}) == within(0.25 - std::log(2.0), 1e-9));
  for (const double anisotropy : {0.5, 0.0, -0.5, -0.9}) {  // E = N e - pi c v/6N, v = (pi/2) sin g/g
    const double n = 1000, g = std::acos(anisotropy), v = pi / 2 * std::sin(g) / g;
    const double e =
        bethe::ground_energy({1000, 1, anisotropy}) - n * bethe::infinite_chain({0, 1, anisotropy});
    INFO("Delta " << anisotropy);
    CHECK(-6 * n * e / (pi * v) == Approx(1).epsilon(1e-3));
  }
}

TEST_CASE("the Bethe ansatz refuses what it cannot do") {
  CHECK_FALSE(bethe::applies({0}));
  CHECK_FALSE(bethe::applies({7}));
  CHECK_FALSE(bethe::applies({8, -1}));
  CHECK_FALSE(bethe::applies({8, 1, 1.1}));
  CHECK_FALSE(bethe::applies({8, 1, -1}));
  CHECK_FALSE(bethe::applies({8, 1, std::nan("")}));
  CHECK_THROWS_AS(bethe::ground_energy({9}), std::invalid_argument);
  CHECK_THROWS_AS(bethe::infinite_chain({8, 1, 2}), std::invalid_argument);
}

}  // namespace bethe_tests
