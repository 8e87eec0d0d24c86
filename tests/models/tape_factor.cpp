#include "lenz/models/wavefunction/tape_factor.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "support/log_factor.hpp"

namespace tape_factor_tests {

using namespace lenz;
using namespace lenz::models;
using autodiff::Var;

namespace {

using Point = std::vector<double>;

/// -exp(theta) sum x^2 / 2, GaussianEnvelope of omega = 1.
struct Gauss {
  Var<double> operator()(Var<double> theta, Var<double> x) const {
    const auto squares = autodiff::sum_to(autodiff::square(x), 1, x.n_cols());
    return autodiff::scale(autodiff::product(autodiff::exp(theta), squares), -0.5);
  }
};

/// v . tanh(W x), h units: parameters W column by column, then v.
struct Network {
  arma::uword h;

  Var<double> operator()(Var<double> theta, Var<double> x) const {
    const arma::uword n = h * x.n_rows();
    const auto w = autodiff::reshape(autodiff::rows(theta, 0, n), h, x.n_rows());
    const auto v = autodiff::transpose(autodiff::rows(theta, n, h));
    return v * autodiff::tanh(w * x);
  }
};
static_assert(LogFactor<TapeFactor<Gauss>> && LogFactor<TapeFactor<Network>>);

Point random_point(std::size_t n, random::Stream& rng, double width = 1) {
  Point x(n);
  for (double& value : x) value = width * random::normal(rng);
  return x;
}

}  // namespace

TEST_CASE("Factors on the tape are what their logarithm says") {
  random::Stream rng({.seed = 11, .purpose = random::Purpose::test});
  const auto normal = [&] { return random::normal(rng); };
  const auto check = [&](const auto& f, std::size_t n, std::size_t d) {
    const auto off = test::factor_mismatch(f, random_point(n * d, rng), d, normal);
    CHECK(off.gradient < 1e-7);
    CHECK(off.laplacian < 1e-6);
    CHECK(off.parameters < 1e-7);
    CHECK(off.ratio < 1e-12);
    CHECK(off.moved_gradient < 1e-12);
    CHECK(off.lanes < 1e-12);
  };
  check(TapeFactor(Gauss{}, {0.3}, 2), 3, 2);
  check(TapeFactor(Network{.h = 4}, random_point(4 * 6 + 4, rng, 0.4), 3), 2, 3);
  CHECK_THROWS_AS(TapeFactor(Gauss{}, {NAN}, 2), std::invalid_argument);
  CHECK_THROWS_AS(TapeFactor(Gauss{}, {0.0}, 4), std::invalid_argument);
}

TEST_CASE("A Gaussian on the tape is the Gaussian in closed form in products too") {
  random::Stream rng({.seed = 12, .purpose = random::Purpose::test});
  const Particles plane{.n = 2, .dimensions = 2};
  const Trap trap({.particles = plane, .frequencies = {1, 1}, .interaction = Interaction::coulomb});
  const PadeJastrow pair({.particles = plane, .spins = {.n_up = 1}, .beta_unlike = 0.4});
  const FactorProduct by_hand(GaussianEnvelope({1, 1}, std::exp(-0.1)), pair);
  const FactorProduct by_tape(TapeFactor(Gauss{}, {-0.1}, 2), pair);
  for (int trial = 0; trial < 10; ++trial) {
    const Point x = random_point(4, rng);
    CHECK(trap.local_energy(by_tape, x) == Approx(trap.local_energy(by_hand, x)).epsilon(1e-12));
  }
}

}  // namespace tape_factor_tests
