#include <cmath>
#include <span>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"

#include "support/trap_battery.hpp"

namespace trap_samplers_tests {

using namespace lenz;
using namespace lenz::models;
using namespace lenz::sampling;
using lenz::test::four;
using lenz::test::lane_means;
using lenz::test::LanePlan;
using lenz::test::three_up;

namespace {

const MetropolisHastings<ParticleStep> walk{.proposal = {.step = 1.4}};
const MetropolisHastings<ParticleStep, Barker> barker{.proposal = {.step = 1.1}};
const Importance importance{.step = 0.6}, limited_importance{.step = 0.6, .limited = true};
const Mala mala{.step = 0.5}, limited_mala{.step = 0.5, .limited = true};
const Hmc hmc{.step = 0.5, .n_steps = 3};

/// The error of the mean energy of a sampler of the state of two electrons.
double energy_error(const std::vector<std::vector<double>>& rows) {
  double sum = 0, squares = 0;
  for (const auto& row : rows) sum += row[0];
  const auto n = static_cast<double>(rows.size());
  for (const auto& row : rows) squares += (row[0] - sum / n) * (row[0] - sum / n);
  return std::sqrt(squares / (n * (n - 1)));
}

template <class K>
void check_two_electrons(const K& kernel, const LanePlan& plan, double error) {
  const auto psi = test::pair_state();
  const auto rows = lane_means(kernel, TrialDensity(psi, test::two_in_a_plane), test::PairQuantities{}, plan);
  const auto exact = test::pair_moments(test::pair_alpha, test::pair_beta).of_quantities();
  CHECK(test::largest(test::t_scores(rows, exact)) < test::family_bound(test::lane_family, rows.size()));
  CHECK(energy_error(rows) < error);
}

/// What must be equal however it is sampled: four fermions of two kinds with repulsion and a Jastrow factor.
struct FourQuantities {
  static constexpr std::size_t n = 3;
  Trap trap = test::electrons_in_a_plane(4);

  template <class Walker>
  void operator()(const Walker& w, Lanes* out) const {
    const LocalEnergy<Lanes> local = local_energy(trap, w);
    out[0] = local.total();
    out[1] = local.interaction;
    out[2] = local.trap;
  }
};

/// Four fermions by every kernel: the same means within their errors, and energies to `error`, which walkers
/// stuck near a node would spoil.
void check_agreement(std::size_t sweeps, double error) {
  const FactorProduct psi(GaussianEnvelope({1, 1}, 0.9),
                          PadeJastrow({.particles = four, .spins = three_up, .beta_unlike = 0.5}),
                          SlaterDeterminant({.particles = four, .spins = three_up, .frequencies = {1, 1}}));
  const TrialDensity density(psi, four);
  std::vector<std::vector<std::vector<double>>> all;
  const auto run = [&](const auto& kernel) {
    all.push_back(lane_means(kernel, density, FourQuantities{}, {.seed = 21 + all.size(), .sweeps = sweeps}));
    INFO("kernel " << all.size() - 1);
    CHECK(energy_error(all.back()) < error);
  };
  run(MetropolisHastings<ParticleStep>{.proposal = {.step = 1.2}});
  run(Importance{.step = 0.4, .limited = true});
  run(Mala{.step = 0.25, .limited = true});
  run(Hmc{.step = 0.3, .n_steps = 4, .limited = true});
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      auto difference = all[a];  // independent row by row
      for (std::size_t row = 0; row < difference.size(); ++row) {
        for (std::size_t q = 0; q < 3; ++q) difference[row][q] -= all[b][row][q];
      }
      INFO("kernels " << a << " and " << b);
      CHECK(test::largest(test::t_scores(difference, {0, 0, 0})) <
            test::family_bound(test::lane_family, difference.size()));
    }
  }
}

}  // namespace

TEST_CASE("Every sampler of particles finds the energy of two electrons as quadrature has it") {
  CHECK(test::pair_moments(test::pair_alpha, test::pair_beta).energy == Approx(3.00034267).margin(1e-8));
  const auto check = [](const auto& kernel, std::uint64_t seed) {
    check_two_electrons(kernel, {.seed = seed, .sweeps = 1500}, 1.5e-4);
  };
  check(walk, 1);
  check(barker, 2);
  check(importance, 3);
  check(limited_importance, 4);
  check(mala, 5);
  check(limited_mala, 6);
  check(hmc, 7);
}

TEST_CASE("Every sampler of particles finds the energy of two electrons to two parts in 100000", "[.long]") {
  const auto check = [](const auto& kernel, std::uint64_t seed) {
    check_two_electrons(kernel, {.seed = seed, .n_walkers = 64, .sweeps = 40000}, 2e-5);
  };
  check(walk, 11);
  check(barker, 12);
  check(importance, 13);
  check(limited_importance, 14);
  check(mala, 15);
  check(limited_mala, 16);
  check(hmc, 17);
}

TEST_CASE("Samplers of particles agree with each other near nodes") { check_agreement(400, 3e-3); }

TEST_CASE("Samplers of particles agree with each other near nodes to a part in 20000", "[.long]") {
  check_agreement(20000, 5e-4);
}

TEST_CASE("Samplers know the shells of free fermions in spite of their nodes") {
  const auto check = [](const auto& kernel, std::uint64_t seed) {
    CHECK(test::shell_verdict(kernel, {.seed = seed, .sweeps = 400}) < 1);
  };
  check(Importance{.step = 0.5, .limited = true}, 31);
  check(Mala{.step = 0.3, .limited = true}, 32);
  check(MetropolisHastings<ParticleStep>{.proposal = {.step = 1.2}}, 33);
  check(Hmc{.step = 0.3, .n_steps = 4}, 34);
  check(Hmc{.step = 0.3, .n_steps = 4, .limited = true}, 35);
}

TEST_CASE("Gibbs sampling of a machine gives the moments of its mixture and so does importance sampling") {
  CHECK(test::machine_verdict(Gibbs{}, {.seed = 41, .sweeps = 2000}) < 1);
  CHECK(test::machine_verdict(Gibbs{.scan = Scan::sequential}, {.seed = 42, .sweeps = 2000}) < 1);
  CHECK(test::machine_verdict(importance, {.seed = 43, .sweeps = 2000}) < 1);
  // F itself is another state: its square has other moments.
  const RbmFactor other(test::some_machine(), {.dimensions = 2});
  CHECK(test::lane_verdict(importance, TrialDensity(other, test::two_in_a_plane), test::Moments{},
                           test::moments_of_machine(test::some_machine()), {.seed = 44, .sweeps = 2000}) > 1);
}

}  // namespace trap_samplers_tests
