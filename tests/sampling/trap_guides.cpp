#include <cmath>
#include <numbers>
#include <type_traits>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/cusp_weight.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"
#include "lenz/stats/tail_index.hpp"

#include "support/lane_runs.hpp"
#include "support/two_electrons.hpp"

namespace trap_guides_tests {

using namespace lenz;
using namespace lenz::models;
using namespace lenz::sampling;
using lenz::test::lane_means;

namespace {

const MetropolisHastings<ParticleStep> walk{.proposal = {.step = 1.4}};

/// w (E_L - energy), whose mean is zero at the right energy, and the weight w itself.
template <class Density>
struct WeightedEnergy {
  static constexpr std::size_t n = 2;
  const Density& density;
  double energy;
  Trap trap = test::electrons_in_a_plane();

  template <class Walker>
  void operator()(const Walker& w, Lanes* out) const {
    out[1] = density.weight(w);
    out[0] = out[1] * (local_energy(trap, w).total() - energy);
  }
};

/// The t of the mean of column q.
double score(const std::vector<std::vector<double>>& rows, std::size_t q, double exact) {
  std::vector<std::vector<double>> column;
  for (const auto& row : rows) column.push_back({row[q]});
  return std::fabs(test::t_scores(column, {exact})[0]);
}

}  // namespace

TEST_CASE("Sampling with a guide and weighting gives the energy of the state itself") {
  const auto with_cusp = test::pair_state();
  const GaussianEnvelope without_cusp({1, 1});
  const CuspWeight guide(test::two_in_a_plane, 1);
  const auto check = [&](const auto& psi, const auto& kernel, double energy, std::uint64_t seed) {
    const TrialDensity<std::remove_cvref_t<decltype(psi)>, Lanes, CuspWeight> density(
        psi, test::two_in_a_plane, guide);
    const auto rows = lane_means(kernel, density, WeightedEnergy<decltype(density)>{density, energy},
                                 {.seed = seed, .sweeps = 1500});
    INFO("seed " << seed);
    CHECK(score(rows, 0, 0) < test::family_bound(test::lane_family, rows.size()));
  };
  const double exact = test::pair_moments(test::pair_alpha, test::pair_beta).energy;
  check(with_cusp, Importance{.step = 0.6}, exact, 51);
  check(with_cusp, walk, exact, 52);
  check(with_cusp, Mala{.step = 0.5}, exact, 53);
  check(with_cusp, Hmc{.step = 0.5, .n_steps = 3}, exact, 54);
  // E_L = 2 + 1 / r, |psi|^2 = exp(-r^2 / 2): <1 / r> = sqrt(pi / 2).
  const double gauss = 2 + std::sqrt(std::numbers::pi / 2);
  check(without_cusp, Importance{.step = 0.6}, gauss, 55);
  check(without_cusp, walk, gauss, 56);
  check(without_cusp, Mala{.step = 0.5}, gauss, 57);
  check(without_cusp, Hmc{.step = 0.5, .n_steps = 3}, gauss, 58);
}

TEST_CASE("Without a cusp the local energy has a heavy tail which a guide takes away") {
  const GaussianEnvelope psi({1, 1});
  const auto energies_of = [&](const auto& density, double centre) {
    std::vector<double> all;
    random::Stream rng({.seed = 61, .purpose = random::Purpose::test});
    const WeightedEnergy<std::remove_cvref_t<decltype(density)>> quantity{density, centre};
    for (int n = 0; n < 16; ++n) {
      std::vector<Lanes> x(4);
      for (Lanes& value : x) value = random::normal_in<Lanes>(rng);
      auto walker = density.walker(std::move(x));
      for (int sweep = 0; sweep < 1600; ++sweep) {
        for (int k = 0; k < 2; ++k) walk.sweep(density, walker, rng);
        if (sweep < 50) continue;
        density.evaluate(walker);
        Lanes values[2];
        quantity(walker, values);
        for (std::size_t k = 0; k < lanes::count<Lanes>; ++k) all.push_back(values[0][k]);
      }
    }
    return all;
  };
  const double energy = 2 + std::sqrt(std::numbers::pi / 2);
  const TrialDensity plain(psi, test::two_in_a_plane);
  const auto tail = stats::tail_index(energies_of(plain, energy));
  CHECK(tail.index == Approx(2).margin(4 * tail.error));
  CHECK(tail.is_heavy());

  const TrialDensity<GaussianEnvelope, Lanes, CuspWeight> guided(psi, test::two_in_a_plane,
                                                                 CuspWeight(test::two_in_a_plane, 1));
  const auto weighted = energies_of(guided, energy);
  CHECK(!stats::tail_index(weighted).is_heavy());
  // w (E_L - E) = (r / (r + 1)) (2 + 1 / r - E): its mean square under exp(-r^2 / 2) (1 + 1 / r) r.
  double squares = 0, expected = 0, norm = 0;
  for (const double value : weighted) squares += value * value / static_cast<double>(weighted.size());
  for (int k = 0; k < 100000; ++k) {
    const double r = (k + 0.5) * 1e-4, density = std::exp(-r * r / 2) * (r + 1);
    const double value = r / (r + 1) * (2 + 1 / r - energy);
    expected += density * value * value;
    norm += density;
  }
  CHECK(squares == Approx(expected / norm).epsilon(0.02));

  const auto state = test::pair_state();
  CHECK(!stats::tail_index(energies_of(TrialDensity(state, test::two_in_a_plane), 3.0)).is_heavy());
}

}  // namespace trap_guides_tests
