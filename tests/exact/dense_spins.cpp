#include "lenz/exact/dense_spins.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/exact/free_fermions.hpp"
#include "lenz/exact/spins/spectrum.hpp"

#include "exact/spin_helpers.hpp"

namespace dense_spins_tests {

using namespace lenz;
using namespace lenz::exact;
using spins::Terms;
using test::ring, test::square;

TEST_CASE("dense levels of two spins are those of a singlet and a triplet") {
  const spins::Pair pair[] = {{0, 1}};
  CHECK(dense_spins::levels(spins::xxz(2, pair, 1, 1, 0)).front() == Approx(-0.75).epsilon(1e-14));
  const std::vector<double> levels = dense_spins::levels(spins::xxz(2, pair, 2, 0.5, 0.3));
  // J (Delta/4 -+ h), -J Delta/4 +- J/2.
  std::vector<double> exact{0.25 - 0.3, 0.25 + 0.3, -0.25 + 1, -0.25 - 1};
  std::sort(exact.begin(), exact.end());
  for (std::size_t k = 0; k < 4; ++k) CHECK(levels[k] == Approx(exact[k]).epsilon(1e-13));
}

TEST_CASE("dense levels of the transverse chain are those of free fermions") {
  for (const std::uint32_t n : {2U, 3U, 6U, 9U}) {
    for (const double coupling : {1.0, -0.7}) {
      const std::vector<double> levels =
          dense_spins::levels(spins::transverse_ising(n, ring(n), coupling, 0.6));
      const auto fermions = free_fermions::all_levels({.n_sites = n, .coupling = coupling, .field = 0.6});
      REQUIRE(levels.size() == fermions.size());
      for (std::size_t k = 0; k < levels.size(); ++k)
        CHECK(std::fabs(levels[k] - fermions[k].energy) < 1e-11);
    }
  }
}

TEST_CASE("dense levels know fields along both axes and bonds of any strength") {
  // Traces: sum E = 0, sum E^2 = 2^n (sum zz^2 + sum flip^2 / 2 + sum x^2 + sum z^2) without parallel bonds.
  const Terms terms{.n_sites = 5,
                    .bonds = {{0, 1, 0.3, -0.2}, {1, 4, -1.1, 0.7}, {2, 3, 0.5, 0}, {0, 3, 0, 0.9}},
                    .x = {0.1, -0.2, 0.3, 0, 0.7},
                    .z = {0.4, 0, -0.6, 0.2, 0.1}};
  double squares = 0, sum = 0, exact = 0;
  for (const spins::Bond& b : terms.bonds) exact += b.zz * b.zz + b.flip * b.flip / 2;
  for (std::size_t i = 0; i < 5; ++i) exact += terms.x[i] * terms.x[i] + terms.z[i] * terms.z[i];
  for (const double e : dense_spins::levels(terms)) {
    sum += e;
    squares += e * e;
  }
  CHECK(sum == Approx(0).margin(1e-11));
  CHECK(squares == Approx(32 * exact).epsilon(1e-12));
}

TEST_CASE("dense values of the ground state and thermal averages come from the levels alone") {
  const double levels[] = {-2, -1.5, 0, 3.5};
  const Values ground = dense_spins::ground_values(levels, 3);
  CHECK(ground.at("energy") == std::vector<double>{-2});
  CHECK(ground.at("gap") == std::vector<double>{0.5});
  CHECK(ground.at("levels") == std::vector<double>{-2, -1.5, 0});
  CHECK(dense_spins::ground_values(levels, 9).at("levels").size() == 4);
  CHECK(dense_spins::ground_values(std::span(levels, 1), 9).count("gap") == 0);

  const double t[] = {0.01, 0.8, 1e6};
  const auto values = dense_spins::values(levels, 2, t);
  double z = 0, e = 0, e2 = 0;
  for (const double level : levels) {
    z += std::exp(-level / t[1]);
    e += level * std::exp(-level / t[1]);
    e2 += level * level * std::exp(-level / t[1]);
  }
  e /= z;
  CHECK(values[1].at("energy").at(0) == Approx(e).epsilon(1e-13));
  CHECK(values[1].at("specific_heat").at(0) == Approx((e2 / z - e * e) / (2 * t[1] * t[1])).epsilon(1e-12));
  CHECK(values[1].at("free_energy").at(0) == Approx(-t[1] * std::log(z) / 2).epsilon(1e-13));
  CHECK(values[1].at("entropy").at(0) == Approx((std::log(z) + e / t[1]) / 2).epsilon(1e-13));
  CHECK(values[0].at("energy").at(0) == Approx(-2).epsilon(1e-14));
  CHECK(values[0].at("entropy").at(0) == Approx(0).margin(1e-14));
  CHECK(values[2].at("entropy").at(0) == Approx(std::log(4) / 2).epsilon(1e-9));
  CHECK_THROWS_AS(dense_spins::values(levels, 2, std::vector<double>{-1}), std::invalid_argument);
}

TEST_CASE("a dense matrix is offered for 1 to 12 spins") {
  CHECK(dense_spins::applies(spins::xxz(1, {}, 1, 1, 0)));
  CHECK(dense_spins::applies(spins::xxz(12, ring(12), 1, 1, 0)));
  const auto answer = dense_spins::applies(spins::xxz(13, ring(13), 1, 1, 0));
  CHECK_FALSE(answer);
  CHECK(answer.reason == "it needs at most 12 spins, but there are 13");
  CHECK_THROWS_AS(dense_spins::levels(spins::xxz(13, ring(13), 1, 1, 0)), std::invalid_argument);
}

}  // namespace dense_spins_tests
