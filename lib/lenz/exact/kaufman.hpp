#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The Ising model on a finite square torus without a field, solved by Kaufman.
///
///     Z = 1/2 (2 sinh 2K)^(LM/2) (Z1 + Z2 + Z3 + Z4),   K = |J|/T,   r = 0 … L-1,
///     Z1 = prod 2 cosh(M g_{2r+1}/2),  Z2 = prod 2 sinh(M g_{2r+1}/2),
///     Z3 = prod 2 cosh(M g_{2r}/2),    Z4 = prod 2 sinh(M g_{2r}/2),
///     cosh g_l = cosh 2K coth 2K - cos(pi l/L),   g_0 = 2K + log tanh K   (negative above T_c).
///
/// An axis of length 2 has two bonds between its sites, as everywhere in Lenz. Source: Kaufman (1949); the
/// thermodynamics and the sign of g_0: Ferdinand and Fisher (1969), Eqs. 1.2, 2.1-2.14.
namespace lenz::exact::kaufman {

inline constexpr const char* name = "kaufman";

/// L x M sites; `coupling` is the same on every bond.
struct Torus {
  std::size_t length = 0, width = 0;
  double coupling = 1;
};

/// Sides of 2 … 4096; of either sign where both sides are even (the sublattice flip), else ferromagnetic; J
/// not 0.
Applies applies(const Torus& torus, double field = 0);

/// energy, specific_heat, free_energy and entropy at each temperature, from analytic derivatives of log Z in
/// long double. Against 60 digits (J = 1) energy and free energy are off by less than 3e-16, the specific
/// heat by 3e-16 for 64 x 64 and by 1.2e-14 for 1024 x 1024 sites at T_c, where it is worst. Throws
/// std::invalid_argument where it does not apply. Cost: the smaller side, below 1 ms each.
std::vector<Values> values(const Torus& torus, std::span<const double> temperatures);

/// Expected seconds, the same on every machine (measured on one core).
double cost_seconds(const Torus& torus, std::size_t n_temperatures);

}  // namespace lenz::exact::kaufman
