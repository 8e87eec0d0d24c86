#pragma once

#include <cstddef>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// N particles without interaction in a harmonic trap of 1 to 3 dimensions, isotropic or not.
///
///     H = sum_i sum_k (p_ik^2 + omega_k^2 x_ik^2)/2,   levels of one particle: sum_k omega_k (n_k + 1/2).
///
/// Bosons and distinguishable particles all go to the lowest level, E = N sum_k omega_k/2; fermions fill the
/// levels from below, spin_up of them and N - spin_up apart. In each direction <p^2/2> = <omega^2 x^2/2>,
/// half of its energy (virial theorem). Units hbar = m = 1.
namespace lenz::exact::free_particles {

inline constexpr const char* name = "free-particles";

enum class Statistics { boson, fermion, distinguishable };

struct Trap {
  std::size_t particles = 1;
  std::vector<double> frequencies{1, 1};  ///< omega_k, one for each dimension
  Statistics statistics = Statistics::boson;
  std::size_t spin_up = 0;  ///< of fermions
};

/// N of 1 to 10000, 1 to 3 positive frequencies whose ratios are at most 1e6, spin_up <= N.
Applies applies(const Trap& trap);

struct GroundState {
  double energy = 0;      ///< total; kinetic and potential are half of it each
  double degeneracy = 1;  ///< prod over both spins of binom(states of the last level, particles in it)
  double radius_2 = 0;    ///< <sum_i r_i^2>, of an open shell the mean over its states
  bool closed = true;     ///< no level partly filled
};

/// Levels that differ by less than 1e-10 of the sum of the frequencies are one level. Relative error 1e-15.
/// Throws std::invalid_argument where it does not apply. Cost: the number of levels filled, times its
/// logarithm.
GroundState solve(const Trap& trap);

/// energy, kinetic, potential, interaction (0) and radius = sqrt(<sum_i r_i^2>/N).
Values values(const Trap& trap);

}  // namespace lenz::exact::free_particles
