#pragma once

#include <cstddef>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// Two particles with the repulsion g/r in a trap of 2 or 3 dimensions, at the frequencies where the relative
/// state is a polynomial times a Gaussian.
///
///     psi = r^l P(r) exp(-omega r^2/4),   P = sum_{j=0}^n a_j r^j,
///     -psi'' - (d-1)/r psi' + [l (l+d-2)/r^2 + omega^2 r^2/4 + g/r] psi = e psi
///
/// holds, with D = d + 2 l, where e = omega (n + D/2) and
///
///     j (j + D - 2) a_j = g a_{j-1} - omega (n - j + 2) a_{j-2},   j = 1 … n + 1,   a_{-1} = a_{n+1} = 0.
///
/// With a_j = omega^(j/2) b_j this is the spectrum of a Jacobi matrix, lambda = g/sqrt(omega):
///
///     lambda b_j = (j + 1)(j + D - 1) b_{j+1} + (n - j + 1) b_{j-1},   j = 0 … n,
///
/// zero on the diagonal, so lambda comes in pairs +-, and each of the floor((n+1)/2) positive ones is a
/// frequency omega = (g/lambda)^2. The level with k nodes, in units of omega, grows with lambda from 2 k +
/// D/2 without bound, so it passes n + D/2 once for each 2 k < n: the k-th largest lambda is the state of k
/// nodes, and the largest is the lowest state of its l. Total energy: e + omega d/2 with the centre of mass
/// in its ground state. Units hbar = m = 1. Source: Taut (1993), Phys. Rev. A 48, 3561 (3D); Taut (1994), J.
/// Phys. A 27, 1045 (2D).
namespace lenz::exact::taut {

inline constexpr const char* name = "taut";

struct Pair {
  std::size_t dimensions = 2;
  double strength = 1;               ///< g > 0
  std::size_t angular_momentum = 0;  ///< l in 3D, |m| in 2D; even for singlets and bosons, odd for triplets
};

struct State {
  std::size_t degree = 1;  ///< n
  std::size_t n_nodes = 0;
  double omega = 0;
  double energy = 0;                 ///< total
  double relative = 0;               ///< e
  std::vector<double> coefficients;  ///< a_0 = 1 … a_n
};

/// All states of degree n = 1 … 64, by rising number of nodes; omega to 1e-15 relative. Throws
/// std::invalid_argument for other degrees, dimensions other than 2 and 3, g not positive, l above 10. Cost:
/// n^2.
std::vector<State> states(const Pair& pair, std::size_t degree);

/// The state without nodes of degree n: the lowest of its l.
State ground_state(const Pair& pair, std::size_t degree);

/// Whether omega is, to 1e-12 relative, one at which the lowest state of this l has a degree n <= 64; the
/// reason names the two nearest that are.
Applies applies(const Pair& pair, double omega);

/// The lowest state of this l at omega. Throws std::invalid_argument where it does not apply.
State solve(const Pair& pair, double omega);

/// energy, kinetic, potential (trap), interaction and radius = sqrt(<sum_i r_i^2>/2) of the total state, from
///
///     int_0^inf r^m exp(-omega r^2/2) dr = (2/omega)^((m+1)/2) Gamma((m+1)/2)/2
///
/// in long double; kinetic by the virial theorem. For states without nodes, whose sums have positive terms.
Values values(const Pair& pair, const State& state);

}  // namespace lenz::exact::taut
