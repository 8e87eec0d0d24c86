#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/cusp_weight.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/hard_core.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/pair_rbm.hpp"
#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/smooth_jastrow.hpp"
#include "lenz/models/wavefunction/triple_jastrow.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/log_factor.hpp"

namespace wavefunction_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;

/// 1 + c r12 of two particles: Taut's polynomial.
struct LinearPair : WithoutCache {
  std::size_t dimensions = 2;
  double slope = 1;

  LinearPair(std::size_t d, double c) : dimensions(d), slope(c) {}
  template <lenz::LaneReal Real>
  Real distance(std::span<const Real> x) const {
    return lenz::lanes::sqrt(Particles{.n = 2, .dimensions = dimensions}.distance_squared<Real>(x, 0, 1));
  }
  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  template <lenz::LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return lenz::lanes::log1p(slope * distance<Real>(at.x));
  }
  template <lenz::LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const Real r = distance<Real>(at.x), first = slope / (1 + slope * r);
    for (std::size_t k = 0; k < dimensions; ++k) {
      const Real pull = first * (at.x[k] - at.x[dimensions + k]) / r;
      g[k] += pull;
      g[dimensions + k] -= pull;
    }
    return 2 * (-first * first + static_cast<double>(dimensions - 1) * first / r);
  }
  template <lenz::LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <lenz::LaneReal Real>
  Real log_ratio(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) const {
    return Real{};
  }
};
static_assert(LogFactor<LinearPair> && LogFactor<GaussianEnvelope> && LogFactor<PadeJastrow>);
static_assert(LogFactor<NoFactor> && LogFactor<OneOf<NoFactor, PadeJastrow>>);
static_assert(LogFactor<FactorProduct<GaussianEnvelope, OneOf<NoFactor, PadeJastrow>>>);

/// Two particles with repulsion 1/r in a trap.
template <class Psi>
double local_energy(const Psi& psi, const Point& x, double omega, std::size_t dimensions) {
  const Trap trap({.particles = {.n = 2, .dimensions = dimensions},
                   .frequencies = std::vector<double>(dimensions, omega),
                   .interaction = Interaction::coulomb});
  return trap.local_energy(psi, x);
}

Point random_point(std::size_t n, lenz::random::Stream& rng) {
  Point x(n);
  for (double& value : x) value = lenz::random::normal(rng);
  return x;
}

double distance(const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::fabs(a[i] - b[i]);
  return sum;
}

PadeJastrow jastrow_of(double log_unlike, double log_like) {
  return PadeJastrow({.particles = {.n = 5, .dimensions = 2},
                      .spins = {.n_up = 3},
                      .beta_unlike = std::exp(log_unlike),
                      .beta_like = std::exp(log_like)});
}

RbmFactor rbm_of(std::size_t n, std::size_t d, std::size_t hidden, RbmFactor::Form form, bool train_sigma,
                 lenz::random::Stream& rng) {
  RbmParameters p{.a = random_point(n * d, rng),
                  .b = random_point(hidden, rng),
                  .w = random_point(n * d * hidden, rng),
                  .sigma = {}};
  for (std::size_t i = 0; i < n * d; ++i) p.sigma.push_back(0.8 + 0.1 * static_cast<double>(i));
  return RbmFactor(std::move(p), {.dimensions = d, .form = form, .train_sigma = train_sigma});
}

PairRbm pair_rbm_of(const PairRbm::Options& options, lenz::random::Stream& rng) {
  std::vector<double> sigma;
  for (std::size_t k = 0; k < options.particles.dimensions; ++k)
    sigma.push_back(0.9 + 0.2 * static_cast<double>(k));
  return PairRbm(options, random_point(PairRbm::n_weights(options), rng), sigma);
}

/// The factor with small random numbers for parameters.
template <class F>
F with_parameters(F f, lenz::random::Stream& rng) {
  Point theta = random_point(f.n_parameters(), rng);
  for (double& value : theta) value *= 0.2;
  f.set_parameters(theta);
  return f;
}

}  // namespace

