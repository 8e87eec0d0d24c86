#include "lenz/models/wavefunction/polynomial_jastrow.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/lane_moves.hpp"
#include "support/log_factor.hpp"

namespace polynomial_jastrow_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;
static_assert(LogFactor<PolynomialJastrow>);

Point random_point(std::size_t n, lenz::random::Stream& rng) {
  Point x(n);
  for (double& value : x) value = lenz::random::normal(rng);
  return x;
}

/// With parameters drawn at random, of size 0.2.
PolynomialJastrow drawn(const PolynomialJastrow::Options& options, lenz::random::Stream& rng) {
  PolynomialJastrow f(options);
  Point theta(f.n_parameters());
  f.parameters(theta);
  for (double& value : theta) value += 0.2 * lenz::random::normal(rng);
  f.set_parameters(theta);
  return f;
}

}  // namespace

TEST_CASE("Polynomial Jastrow factors are what their logarithm says") {
  lenz::random::Stream rng({.seed = 31, .purpose = lenz::random::Purpose::test});
  const auto normal = [&] { return lenz::random::normal(rng); };
  const auto check = [&](const PolynomialJastrow::Options& options) {
    const PolynomialJastrow f = drawn(options, rng);
    const std::size_t d = options.particles.dimensions, n = options.particles.n;
    const auto off = lenz::test::factor_mismatch(f, random_point(n * d, rng), d, normal);
    INFO(n << " particles in " << d << " dimensions, order " << options.order);
    CHECK(off.gradient < 1e-7);
    CHECK(off.laplacian < 1e-6);
    CHECK(off.parameters < 1e-7);
    CHECK(off.ratio < 1e-11);
    CHECK(off.moved_gradient < 1e-11);
    CHECK(off.lanes < 1e-11);
    CHECK(lenz::test::lane_move_mismatch(f, n * d, d, normal) < 1e-11);
  };
  check({.particles = {.n = 2, .dimensions = 2}, .spins = {.n_up = 1}, .order = 2});
  check({.particles = {.n = 5, .dimensions = 2},
         .spins = {.n_up = 3},
         .beta_unlike = 0.6,
         .gamma = 0.5,
         .omega = 0.4,
         .order = 4});
  check({.particles = {.n = 3, .dimensions = 3},
         .spins = {.identical = false},
         .slope_unlike = 0.5,
         .order = 5});
  check({.particles = {.n = 3, .dimensions = 1}, .spins = {.n_up = 2}, .slope_unlike = 0, .slope_like = 0});
  check({.particles = {.n = 1, .dimensions = 3}, .order = 3});
  check({.particles = {.n = 3, .dimensions = 2}, .spins = {.n_up = 3}, .order = 8});
}

TEST_CASE("A polynomial Jastrow factor with no coefficients is that of Pade") {
  lenz::random::Stream rng({.seed = 32, .purpose = lenz::random::Purpose::test});
  const Particles particles{.n = 5, .dimensions = 2};
  const SpinAssignment spins{.n_up = 2};
  const PolynomialJastrow f({.particles = particles, .spins = spins, .beta_unlike = 0.7, .beta_like = 0.4});
  const PadeJastrow pade({.particles = particles, .spins = spins, .beta_unlike = 0.7, .beta_like = 0.4});
  const Point x = random_point(10, rng);
  Point g(10, 0), expected(10, 0), out(f.n_parameters()), of_pade(2);
  CHECK(lenz::test::log_value(f, x) == Approx(lenz::test::log_value(pade, x)).epsilon(1e-13));
  CHECK(lenz::test::add_gradient(f, x, g) ==
        Approx(lenz::test::add_gradient(pade, x, expected)).epsilon(1e-12));
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(g[i] == Approx(expected[i]).epsilon(1e-12));
  f.parameter_derivatives<double>(Rebuilt<PolynomialJastrow, double>(f, x).at(), out);
  pade.parameter_derivatives<double>(Rebuilt<PadeJastrow, double>(pade, x).at(), of_pade);
  for (std::size_t k = 0; k < 2; ++k) CHECK(out[k] == Approx(of_pade[k]).epsilon(1e-12));
  CHECK(out[2] == 0);
}

TEST_CASE("A polynomial Jastrow factor has as many parameters as terms") {
  const auto count = [](std::size_t order, std::size_t n, std::size_t n_up) {
    return PolynomialJastrow(
               {.particles = {.n = n, .dimensions = 2}, .spins = {.n_up = n_up}, .order = order})
        .n_parameters();
  };
  // Order 3: s^2, s^3, s^2 p, p p', p^2 p'. Beside them log beta, log gamma and d_1 … d_3.
  CHECK(count(3, 2, 1) == 1 + 1 + 3 + 5);
  CHECK(count(3, 4, 2) == 2 + 1 + 3 + 2 * 5);
  // Order 5: four of s alone and 15 of s, p and p'.
  CHECK(count(5, 2, 1) == 1 + 1 + 5 + 4 + 15);
}

TEST_CASE("With polynomials the cusps are those of Kato still") {
  lenz::random::Stream rng({.seed = 33, .purpose = lenz::random::Purpose::test});
  const auto energy = [&](const auto& psi, Interaction interaction, double r) {
    const Trap trap(
        {.particles = {.n = 2, .dimensions = 2}, .frequencies = {1, 1}, .interaction = interaction});
    return trap.local_energy(psi, Point{0.3, 0.1, 0.3 + 0.6 * r, 0.1 + 0.8 * r});
  };
  // 1 / r is 1e5; without the right cusp its part is of this size. With no slope there is no cusp at all.
  for (const double slope : {1.0, 0.0}) {
    const FactorProduct psi(
        GaussianEnvelope({1, 1}),
        drawn(
            {.particles = {.n = 2, .dimensions = 2}, .spins = {.n_up = 1}, .slope_unlike = slope, .order = 5},
            rng));
    const Interaction interaction = slope > 0 ? Interaction::coulomb : Interaction::none;
    CHECK(std::fabs(energy(psi, interaction, 1e-5)) < 50);
    CHECK(std::fabs(energy(psi, interaction, 1e-5) - energy(psi, interaction, 2e-5)) < 0.01);
  }
}

TEST_CASE("Polynomial Jastrow factors that are none are refused") {
  PolynomialJastrow::Options options{.particles = {.n = 2, .dimensions = 2}};
  const auto with = [&](auto change) {
    PolynomialJastrow::Options changed = options;
    change(changed);
    return PolynomialJastrow(changed);
  };
  CHECK_THROWS_AS(with([](auto& o) { o.order = 1; }), std::invalid_argument);
  CHECK_THROWS_AS(with([](auto& o) { o.order = 9; }), std::invalid_argument);
  CHECK_THROWS_AS(with([](auto& o) { o.gamma = 0; }), std::invalid_argument);
  CHECK_THROWS_AS(with([](auto& o) { o.omega = -1; }), std::invalid_argument);
  CHECK_THROWS_AS(with([](auto& o) { o.beta_like = 0; }), std::invalid_argument);
  CHECK_THROWS_AS(with([](auto& o) { o.spins.n_up = 3; }), std::invalid_argument);
}

}  // namespace polynomial_jastrow_tests
