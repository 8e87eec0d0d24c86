#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// A bond of the unit cell: from sublattice `from` to sublattice `to` of the cell displaced by `offset`.
struct CellBond {
  std::size_t from = 0, to = 0;
  std::array<int, 3> offset{};
};

/// What a regular lattice is made of: its vectors a_1, a_2, a_3, the sites of a cell, the bonds that begin in
/// it.
struct UnitCell {
  std::vector<std::array<double, 3>> vectors;
  std::vector<std::array<double, 3>> basis;
  std::vector<CellBond> bonds;
};

/// Throws std::invalid_argument for a graph, which has none.
UnitCell unit_cell(Kind kind);

}  // namespace lenz::lattice
