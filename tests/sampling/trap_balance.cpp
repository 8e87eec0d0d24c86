#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/backflow_determinant.hpp"
#include "lenz/models/wavefunction/cusp_weight.hpp"
#include "lenz/models/wavefunction/pair_rbm.hpp"
#include "lenz/models/wavefunction/polynomial_jastrow.hpp"
#include "lenz/models/wavefunction/symmetrised.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"

#include "support/memory_archive.hpp"
#include "support/trap_battery.hpp"
#include "support/trap_twins.hpp"

namespace trap_balance_tests {

using namespace lenz;
using namespace lenz::models;
using namespace lenz::sampling;
using lenz::test::four;
using lenz::test::three_up;

namespace {

constexpr std::size_t width = lanes::count<Lanes>;

random::Stream stream(std::uint64_t seed) {
  return random::Stream({.seed = seed, .purpose = random::Purpose::test});
}

std::vector<Lanes> points(std::size_t n, random::Stream& rng) {
  std::vector<Lanes> x(n);
  for (Lanes& value : x) value = random::normal_in<Lanes>(rng);
  return x;
}

double largest(const Lanes& x) {
  double worst = 0;
  for (std::size_t k = 0; k < width; ++k)
    worst = std::isnan(x[k]) ? HUGE_VAL : std::fmax(worst, std::fabs(x[k]));
  return worst;
}

/// Four particles with nodes, a Jastrow factor and a guide.
struct Guided {
  using Psi = FactorProduct<GaussianEnvelope, PadeJastrow, SlaterDeterminant>;
  Psi psi{GaussianEnvelope({1, 1}, 0.9), PadeJastrow({.particles = four, .spins = three_up}),
          SlaterDeterminant({.particles = four, .spins = three_up, .frequencies = {1, 1}})};
  TrialDensity<Psi, Lanes, CuspWeight> density{psi, four, CuspWeight(four, 0.7)};
};

enum class Limit { none, each, all };

/// Drift of coordinate i of a walker, as the definitions have it: b = 2 grad log |psi| / 2, limited by its
/// own square to b (sqrt(1 + b^2 eps / 2) - 1) / (b^2 eps / 4), or by the mean square of all.
template <class Walker>
Lanes drift(const Walker& w, std::size_t i, double eps, Limit limit) {
  const Lanes b = w.gradient[i];
  if (limit == Limit::none) return b;
  Lanes u = b * b * eps / 4;
  if (limit == Limit::all) {
    u = Lanes{};
    for (const Lanes& value : w.gradient)
      u += 4 * eps / static_cast<double>(w.gradient.size()) * value * value;
  }
  return b * (lanes::sqrt(1 + 2 * u) - 1) / u;
}

/// log q(x -> y) of the coordinates from `first` on.
template <class Walker>
Lanes log_q(const Walker& x, const Walker& y, std::size_t first, std::size_t n, double eps, Limit limit) {
  Lanes sum{};
  for (std::size_t i = first; i < first + n; ++i) {
    const Lanes noise = y.x[i] - x.x[i] - eps * drift(x, i, eps, limit);
    sum -= noise * noise / (2 * eps);
  }
  return sum;
}

/// The largest violation of balance of moves of one particle: of the kernel's ratio against that of densities
/// and proposals written out here, and against that of the way back.
template <class K>
double particle_balance_defect(const K& kernel, Limit limit) {
  const Guided g;
  auto rng = stream(1);
  double worst = 0;
  for (int n = 0; n < 50; ++n) {
    auto x = g.density.walker(points(8, rng)), y = x;
    ParticleMove<Lanes> there{.particle = static_cast<std::size_t>(n % 4), .to = {}};
    const ParticleMove<Lanes> back = g.density.position(x, there.particle);
    for (std::size_t k = 0; k < 2; ++k) there.to[k] = back.to[k] + 0.7 * random::normal_in<Lanes>(rng);
    g.density.accept(y, there);
    y = g.density.walker(y.x);
    g.density.evaluate(x);
    g.density.evaluate(y);
    const std::size_t first = 2 * there.particle;
    const Lanes expected = g.density.log_density(y) - g.density.log_density(x) +
                           log_q(y, x, first, 2, kernel.step, limit) -
                           log_q(x, y, first, 2, kernel.step, limit);
    const Lanes forth = kernel.log_acceptance_ratio(g.density, x, there),
                home = kernel.log_acceptance_ratio(g.density, y, back);
    const Lanes size = 1 + lanes::abs(expected);
    worst = std::max({worst, largest((forth - expected) / size), largest((forth + home) / size)});
  }
  return worst;
}

/// Uniform numbers that are all u.
struct Always {
  double u;
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{}; }
  result_type operator()() { return static_cast<result_type>(u * 0x1p53) << 11; }
};

}  // namespace

