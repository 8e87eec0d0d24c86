#include "lenz/models/wavefunction/slater_determinant.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/lane_moves.hpp"
#include "support/log_factor.hpp"

namespace slater_determinant_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;
static_assert(LogFactor<SlaterDeterminant>);

Point random_point(std::size_t n, lenz::random::Stream& rng) {
  Point x(n);
  for (double& value : x) value = lenz::random::normal(rng);
  return x;
}

SlaterDeterminant fermions(std::size_t n, std::size_t n_up, const std::vector<double>& frequencies) {
  return SlaterDeterminant({.particles = {.n = n, .dimensions = frequencies.size()},
                            .spins = {.n_up = n_up},
                            .frequencies = frequencies});
}

/// The largest |E_L - energy| / energy at a few places.
double energy_mismatch(std::size_t n, std::size_t n_up, const std::vector<double>& frequencies,
                       double energy) {
  lenz::random::Stream rng({.seed = n, .purpose = lenz::random::Purpose::test});
  const std::size_t d = frequencies.size();
  const Trap trap({.particles = {.n = n, .dimensions = d}, .frequencies = frequencies});
  const FactorProduct psi(GaussianEnvelope(frequencies), fermions(n, n_up, frequencies));
  double worst = 0;
  for (int trial = 0; trial < 5; ++trial) {
    const double off = std::fabs(trap.local_energy(psi, random_point(n * d, rng)) - energy) / energy;
    worst = off <= worst ? worst : off;
  }
  return worst;
}

}  // namespace

TEST_CASE("A Slater determinant is what its logarithm says") {
  lenz::random::Stream rng({.seed = 11, .purpose = lenz::random::Purpose::test});
  const auto normal = [&] { return lenz::random::normal(rng); };
  const auto check = [&](std::size_t n, std::size_t n_up, const std::vector<double>& frequencies) {
    const std::size_t d = frequencies.size();
    const auto off =
        lenz::test::factor_mismatch(fermions(n, n_up, frequencies), random_point(n * d, rng), d, normal);
    INFO(n << " particles in " << d << " dimensions");
    CHECK(off.gradient < 1e-7);
    CHECK(off.laplacian < 1e-6);
    CHECK(off.ratio < 1e-9);
    CHECK(off.moved_gradient < 1e-9);
    CHECK(off.cache < 1e-8);
    CHECK(off.lanes < 1e-10);
    CHECK(lenz::test::lane_move_mismatch(fermions(n, n_up, frequencies), n * d, d, normal) < 1e-9);
  };
  check(2, 1, {1, 1});
  check(6, 3, {0.7, 0.7});
  check(12, 6, {1, 1});
  check(5, 5, {1});
  check(7, 4, {1, 0.6, 0.5});
  check(3, 0, {1, 2});
}

TEST_CASE("Free fermions have one local energy everywhere - their shells full or not") {
  CHECK(energy_mismatch(2, 1, {1, 1}, 2) < 1e-10);
  CHECK(energy_mismatch(3, 2, {1, 1}, 4) < 1e-10);
  CHECK(energy_mismatch(4, 2, {0.1, 0.1}, 0.6) < 1e-10);
  CHECK(energy_mismatch(6, 3, {0.28, 0.28}, 2.8) < 1e-10);
  CHECK(energy_mismatch(12, 6, {1, 1}, 28) < 1e-9);
  CHECK(energy_mismatch(5, 3, {2}, 13) < 1e-10);
  CHECK(energy_mismatch(8, 4, {1, 1, 1}, 18) < 1e-10);
  CHECK(energy_mismatch(4, 2, {1, 0.4}, 3.6) < 1e-10);
  CHECK(energy_mismatch(6, 3, {1, 2, 4}, 27) < 1e-10);
  CHECK(energy_mismatch(40, 20, {1, 1}, 170) < 1e-6);
}