TEST_CASE("Factors are what their logarithm says - gradients - Laplacians - moves - lanes") {
  lenz::random::Stream rng({.seed = 3, .purpose = lenz::random::Purpose::test});
  const auto normal = [&] { return lenz::random::normal(rng); };
  const auto check = [&](const auto& f, std::size_t n, std::size_t d) {
    for (int trial = 0; trial < 3; ++trial) {
      const auto off = lenz::test::factor_mismatch(f, random_point(n * d, rng), d, normal);
      CHECK(off.gradient < 1e-7);
      CHECK(off.laplacian < 1e-6);
      CHECK(off.parameters < 1e-7);
      CHECK(off.ratio < 1e-12);
      CHECK(off.moved_gradient < 1e-12);
      CHECK(off.cache < 1e-10);
      CHECK(off.lanes < 1e-12);
    }
  };
  check(GaussianEnvelope({0.7, 0.8}, 1.2), 5, 2);
  check(jastrow_of(-0.5, 0.3), 5, 2);
  check(FactorProduct(GaussianEnvelope({0.7, 0.6}, 1.2), jastrow_of(-0.5, 0.3)), 5, 2);
  check(CuspWeight({.n = 4, .dimensions = 2}, 0.8), 4, 2);
  check(CuspWeight({.n = 3, .dimensions = 3}, 0.8), 3, 3);
  for (const std::size_t d : {1, 2, 3}) {
    const SmoothJastrow smooth({.particles = {.n = 4, .dimensions = d}, .spins = {.n_up = 2}, .order = 3});
    check(with_parameters(smooth, rng), 4, d);
    const TripleJastrow triple({.particles = {.n = 4, .dimensions = d}, .spins = {.n_up = 2}, .range = 1.3});
    check(with_parameters(triple, rng), 4, d);
  }
  check(with_parameters(SmoothJastrow({.particles = {.n = 3, .dimensions = 2}, .spins = {.n_up = 3}}), rng),
        3, 2);
  check(HardCore({.particles = {.n = 3, .dimensions = 3}, .diameter = 0.02, .healing = 0.5}), 3, 3);
  check(rbm_of(3, 2, 5, RbmFactor::Form::psi, true, rng), 3, 2);
  check(rbm_of(2, 3, 3, RbmFactor::Form::sqrt, false, rng), 2, 3);
  check(pair_rbm_of({.particles = {.n = 4, .dimensions = 2}, .spins = {.n_up = 2}, .n_hidden = 3}, rng), 4,
        2);
  check(pair_rbm_of({.particles = {.n = 3, .dimensions = 1},
                     .spins = {.identical = false},
                     .n_hidden = 2,
                     .train_sigma = false},
                    rng),
        3, 1);
  check(FactorProduct(OneOf<NoFactor, GaussianEnvelope>(GaussianEnvelope({0.7, 0.6, 0.5})),
                      OneOf<NoFactor, GaussianEnvelope>(NoFactor{})),
        2, 3);
  check(PadeJastrow(
            {.particles = {.n = 3, .dimensions = 3}, .spins = {.identical = false}, .slope_unlike = 0.5}),
        3, 3);
}

TEST_CASE("Parameters of a product are those of its factors one after the other") {
  lenz::random::Stream rng({.seed = 4, .purpose = lenz::random::Purpose::test});
  const auto product = [](const Point& p) {
    return FactorProduct(GaussianEnvelope({0.7, 0.7}, std::exp(p[0])), jastrow_of(p[1], p[2]));
  };
  const Point parameters{0.2, -0.4, 0.6}, x = random_point(10, rng);
  Point derivatives(3);
  REQUIRE(product(parameters).n_parameters() == 3);
  const auto psi = product(parameters);
  psi.parameter_derivatives<double>(Rebuilt<std::remove_cvref_t<decltype(psi)>, double>(psi, x).at(),
                                    derivatives);
  Point read(3);
  psi.parameters(read);
  CHECK(distance(read, parameters) < 1e-14);
  CHECK(lenz::test::gradient_mismatch([&](const Point& p) { return lenz::test::log_value(product(p), x); },
                                      parameters, derivatives) < 1e-9);
}

