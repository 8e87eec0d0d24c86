#pragma once

#include <cstddef>
#include <optional>

#include "lenz/exact/spin_oracle.hpp"

/// Two particles with a central interaction in an isotropic harmonic trap of 1 to 3 dimensions.
///
///     H = sum_i (p_i^2 + omega^2 r_i^2)/2 + V(r_12) = H_cm(R) + h(r),   R = (r_1 + r_2)/2,  r = r_1 - r_2,
///     H_cm: E = omega d/2 in its ground state,          h = -Laplacian_r + omega^2 r^2/4 + V(r).
///
/// With psi = r^l f(r) Y_l the energy of h is the lowest value of
///
///     int [f'^2 + (omega^2 r^2/4 + V) f^2] r^(D-1) dr / int f^2 r^(D-1) dr,    D = d + 2 l,
///
/// an s-wave of D dimensions: the centrifugal term is gone (beyond l = 4 only r^4 is factored out, and the
/// rest of it stays), f'(0) takes the value that V asks for (the cusp g/(D-1) of g/r) by itself, and f is a
/// power series in r for every V offered. It is approximated by polynomials of high degree on elements in
/// x = r sqrt(omega), graded to the shortest length of V, which end where exp(-int sqrt(W - e)) is below
/// 1e-13 (Galerkin: energies from above); the matrices and their lowest pair are in long double
/// (`band_ground.hpp`). l is |m| in 2D and the parity, 0 or 1, in 1D. As h grows with D, the ground state has
/// the least l that the symmetry under r -> -r allows. Units hbar = m = 1.
namespace lenz::exact::radial {

inline constexpr const char* name = "radial";

/// none; coulomb g/sqrt(r^2 + softening^2); gaussian g/(pi s^2)^(d/2) exp(-r^2/s^2); hard_sphere: infinite
/// for r < s. g is `strength`, s is `range`.
enum class Interaction { none, coulomb, gaussian, hard_sphere };

/// How the spatial state behaves under exchange, psi(-r) = (-1)^l psi(r): distinguishable, any l; boson and
/// singlet, even l; triplet (or two equal fermions), odd l.
enum class Symmetry { distinguishable, boson, singlet, triplet };

struct Pair {
  std::size_t dimensions = 2;
  double omega = 1;
  Interaction interaction = Interaction::none;
  double strength = 1;   ///< g
  double range = 1;      ///< s
  double softening = 0;  ///< of Coulomb
  Symmetry symmetry = Symmetry::boson;
  std::optional<std::size_t> angular_momentum = std::nullopt;  ///< l; without it the least allowed
};

/// d = 1, 2, 3; omega, and s where it is used, positive; l at most 10 (1 in 1D) and of the symmetry's parity;
/// Coulomb in 1D only with softening > 0. In units of the trap, a = 1/sqrt(omega): Coulomb |g| a <= 1e4 and
/// softening/a of 1e-3 to 1e3, or 0; Gaussian |V(0)| <= 1e4 omega, s/a of 1e-3 to 20; hard spheres s/a of
/// 1e-4 to 20.
Applies applies(const Pair& pair);

struct Solution {
  double energy = 0;             ///< total, with the centre of mass
  double error = 0;              ///< of the energy: coarse less fine elements, and rounding
  double relative = 0;           ///< of h alone
  double kinetic = 0;            ///< <sum_i p_i^2/2>
  double potential = 0;          ///< <sum_i omega^2 r_i^2/2>
  double interaction = 0;        ///< <V>
  double distance_2 = 0;         ///< <r_12^2>
  double expectation_error = 0;  ///< of kinetic, potential and interaction, as that of the energy
  std::size_t n_functions = 0;   ///< of the fine elements
};

/// The lowest state of the symmetry (and l). Throws std::invalid_argument where it does not apply. Cost: 5 to
/// 70 ms (one core).
Solution solve(const Pair& pair);

/// energy, kinetic, potential, interaction and radius = sqrt(<sum_i r_i^2>/2), all of the total state.
Values values(const Solution& solution, const Pair& pair);

}  // namespace lenz::exact::radial
