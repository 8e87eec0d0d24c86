#pragma once

#include <cstdint>
#include <vector>

#include "lenz/exact/spins/symmetry.hpp"

/// Symmetries of a grid of sites, the first axis fastest: site = x + L_1 (y + L_2 z). Each throws
/// std::invalid_argument for an axis that is not there or a length of 0. Whether a Hamiltonian has them,
/// check_commutes says.
namespace lenz::exact::spins {

using Lengths = std::vector<std::uint32_t>;

/// One site further along an axis, around the edge.
Symmetry translation(const Lengths& lengths, std::size_t axis);
/// x -> L - 1 - x along an axis.
Symmetry reflection(const Lengths& lengths, std::size_t axis);
/// (x, y) -> (y, x): with the reflections the point group of a square. REQUIRES equal lengths, else throws
/// too.
Symmetry diagonal_reflection(const Lengths& lengths, std::size_t axis, std::size_t other);
/// All spins turned over, prod_i sx_i.
Symmetry spin_inversion(std::uint32_t n_sites);

/// Of the sector with wave number 2 pi m / length: exp(-2 pi i m / length), +1 and -1 exactly.
std::complex<double> momentum_character(std::uint32_t m, std::uint32_t length);

}  // namespace lenz::exact::spins
