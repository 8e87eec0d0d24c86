#include "lenz/models/wavefunction/symmetrised.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/lane_moves.hpp"
#include "support/log_factor.hpp"

namespace symmetrised_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;
static_assert(LogFactor<Symmetrised<RbmFactor>>);

Point random_point(std::size_t n, lenz::random::Stream& rng) {
  Point x(n);
  for (double& value : x) value = lenz::random::normal(rng);
  return x;
}

/// A machine that tells particles apart.
RbmFactor machine(std::size_t n, std::size_t d, lenz::random::Stream& rng) {
  RbmParameters p{.a = random_point(n * d, rng),
                  .b = random_point(2, rng),
                  .w = random_point(2 * n * d, rng),
                  .sigma = {}};
  for (std::size_t i = 0; i < n * d; ++i) p.sigma.push_back(0.9 + 0.05 * static_cast<double>(i));
  return RbmFactor(std::move(p), {.dimensions = d});
}

/// log f with particles i and j exchanged, less log f.
template <class F>
double exchange_mismatch(const F& f, Point x, std::size_t d, std::size_t i, std::size_t j) {
  const double before = lenz::test::log_value(f, x);
  for (std::size_t k = 0; k < d; ++k) std::swap(x[d * i + k], x[d * j + k]);
  return std::fabs(lenz::test::log_value(f, x) - before);
}

}  // namespace

TEST_CASE("Symmetrised factors are what their logarithm says and do not see exchanges") {
  lenz::random::Stream rng({.seed = 41, .purpose = lenz::random::Purpose::test});
  const auto normal = [&] { return lenz::random::normal(rng); };
  const auto check = [&](std::size_t n, std::size_t d, const SpinAssignment& spins) {
    const RbmFactor inner = machine(n, d, rng);
    const Symmetrised f(inner, {.n = n, .dimensions = d}, spins);
    const Point x = random_point(n * d, rng);
    const auto off = lenz::test::factor_mismatch(f, x, d, normal);
    INFO(n << " particles in " << d << " dimensions");
    CHECK(off.gradient < 1e-7);
    CHECK(off.laplacian < 1e-6);
    CHECK(off.parameters < 1e-7);
    CHECK(off.ratio < 1e-11);
    CHECK(off.moved_gradient < 1e-11);
    CHECK(off.cache < 1e-10);
    CHECK(off.lanes < 1e-11);
    CHECK(lenz::test::lane_move_mismatch(f, n * d, d, normal) < 1e-11);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!spins.identical || spins.like(i, j))
          CHECK(exchange_mismatch(f, x, d, i, j) < 1e-11);
        else
          CHECK(exchange_mismatch(f, x, d, i, j) > 1e-3);
        CHECK(exchange_mismatch(inner, x, d, i, j) > 1e-3);
      }
    }
  };
  check(2, 2, {.identical = false});
  check(3, 3, {.identical = false});
  check(4, 1, {.identical = false});
  check(3, 2, {.n_up = 2});
  check(4, 2, {.n_up = 2});
}

TEST_CASE("A symmetric factor is its own mean over exchanges") {
  lenz::random::Stream rng({.seed = 42, .purpose = lenz::random::Purpose::test});
  const Particles particles{.n = 4, .dimensions = 2};
  const FactorProduct inner(GaussianEnvelope({1, 0.7}),
                            PadeJastrow({.particles = particles, .spins = {.identical = false}}));
  const Symmetrised f(inner, particles, {.identical = false});
  const Point x = random_point(8, rng);
  Point g(8, 0), expected(8, 0);
  CHECK(lenz::test::log_value(f, x) == Approx(lenz::test::log_value(inner, x)).epsilon(1e-13));
  CHECK(lenz::test::add_gradient(f, x, g) ==
        Approx(lenz::test::add_gradient(inner, x, expected)).epsilon(1e-12));
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(g[i] == Approx(expected[i]).epsilon(1e-12));
}

TEST_CASE("Particles exchange places within their spin only") {
  CHECK(exchanges(4, {.identical = false}).size() == 24);
  CHECK(exchanges(3, {.n_up = 0, .identical = false}).size() == 6);
  CHECK(exchanges(4, {.n_up = 2}).size() == 4);
  CHECK(exchanges(4, {.n_up = 3}).size() == 6);
  CHECK(exchanges(2, {.n_up = 1}).size() == 1);
  CHECK_THROWS_AS(exchanges(5, {}), std::invalid_argument);
}

}  // namespace symmetrised_tests
