#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

enum class Interaction { none, coulomb, gaussian, hard_sphere };

/// Particles in a harmonic trap, hbar = m = 1:
///
///     H = sum_i [-Laplacian_i / 2 + sum_k omega_k^2 x_ik^2 / 2] + sum_{i<j} V(r_ij),
///     coulomb       V = strength / sqrt(r^2 + softening^2)
///     gaussian      V = strength / (pi range^2)^(d/2) exp(-r^2 / range^2)
///     hard_sphere   V infinite for r < range, else 0
class Trap {
 public:
  struct Options {
    Particles particles;
    std::vector<double> frequencies;  ///< omega_k, one a dimension
    Interaction interaction = Interaction::none;
    double strength = 1, range = 1, softening = 0;
  };
  /// Throws std::invalid_argument for no particles, other than 1 to 3 dimensions or as many frequencies,
  /// numbers that are not finite, frequencies, ranges (where they count) that are not positive, a negative
  /// softening, and 1/r in one dimension without softening.
  explicit Trap(Options options);

  const Particles& particles() const { return o_.particles; }
  const Options& options() const { return o_; }
  /// Of the trap alone. Cost: n d.
  template <LaneReal Real = double>
  Real trap_energy(std::type_identity_t<std::span<const Real>> x) const;
  /// Infinite where hard spheres overlap or charges meet. Cost: n^2 d.
  template <LaneReal Real = double>
  Real interaction_energy(std::type_identity_t<std::span<const Real>> x) const;
  /// x . grad of trap and interaction together, which is twice the kinetic energy of an eigenstate; of hard
  /// spheres without their surfaces. Cost: n^2 d.
  template <LaneReal Real = double>
  Real virial(std::type_identity_t<std::span<const Real>> x) const;
  double potential_energy(std::span<const double> x) const { return trap_energy(x) + interaction_energy(x); }
  /// (H psi) / psi away from nodes.
  template <LogFactor Psi>
  double local_energy(const Psi& psi, std::span<const double> x) const {
    return local_kinetic_energy(psi, x) + potential_energy(x);
  }

 private:
  template <LaneReal Real>
  Real pair_energy(const Real& r_squared) const;

  Options o_;
  double peak_ = 0;  ///< of the Gaussian
};

}  // namespace lenz::models
