#include "lenz/models/wavefunction/backflow_determinant.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/lane_moves.hpp"
#include "support/log_factor.hpp"

namespace backflow_determinant_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;
static_assert(LogFactor<BackflowDeterminant>);

Point random_point(std::size_t n, lenz::random::Stream& rng) {
  Point x(n);
  for (double& value : x) value = lenz::random::normal(rng);
  return x;
}

BackflowDeterminant::Options options(std::size_t n, std::size_t n_up, const Point& frequencies) {
  return {.particles = {.n = n, .dimensions = frequencies.size()},
          .spins = {.n_up = n_up},
          .frequencies = frequencies};
}

/// With coefficients drawn at random, of size 0.1.
BackflowDeterminant pushed(const BackflowDeterminant::Options& of, lenz::random::Stream& rng) {
  BackflowDeterminant f(of);
  Point theta(f.n_parameters());
  f.parameters(theta);
  for (double& value : theta) value += 0.1 * lenz::random::normal(rng);
  f.set_parameters(theta);
  return f;
}

}  // namespace

TEST_CASE("Determinants with backflow are what their logarithm says") {
  lenz::random::Stream rng({.seed = 21, .purpose = lenz::random::Purpose::test});
  const auto normal = [&] { return lenz::random::normal(rng); };
  const auto check = [&](const BackflowDeterminant::Options& of) {
    const BackflowDeterminant f = pushed(of, rng);
    const std::size_t d = of.particles.dimensions, n = of.particles.n;
    const auto off = lenz::test::factor_mismatch(f, random_point(n * d, rng), d, normal);
    INFO(n << " particles in " << d << " dimensions");
    CHECK(off.gradient < 1e-7);
    CHECK(off.laplacian < 1e-6);
    CHECK(off.parameters < 1e-7);
    CHECK(off.ratio < 1e-10);
    CHECK(off.moved_gradient < 1e-9);
    CHECK(off.cache < 1e-9);
    CHECK(off.lanes < 1e-9);
    CHECK(lenz::test::lane_move_mismatch(f, n * d, d, normal) < 1e-9);
  };
  check(options(2, 1, {1, 1}));
  check(options(6, 3, {0.7, 0.7}));
  check(options(7, 6, {1, 1}));
  check(options(3, 2, {1}));
  check(options(5, 3, {1, 0.6, 0.5}));
  check(options(3, 3, {0.5, 1}));
  BackflowDeterminant::Options other = options(4, 2, {1, 1});
  other.order = 1;
  other.range = 0.8;
  check(other);
}

TEST_CASE("Backflow of no strength is none") {
  lenz::random::Stream rng({.seed = 22, .purpose = lenz::random::Purpose::test});
  for (const std::size_t n : {2, 6, 9}) {
    const BackflowDeterminant::Options of = options(n, (n + 1) / 2, {0.6, 0.6});
    const BackflowDeterminant f(of);
    const SlaterDeterminant bare(
        {.particles = of.particles, .spins = of.spins, .frequencies = of.frequencies});
    const Point x = random_point(2 * n, rng);
    Point g(x.size(), 0), expected(x.size(), 0);
    CHECK(lenz::test::log_value(f, x) == Approx(lenz::test::log_value(bare, x)).margin(1e-12));
    const double laplacian = lenz::test::add_gradient(f, x, g);
    CHECK(laplacian == Approx(lenz::test::add_gradient(bare, x, expected)).epsilon(1e-10));
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(g[i] == Approx(expected[i]).epsilon(1e-10));
    CHECK(f.is_closed() == bare.is_closed());
    Point theta(f.n_parameters());
    f.parameters(theta);
    CHECK(theta.size() == (n > 2 ? 10 : 5));
    CHECK(theta[4] == Approx(std::log(2 / std::sqrt(0.6))));
  }
}

TEST_CASE("With backflow the cusps are those of Kato still") {
  lenz::random::Stream rng({.seed = 23, .purpose = lenz::random::Purpose::test});
  const BackflowDeterminant::Options of = options(4, 2, {1, 1});
  const FactorProduct psi(GaussianEnvelope({1, 1}),
                          PadeJastrow({.particles = of.particles, .spins = of.spins}), pushed(of, rng));
  const Trap trap(
      {.particles = of.particles, .frequencies = of.frequencies, .interaction = Interaction::coulomb});
  const Point x{0.3, 0.1, -0.7, 0.9, 1.2, -0.4, -0.2, -1.1};
  const auto meeting = [&](std::size_t i, std::size_t j, double r) {
    Point y = x;
    y[2 * j] = y[2 * i] + 0.6 * r;
    y[2 * j + 1] = y[2 * i + 1] + 0.8 * r;
    return trap.local_energy(psi, y);
  };
  // 1 / r is 1e5; without the right cusp its part is of this size.
  for (const std::size_t j : {1, 2}) {
    CHECK(std::fabs(meeting(0, j, 1e-5)) < 50);
    CHECK(std::fabs(meeting(0, j, 1e-5) - meeting(0, j, 2e-5)) < 0.01);
  }
}

TEST_CASE("Particles of one spin that meet are on a node with backflow too") {
  lenz::random::Stream rng({.seed = 24, .purpose = lenz::random::Purpose::test});
  const BackflowDeterminant f = pushed(options(6, 3, {1, 1}), rng);
  const Point x = random_point(12, rng);
  Point exchanged = x, met = x;
  for (std::size_t k = 0; k < 2; ++k) {
    std::swap(exchanged[k], exchanged[2 + k]);
    met[k] = met[2 + k];
  }
  CHECK(lenz::test::log_value(f, exchanged) == Approx(lenz::test::log_value(f, x)).epsilon(1e-12));
  CHECK(lenz::test::log_value(f, met) < lenz::test::log_value(f, x) - 30);
}

TEST_CASE("Backflow that is none is refused") {
  BackflowDeterminant::Options of = options(4, 2, {1, 1});
  of.order = 0;
  CHECK_THROWS_AS(BackflowDeterminant(of), std::invalid_argument);
  of.order = 2;
  of.range = -1;
  CHECK_THROWS_AS(BackflowDeterminant(of), std::invalid_argument);
  of.range = 1;
  of.spins.identical = false;
  CHECK_THROWS_AS(BackflowDeterminant(of), std::invalid_argument);
}

}  // namespace backflow_determinant_tests