TEST_CASE("Moves of one particle by importance sampling obey detailed balance between any two points") {
  CHECK(particle_balance_defect(Importance{.step = 0.4}, Limit::none) < 1e-10);
  CHECK(particle_balance_defect(Importance{.step = 0.4, .limited = true}, Limit::each) < 1e-10);
  CHECK(particle_balance_defect(test::ImportanceTwin<test::BothForces>{.step = 0.4}, Limit::none) < 1e-10);
  CHECK(particle_balance_defect(test::ImportanceTwin<test::OldForceOnly>{.step = 0.4}, Limit::none) > 0.1);
  CHECK(particle_balance_defect(test::ImportanceTwin<test::GreenPlusOne>{.step = 0.4}, Limit::none) > 0.1);
  CHECK(particle_balance_defect(test::ImportanceTwin<test::LimitedProposalOnly>{.step = 0.4}, Limit::each) >
        0.1);
}

TEST_CASE("Steps of all particles by MALA obey detailed balance near nodes and with a guide") {
  const Guided g;
  auto rng = stream(2);
  for (const Limit limit : {Limit::none, Limit::all}) {
    const Mala kernel{.step = 0.3, .limited = limit == Limit::all};
    for (int n = 0; n < 30; ++n) {
      auto x = g.density.walker(points(8, rng)), y = g.density.walker(points(8, rng));
      const Lanes forth = kernel.log_acceptance_ratio(g.density, x, y),
                  home = kernel.log_acceptance_ratio(g.density, y, x);
      g.density.evaluate(x);
      g.density.evaluate(y);
      const Lanes expected = g.density.log_density(y) - g.density.log_density(x) +
                             log_q(y, x, 0, 8, kernel.step, limit) - log_q(x, y, 0, 8, kernel.step, limit);
      const Lanes size = 1 + lanes::abs(expected);
      CHECK(largest((forth - expected) / size) < 1e-10);
      CHECK(largest((forth + home) / size) < 1e-10);
    }
  }
}

TEST_CASE("Trajectories of HMC go back where they came from near nodes and with a guide") {
  const Guided g;
  auto rng = stream(3);
  for (int n = 0; n < 20; ++n) {
    const auto start = g.density.walker(points(8, rng));
    auto walker = start;
    std::vector<Lanes> p = points(8, rng), first = p;
    leapfrog(g.density, walker, p, 0.02, 5);
    for (Lanes& value : p) value = -value;
    leapfrog(g.density, walker, p, 0.02, 5);
    for (std::size_t i = 0; i < 8; ++i) {
      // Eight digits are lost where a lane passes a node closely.
      CHECK(largest(walker.x[i] - start.x[i]) < 1e-6);
      CHECK(largest(p[i] + first[i]) < 1e-4);
    }
  }
}

TEST_CASE("Trajectories with limited forces go back where they came from however near a node") {
  const Guided g;
  auto rng = stream(6);
  for (int n = 0; n < 20; ++n) {
    std::vector<Lanes> x = points(8, rng);
    for (std::size_t k = 0; k < 2; ++k) x[2 + k] = x[k] + 1e-3 * x[4 + k];  // two of one spin
    const auto start = g.density.walker(x);
    auto walker = start;
    std::vector<Lanes> p = points(8, rng), first = p;
    leapfrog(g.density, walker, p, 0.1, 5, 20);
    for (std::size_t i = 0; i < 8; ++i) CHECK(largest(p[i] - first[i]) < 5 * 0.1 * 20 + 1e-9);
    for (Lanes& value : p) value = -value;
    leapfrog(g.density, walker, p, 0.1, 5, 20);
    for (std::size_t i = 0; i < 8; ++i) {
      CHECK(largest(walker.x[i] - start.x[i]) < 1e-6);
      CHECK(largest(p[i] + first[i]) < 1e-4);
    }
  }
}

