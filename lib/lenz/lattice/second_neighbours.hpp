#pragma once

#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// Bonds between second neighbours, the sites at the next distance beyond the bonds of the lattice: 2 on a
/// chain, sqrt 2 on square and cubic lattices, sqrt 3 on triangular and honeycomb ones. Counted as bonds are:
/// one for each site and displacement, so that a short periodic axis has parallel ones, and never from a site
/// to itself.
///
/// On a graph: the pairs that a path of two bonds joins and no bond does, each once.
std::vector<Bond> second_neighbours(const Lattice& lattice);

}  // namespace lenz::lattice
