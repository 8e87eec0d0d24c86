#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/local_energy.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"

/// Two electrons in two dimensions at omega = 1, in a state whose expectation values are one-dimensional
/// integrals, written here without the library.
namespace lenz::test {

struct PairMoments {
  double energy = 0, distance = 0, radius_squared = 0;  ///< <E_L>, <r12>, <r1^2 + r2^2>
  double variance = 0;                                  ///< of E_L

  std::vector<double> of_quantities() const { return {energy, distance, radius_squared}; }
};

/// Of psi = exp(-alpha (r1^2 + r2^2) / 2 + r12 / (1 + beta r12)).
///
/// With R = (r1 + r2) / 2 and r = r1 - r2: log psi = -alpha (R^2 + r^2 / 4) + u(r), H = -Laplacian_r -
/// Laplacian_R / 4 + R^2 + r^2 / 4 + 1 / r. |psi|^2 is Gaussian in R, <R^2> = 1 / (2 alpha), <R^4> = 2
/// <R^2>^2; r goes by Simpson's rule.
inline PairMoments pair_moments(double alpha, double beta) {
  constexpr int n = 4000;
  constexpr double last = 14;
  double sums[5]{};
  for (int k = 1; k <= n; ++k) {
    const double r = last * k / n, q = 1 / (1 + beta * r), first = q * q, second = -2 * beta * q * q * q;
    const double weight = (k == n ? 1 : k % 2 == 1 ? 4 : 2) * r * std::exp(2 * (-alpha * r * r / 4 + r * q));
    const double slope = -alpha * r / 2 + first;
    // E_L = e + f R^2
    const double e = -(-alpha + second + first / r + slope * slope) + alpha + r * r / 4 + 1 / r;
    const double f = 1 - alpha * alpha, centre = 1 / (2 * alpha);
    const double terms[5]{1, e + f * centre, r, r * r / 2 + 2 * centre,
                          e * e + 2 * e * f * centre + 2 * f * f * centre * centre};
    for (int t = 0; t < 5; ++t) sums[t] += weight * terms[t];
  }
  const double energy = sums[1] / sums[0];
  return {.energy = energy,
          .distance = sums[2] / sums[0],
          .radius_squared = sums[3] / sums[0],
          .variance = sums[4] / sums[0] - energy * energy};
}

inline constexpr double pair_alpha = 0.98854, pair_beta = 0.39863;
inline constexpr models::Particles two_in_a_plane{.n = 2, .dimensions = 2};

/// The same as factors; any Jastrow that is made as PadeJastrow.
template <class Jastrow = models::PadeJastrow>
auto pair_state(double alpha = pair_alpha, double beta = pair_beta) {
  return models::FactorProduct(
      models::GaussianEnvelope({1, 1}, alpha),
      Jastrow({.particles = two_in_a_plane, .spins = {.n_up = 1}, .beta_unlike = beta}));
}

inline models::Trap electrons_in_a_plane(std::size_t n = 2) {
  return models::Trap({.particles = {.n = n, .dimensions = 2},
                       .frequencies = {1, 1},
                       .interaction = models::Interaction::coulomb});
}

/// E_L, r12 and r1^2 + r2^2 of each lane of an evaluated walker.
struct PairQuantities {
  static constexpr std::size_t n = 3;
  models::Trap trap = electrons_in_a_plane();

  template <class Walker>
  void operator()(const Walker& w, Lanes* out) const {
    out[0] = models::local_energy(trap, w).total();
    out[1] = lanes::sqrt(two_in_a_plane.distance_squared<Lanes>(w.x, 0, 1));
    out[2] = Lanes{};
    for (const Lanes& x : w.x) out[2] += x * x;
  }
};

}  // namespace lenz::test
