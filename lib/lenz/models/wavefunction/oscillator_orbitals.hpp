#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// At most so many particles of one spin, so that what is made of a matrix finds room without allocation.
inline constexpr std::size_t max_of_one_spin = 32;

/// The lowest states of a harmonic trap of frequencies omega_a, one a dimension, without their common
/// Gaussian (GaussianEnvelope's):
///
///     phi_k(r) = prod_a h_{n_a}(sqrt(omega_a) x_a),   h_n = H_n / sqrt(2^n n!),
///     h_{n+1} = t sqrt(2 / (n + 1)) h_n - sqrt(n / (n + 1)) h_{n-1},   h_n' = sqrt(2 n) h_{n-1},
///
/// in the order of their energies; of states of one energy those with the larger n along the first axis come
/// first, then along the second.
class OscillatorOrbitals {
 public:
  using State = std::array<std::size_t, 3>;  ///< n along each axis; 0 along those that are none

  /// Throws std::invalid_argument for other than 1 to 3 frequencies, frequencies that are not positive, more
  /// than max_of_one_spin states.
  OscillatorOrbitals(const std::vector<double>& frequencies, std::size_t n_states);

  std::size_t dimensions() const { return dimensions_; }
  const std::vector<State>& states() const { return states_; }
  /// Whether the first n states are whole shells: state n, were it asked for, has a higher energy.
  bool is_closed(std::size_t n) const { return n == 0 || closed_[n - 1]; }

  /// The recurrence of the polynomials at r, d coordinates, as far as the states go: h_n along axis a at
  /// h[a][2 + n].
  template <LaneReal Real>
  void polynomials(const Real* r, Real (*h)[2 + max_of_one_spin]) const {
    for (std::size_t a = 0; a < dimensions_; ++a) {
      const Real t = root_[a] * r[a];
      h[a][0] = h[a][1] = Real{};
      h[a][2] = lanes::broadcast<Real>(1);
      for (std::size_t n = 0; n < highest_[a]; ++n)
        h[a][n + 3] = up_[n] * t * h[a][n + 2] - down_[n] * h[a][n + 1];
    }
  }
  /// d phi_k / d x_a is slope(k, a) times what has h_{n_a - 1} in place of h_{n_a}; d^2 phi_k / d x_a^2 is
  /// curvature(k, a) times what has h_{n_a - 2}.
  double slope(std::size_t k, std::size_t a) const { return slope_[k][a]; }
  double curvature(std::size_t k, std::size_t a) const { return curvature_[k][a]; }

 private:
  std::size_t dimensions_ = 1;
  std::array<std::size_t, 3> highest_{};  ///< n along each axis
  std::array<double, 3> root_{};          ///< sqrt(omega_a)
  std::array<double, max_of_one_spin> up_{}, down_{};
  std::vector<State> states_;
  std::vector<std::array<double, 3>> slope_, curvature_;
  std::vector<bool> closed_;  ///< after each state
};

/// All orbitals at one place, with their derivatives. Cost: to be made d times the highest n, of each number
/// d products.
template <LaneReal Real>
class OrbitalsAt {
 public:
  /// r holds the d coordinates of a particle.
  OrbitalsAt(const OscillatorOrbitals& orbitals, const Real* r) : o_(orbitals) { o_.polynomials(r, h_); }

  Real value(std::size_t k) const { return product(k, {0, 0, 0}); }
  /// d phi_k / d x_a.
  Real derivative(std::size_t k, std::size_t a) const {
    std::array<std::size_t, 3> lower{};
    lower[a] = 1;
    return o_.slope(k, a) * product(k, lower);
  }
  /// d^2 phi_k / d x_a d x_b.
  Real second(std::size_t k, std::size_t a, std::size_t b) const {
    std::array<std::size_t, 3> lower{};
    ++lower[a];
    ++lower[b];
    return (a == b ? o_.curvature(k, a) : o_.slope(k, a) * o_.slope(k, b)) * product(k, lower);
  }
  Real laplacian(std::size_t k) const {
    Real sum = second(k, 0, 0);
    for (std::size_t a = 1; a < o_.dimensions(); ++a) sum += second(k, a, a);
    return sum;
  }

 private:
  /// Of h_{n_a - lower_a}.
  Real product(std::size_t k, const std::array<std::size_t, 3>& lower) const {
    const OscillatorOrbitals::State& n = o_.states()[k];
    Real all = h_[0][2 + n[0] - lower[0]];
    for (std::size_t a = 1; a < o_.dimensions(); ++a) all *= h_[a][2 + n[a] - lower[a]];
    return all;
  }

  const OscillatorOrbitals& o_;
  Real h_[3][2 + max_of_one_spin];
};

}  // namespace lenz::models
