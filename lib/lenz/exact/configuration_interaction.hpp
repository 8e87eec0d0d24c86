#pragma once

#include <cstddef>
#include <vector>

#include "lenz/exact/oscillator/many_body_basis.hpp"
#include "lenz/exact/spin_oracle.hpp"

/// Ground states of a few interacting particles in a two-dimensional isotropic trap, hbar = m = 1:
///
///     H = sum_i (p_i^2 / 2 + omega^2 r_i^2 / 2) + sum_{i<j} V(r_ij),   V = g / r or g / (pi s^2) exp(-r^2 /
///     s^2).
///
/// All states of the oscillator with at most K quanta more than the lowest configuration are diagonalised
/// together, for given total angular momentum and S_z. With V itself E(K) is an upper bound, and falls to E
/// as
///
///     E(K) - E = a rho^(K/2) (K + c)^-p,   rho = 1 (Coulomb, p near 1), (2 / (2 + omega s^2))^2 (Gaussian),
///
/// the decay of the relative functions' expansion. With the interaction of Suzuki and Lee, which gives two
/// particles their exact energies, it converges faster: there the answer comes from.
namespace lenz::exact::configuration_interaction {

inline constexpr const char* name = "configuration-interaction";

/// What is in the trap.
struct System {
  oscillator::Particles particles{};
  oscillator::Interaction interaction{};
  double omega = 1;
};

/// 2 to 6 fermions of spin 1/2 or 2 to 4 bosons; of the Gaussian, a range s >= 0.05 / sqrt(omega).
Applies applies(const System& system);

/// What the particles of a truncated basis feel.
enum class Treatment {
  bare,      ///< V itself: an upper bound of the energy
  effective  ///< V transformed for pairs (oscillator::effective_elements): no bound, but nearer
};

/// The lowest energy in one truncated basis.
struct TruncatedEnergy {
  double energy = 0;
  std::size_t n_states = 0;
  std::size_t n_elements = 0;  ///< of the lower triangle of the Hamiltonian
};

/// At most `cutoff` quanta above the lowest configuration. Error of the diagonalisation below 1e-10 |E|.
///
/// Throws std::invalid_argument where it does not apply, beyond max_elements, for pairs of more than 32
/// quanta (particles of more than 43 where there are two), and where no state has the momentum;
/// std::runtime_error if Lanczos does not converge. Cost, on one core: 6 electrons at K = 10, 12, 14, 16, 18
/// take 0.6, 2.6, 10, 40, 75 s; 12 bytes an element (1.5e6, 6.7e6, 2.5e7, 8.2e7, 2.4e8); 4 bosons at K =
/// 24 1.7 s.
TruncatedEnergy truncated_energy(const System& system, std::size_t cutoff, Treatment treatment,
                                 std::size_t max_elements = std::size_t{1} << 27);

/// How far the basis goes.
struct Options {
  std::size_t cutoff = 12;  ///< the largest K, at least 7; one less if its parity is not that of M
  std::size_t max_elements = std::size_t{1} << 27;  ///< of the largest Hamiltonian
};

/// The ground state's energy with what it was made of, smallest basis first.
struct GroundEnergy {
  double energy = 0;
  double error = 0;                  ///< a bound by judgement, see ground_energy
  std::vector<std::size_t> cutoffs;  ///< K
  std::vector<double> effective;     ///< energies with the effective interaction
  std::vector<double> bare;          ///< with V itself: upper bounds
  std::vector<std::size_t> n_states;
};

/// The energy of the lowest state of M and S_z, from K, K - 2, K - 4, K - 6 extrapolated.
///
/// E, a and p of the formula above through three consecutive energies (effective ones), for each of the last
/// two triples and c = 0, 2 and 6. The energy is the last triple's with c = 0; the error the widest spread of
/// all six, and a tenth of the step from the last energy, and never less than 1e-9 |E|. A sequence that does
/// not fall ever more slowly is not extrapolated: its last value, with three times its spread for error
/// and, of more than two particles, a hundredth of what the bare interaction still lacks. Nor does the answer
/// stay above an upper bound without an error that reaches it. Measured: bases of K and K + 4 … K + 8
/// differed by less than the error of the smaller one in all cases tried (3 and 4 bosons, s = 0.5, g = 1, 3,
/// 6; 3, 4 and 6 electrons, omega = 0.1 … 1). Throws as truncated_energy does.
GroundEnergy ground_energy(const System& system, const Options& options);

/// E of E(K) = E + a rho^(K/2) (K + c)^-p through three points, cutoffs in steps of 2, the largest `cutoff`;
/// NaN where they do not fall ever more slowly, or p is out of (0, 30).
double extrapolated(const double (&energies)[3], double cutoff, double rho, double c);

}  // namespace lenz::exact::configuration_interaction
