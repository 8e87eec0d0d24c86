#pragma once

#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The infinite square lattice without a field: a limit to set beside finite lattices, never their exact
/// value.
///
///     u = -J coth x [1 + (2/pi) k'' K(k)],   k = 2 sinh x/cosh^2 x,   k'' = 2 tanh^2 x - 1,   x = 2J/T,
///     c = (2/pi) (x/2 coth x)^2 {2 K(k) - 2 E(k) - (1 - k'')[pi/2 + k'' K(k)]},
///     -f/T = log(2 cosh x) + (1/pi) int_0^(pi/2) log[(1 + sqrt(1 - k^2 sin^2 phi))/2] dphi,
///     m = (1 - 1/sinh^4 x)^(1/8) below T_c = 2J/log(1 + sqrt 2), 0 above.
///
/// Elliptic integrals by the arithmetic-geometric mean of the complementary modulus |k''|, exact as T -> T_c.
/// Source: Onsager (1944); Yang (1952); in this form Huang, Statistical Mechanics, Eqs. 15.89-15.98.
namespace lenz::exact::onsager {

inline constexpr const char* name = "onsager";

/// T_c = 2 |J|/log(1 + sqrt 2).
double critical_temperature(double coupling);

/// A coupling other than 0, no field.
Applies applies(double coupling, double field = 0);

/// energy, free_energy, entropy, specific_heat (left out where |k''| < 1e-12, at T_c, where it diverges), and
/// the spontaneous order as abs_magnetization and staggered_magnetization, one of them 0 by the sign of J.
/// Absolute error near 1e-15 in the unit of J. Throws std::invalid_argument where it does not apply. Cost: 20
/// microseconds.
std::vector<Values> values(double coupling, std::span<const double> temperatures);

}  // namespace lenz::exact::onsager
