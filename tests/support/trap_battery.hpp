#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"

#include "support/lane_runs.hpp"
#include "support/two_electrons.hpp"

/// Three states of which everything is known, each a check that every right sampler passes and every wrong
/// twin fails: two electrons with a Jastrow factor (by quadrature), free fermions with nodes (by their
/// orbitals), a machine (a mixture of Gaussians). Verdicts are shares of the family's bound: at most 1 for
/// what is right.
namespace lenz::test {

inline constexpr models::Particles four{.n = 4, .dimensions = 2};
inline constexpr models::SpinAssignment three_up{.n_up = 3};

/// sum r^2, sum r^4 and sum exp(-r^2) of free fermions, and their local energy.
struct ShellQuantities {
  static constexpr std::size_t n = 4;
  static std::vector<double> exact() { return {6, 16, 1.5, 6}; }
  models::Trap trap{{.particles = four, .frequencies = {1, 1}}};

  template <class Walker>
  void operator()(const Walker& w, Lanes* out) const {
    out[0] = out[1] = out[2] = Lanes{};
    for (std::size_t i = 0; i < 4; ++i) {
      const Lanes r2 = w.x[2 * i] * w.x[2 * i] + w.x[2 * i + 1] * w.x[2 * i + 1];
      out[0] += r2;
      out[1] += r2 * r2;
      out[2] += lanes::exp(-r2);
    }
    // Rounded, since it has no variance: the same in every state.
    const Lanes energy = models::local_energy(trap, w).total();
    out[3] = lanes::select(lanes::abs(energy - 6) < 1e-6, lanes::broadcast<Lanes>(6), energy);
  }
};

/// Coordinates, their squares and one product of two.
struct Moments {
  static constexpr std::size_t n = 9;
  template <class Walker>
  void operator()(const Walker& w, Lanes* out) const {
    for (std::size_t i = 0; i < 4; ++i) {
      out[i] = w.x[i];
      out[4 + i] = w.x[i] * w.x[i];
    }
    out[8] = w.x[0] * w.x[3];
  }
};

inline models::RbmParameters some_machine() {
  return {.a = {0.2, -0.1, 0.4, 0},
          .b = {-0.5, 0.3, 0.1},
          .w = {0.8, -0.3, 0.5, 0.2, -0.6, 0.9, 0.1, -0.4, 0.3, 0.3, -0.7, 0.6},
          .sigma = {0.7, 0.8, 0.6, 0.9}};
}

/// F is a mixture over h of Gaussians with means a + w h, each with the weight exp(b h) times what completes
/// its square.
inline std::vector<double> moments_of_machine(const models::RbmParameters& p) {
  std::vector<double> sums(Moments::n, 0);
  double norm = 0;
  for (unsigned h = 0; h < 8; ++h) {
    std::vector<double> mean = p.a;
    double log_weight = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      if ((h >> j & 1U) == 0) continue;
      log_weight += p.b[j];
      for (std::size_t i = 0; i < 4; ++i) mean[i] += p.w[i + 4 * j];
    }
    for (std::size_t i = 0; i < 4; ++i)
      log_weight += (mean[i] * mean[i] - p.a[i] * p.a[i]) / (2 * p.sigma[i] * p.sigma[i]);
    const double weight = std::exp(log_weight);
    norm += weight;
    for (std::size_t i = 0; i < 4; ++i) {
      sums[i] += weight * mean[i];
      sums[4 + i] += weight * (mean[i] * mean[i] + p.sigma[i] * p.sigma[i]);
    }
    sums[8] += weight * mean[0] * mean[3];
  }
  for (double& sum : sums) sum /= norm;
  return sums;
}

/// Of the state of two electrons, its Jastrow factor perhaps a twin's.
template <class Jastrow = models::PadeJastrow, class K>
double pair_verdict(const K& kernel, const LanePlan& plan) {
  const auto psi = pair_state<Jastrow>();
  return lane_verdict(kernel, models::TrialDensity(psi, two_in_a_plane), PairQuantities{},
                      pair_moments(pair_alpha, pair_beta).of_quantities(), plan);
}

/// Of four free fermions, three of one spin.
template <class Determinant = models::SlaterDeterminant, class K>
double shell_verdict(const K& kernel, const LanePlan& plan) {
  const models::FactorProduct psi(models::GaussianEnvelope({1, 1}),
                                  Determinant({.particles = four, .spins = three_up, .frequencies = {1, 1}}));
  return lane_verdict(kernel, models::TrialDensity(psi, four), ShellQuantities{}, ShellQuantities::exact(),
                      plan);
}

/// Of sqrt F of a machine with three hidden units.
template <class Machine = models::RbmFactor, class K>
double machine_verdict(const K& kernel, const LanePlan& plan) {
  const Machine psi(some_machine(), {.dimensions = 2, .form = models::RbmFactor::Form::sqrt});
  return lane_verdict(kernel, models::TrialDensity(psi, two_in_a_plane), Moments{},
                      moments_of_machine(some_machine()), plan);
}

}  // namespace lenz::test