TEST_CASE("Lanes accept each by itself with the probability of its rule") {
  const Lanes log_r{-3, -0.5, 0, 2, -1, -1e300, 700, -0.1};
  for (int n = 1; n < 64; ++n) {
    const double u = n / 64.0;
    Always always{u};
    const LaneMask metropolis = Metropolis{}(log_r, always), barker = Barker{}(log_r, always);
    for (std::size_t k = 0; k < width; ++k) {
      CHECK((metropolis[k] != 0) == (u < Metropolis::probability(log_r[k])));
      CHECK((barker[k] != 0) == (u < Barker::probability(log_r[k])));
    }
  }
  Lanes poisoned = log_r;
  poisoned[6] = std::nan("");
  Always always{0.5};
  CHECK_THROWS_AS(Metropolis{}(poisoned, always), NumericalError);
  CHECK_THROWS_AS(Barker{}(poisoned, always), NumericalError);
}

TEST_CASE("After ten thousand moves what is kept of a walker is what is built anew") {
  auto rng = stream(4);
  const auto drawn = [&](std::size_t n, double size) {
    std::vector<double> all(n);
    for (double& value : all) value = size * random::normal(rng);
    return all;
  };
  const PairRbm::Options pairs{.particles = four, .spins = three_up, .n_hidden = 2};
  const PairRbm pair_machine(pairs, drawn(PairRbm::n_weights(pairs), 0.3), {1, 0.9});
  const auto wide_machine = [&] {
    return RbmFactor(
        {.a = drawn(8, 0.1), .b = drawn(3, 0.3), .w = drawn(24, 0.4), .sigma = std::vector<double>(8, 1)},
        {.dimensions = 2});
  };
  BackflowDeterminant backflow({.particles = four, .spins = three_up, .frequencies = {1, 1}});
  backflow.set_parameters(drawn(backflow.n_parameters(), 0.05));
  const SlaterDeterminant slater({.particles = four, .spins = three_up, .frequencies = {1, 1}});
  const PolynomialJastrow jastrow({.particles = four, .spins = three_up});
  const auto check = [&](const auto& psi) {
    const TrialDensity density(psi, four);
    auto walker = density.walker(points(8, rng));
    const MetropolisHastings<ParticleStep> kernel{.proposal = {.step = 1}};
    for (int n = 0; n < 2500; ++n) kernel.sweep(density, walker, rng);
    CHECK(walker.n_updates > 0);
    CHECK(walker.n_updates < density.updates_between_builds);
    const auto anew = density.walker(walker.x);
    for (std::size_t i = 0; i < anew.cache.size(); ++i)
      CHECK(largest((walker.cache[i] - anew.cache[i]) / (1 + lanes::abs(anew.cache[i]))) < 1e-7);
  };
  check(FactorProduct(wide_machine(), jastrow, slater));
  check(FactorProduct(pair_machine, backflow));
  check(Symmetrised<RbmFactor>(wide_machine(), four, three_up));
}

TEST_CASE("A walker of eight lanes goes on from an archive with the same bits") {
  const Guided g;
  auto rng = stream(5);
  const auto check = [&](const auto& kernel) {
    auto walker = g.density.walker(points(8, rng));
    for (int n = 0; n < 30; ++n) kernel.sweep(g.density, walker, rng);
    g.density.evaluate(walker);
    auto copy = test::through_archive(walker);
    random::Stream again = rng;
    for (int n = 0; n < 30; ++n) {
      kernel.sweep(g.density, walker, rng);
      kernel.sweep(g.density, copy, again);
    }
    CHECK(lanes::flattened(copy.x) == lanes::flattened(walker.x));
    CHECK(lanes::flattened(copy.cache) == lanes::flattened(walker.cache));
    CHECK(copy.n_updates == walker.n_updates);
  };
  check(MetropolisHastings<ParticleStep>{.proposal = {.step = 1}});
  check(Importance{.step = 0.3, .limited = true});
  check(Mala{.step = 0.2, .limited = true});
  check(Hmc{.step = 0.2, .n_steps = 3});
}

}  // namespace trap_balance_tests