TEST_CASE("The cusps are those of Kato") {
  CHECK(kato_slope(2, PairKind::unlike, 1) == 1);
  CHECK(kato_slope(2, PairKind::like, 1) == Approx(1.0 / 3));
  CHECK(kato_slope(3, PairKind::unlike, 1) == 0.5);
  CHECK(kato_slope(3, PairKind::like, 1) == 0.25);
  CHECK_THROWS_AS(kato_slope(1, PairKind::unlike, 1), std::invalid_argument);
  // With it the local energy stays finite where two electrons meet.
  const FactorProduct psi(GaussianEnvelope({1, 1}),
                          PadeJastrow({.particles = {.n = 2, .dimensions = 2}, .spins = {.n_up = 1}}));
  const double near = local_energy(psi, {0.3, 0.1, 0.3 + 1e-7, 0.1}, 1, 2);
  CHECK(std::fabs(near) < 10);
}

TEST_CASE("Analytic states of two electrons have one local energy everywhere") {
  lenz::random::Stream rng({.seed = 5, .purpose = lenz::random::Purpose::test});
  const FactorProduct plane(GaussianEnvelope({1, 1}), LinearPair(2, 1));
  const FactorProduct space(GaussianEnvelope({0.5, 0.5, 0.5}), LinearPair(3, 0.5));
  for (int trial = 0; trial < 50; ++trial) {
    CHECK(local_energy(plane, random_point(4, rng), 1, 2) == Approx(3).epsilon(1e-11));
    CHECK(local_energy(space, random_point(6, rng), 0.5, 3) == Approx(2).epsilon(1e-11));
  }
}

TEST_CASE("The energy of a Gauss and Pade-Jastrow state is that of quadrature") {
  const double alpha = 0.98854, beta = 0.39863;
  const FactorProduct psi(
      GaussianEnvelope({1, 1}, alpha),
      PadeJastrow({.particles = {.n = 2, .dimensions = 2}, .spins = {.n_up = 1}, .beta_unlike = beta}));
  // The centre of mass R has |psi|^2 = exp(-2 alpha R^2), in which the local energy is quadratic: two nodes
  // an axis are exact. The relative distance r goes by Simpson's rule, weight r |psi|^2.
  const double node = std::sqrt(1 / (4 * alpha));
  double energy = 0, norm = 0;
  constexpr int n = 4000;
  constexpr double last = 14;
  for (int k = 1; k <= n; ++k) {
    const double r = last * k / n, weight = (k == n ? 1 : k % 2 == 1 ? 4 : 2) * r;
    for (const double x : {-node, node}) {
      for (const double y : {-node, node}) {
        const Point at{x + r / 2, y, x - r / 2, y};
        const double p = weight * std::exp(2 * lenz::test::log_value(psi, at));
        energy += p * local_energy(psi, at, 1, 2);
        norm += p;
      }
    }
  }
  CHECK(energy / norm == Approx(3.00034267).margin(1e-8));
}

TEST_CASE("Hard spheres do not overlap") {
  const HardCore f({.particles = {.n = 2, .dimensions = 1}, .diameter = 1, .healing = 1});
  CHECK(std::isinf(lenz::test::log_value(f, {0, 0.9})));
  CHECK(lenz::test::log_value(f, {0, 2}) == Approx(std::log(0.5)));
  const Point x{0, 2};
  const ParticleMove<double> inside{.particle = 0, .to = {1.5}};
  CHECK(f.log_ratio<double>({x, {}}, inside, {}) == -HUGE_VAL);
  Point g(2, 0);
  CHECK(lenz::test::add_gradient(f, {0, 0.5}, g) == 0);
  CHECK(g == Point{0, 0});
  CHECK_THROWS_AS(HardCore({.particles = {.n = 2, .dimensions = 1}, .diameter = 0}), std::invalid_argument);
  CHECK_THROWS_AS(HardCore({.particles = {.n = 2, .dimensions = 1}, .healing = -1}), std::invalid_argument);
}

TEST_CASE("Factors that are none are refused") {
  CHECK_THROWS_AS(GaussianEnvelope({0}), std::invalid_argument);
  CHECK_THROWS_AS(GaussianEnvelope({1}, -1), std::invalid_argument);
  CHECK_THROWS_AS(PadeJastrow({.particles = {.n = 2, .dimensions = 2}, .spins = {.n_up = 3}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(PadeJastrow({.particles = {.n = 2, .dimensions = 2}, .beta_unlike = 0}),
                  std::invalid_argument);
}

}  // namespace wavefunction_tests