TEST_CASE("A shell is full where the next state costs more") {
  CHECK(fermions(2, 1, {1, 1}).is_closed());
  CHECK(fermions(6, 3, {0.1, 0.1}).is_closed());
  CHECK(fermions(12, 6, {0.3, 0.3}).is_closed());
  CHECK(fermions(3, 3, {1, 1}).is_closed());
  CHECK(fermions(20, 10, {1, 1}).is_closed());
  CHECK(fermions(8, 4, {1, 1, 1}).is_closed());
  CHECK(fermions(20, 10, {0.1, 0.1, 0.1}).is_closed());
  CHECK(fermions(7, 4, {1}).is_closed());
  CHECK(fermions(4, 2, {1, 0.4}).is_closed());
  CHECK_FALSE(fermions(4, 2, {1, 1}).is_closed());
  CHECK_FALSE(fermions(12, 7, {0.3, 0.3}).is_closed());
  CHECK_FALSE(fermions(6, 3, {0.1, 0.1, 0.1}).is_closed());
  CHECK_FALSE(fermions(6, 3, {0.2, 0.1}).is_closed());
  CHECK_FALSE(fermions(4, 4, {0.1, 0.3}).is_closed());
  // Of states of one energy those with more quanta along the first axis come first.
  const OscillatorOrbitals orbitals({0.1, 0.1}, 6);
  CHECK(orbitals.states() == std::vector<OscillatorOrbitals::State>{
                                 {0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {2, 0, 0}, {1, 1, 0}, {0, 2, 0}});
}

TEST_CASE("A determinant changes sign and vanishes with two particles of one spin in one place") {
  lenz::random::Stream rng({.seed = 12, .purpose = lenz::random::Purpose::test});
  const SlaterDeterminant f = fermions(6, 3, {1, 1});
  const Point x = random_point(12, rng);
  Point exchanged = x, met = x;
  for (std::size_t k = 0; k < 2; ++k) {
    std::swap(exchanged[k], exchanged[2 + k]);
    met[k] = met[2 + k] + 1e-9;
  }
  CHECK(lenz::test::log_value(f, exchanged) == Approx(lenz::test::log_value(f, x)).epsilon(1e-12));
  CHECK(lenz::test::log_value(f, met) < lenz::test::log_value(f, x) - 15);
  for (std::size_t k = 0; k < 2; ++k) met[k] = met[2 + k];
  CHECK(lenz::test::log_value(f, met) < -30);
  // Particles of unlike spin may meet.
  met = x;
  for (std::size_t k = 0; k < 2; ++k) met[k] = met[6 + k];
  CHECK(std::isfinite(lenz::test::log_value(f, met)));
}

TEST_CASE("Determinants of particles that nearly meet or stand far away are accurate") {
  // On a line the determinant is Vandermonde's: log |det| = constant + sum_{i<j} log |x_i - x_j|.
  const auto check = [](const Point& x, const Point& other) {
    const SlaterDeterminant f = fermions(x.size(), x.size(), {1.3});
    const auto vandermonde = [](const Point& y) {
      double sum = 0;
      for (std::size_t i = 0; i < y.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) sum += std::log(std::fabs(y[i] - y[j]));
      return sum;
    };
    Point g(x.size(), 0);
    const double laplacian = lenz::test::add_gradient(f, x, g);
    double expected_laplacian = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      double expected = 0;
      for (std::size_t j = 0; j < x.size(); ++j) {
        if (j == i) continue;
        expected += 1 / (x[i] - x[j]);
        expected_laplacian -= 1 / ((x[i] - x[j]) * (x[i] - x[j]));
      }
      CHECK(std::fabs(g[i] - expected) < 1e-8 * (1 + std::fabs(expected)));
    }
    CHECK(std::fabs(laplacian / expected_laplacian - 1) < 1e-8);
    CHECK(std::fabs(lenz::test::log_value(f, x) - lenz::test::log_value(f, other) - vandermonde(x) +
                    vandermonde(other)) < 1e-8);
  };
  const Point even{-2, -1.4, -0.8, -0.2, 0.4, 1, 1.6, 2.2};
  check({0.3, 0.30001, -1, 1.7, 2.2, -0.4, -2, 1.1}, even);
  check({60, -1.2, -0.6, 40, 0, 0.6, 1.2, -80}, even);
  check({1e5, 0.7, -0.7, 2e5, 1e5 + 1, 0, 0.1, -3}, even);
}

TEST_CASE("Determinants that are none are refused") {
  CHECK_THROWS_AS(fermions(2, 3, {1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(fermions(40, 33, {1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(fermions(2, 1, {1, 0}), std::invalid_argument);
  CHECK_THROWS_AS(SlaterDeterminant({.particles = {.n = 2, .dimensions = 2}, .frequencies = {1}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(SlaterDeterminant({.particles = {.n = 2, .dimensions = 2},
                                     .spins = {.n_up = 1, .identical = false},
                                     .frequencies = {1, 1}}),
                  std::invalid_argument);
}

}  // namespace slater_determinant_tests
