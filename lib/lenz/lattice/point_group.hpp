#pragma once

#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// A permutation of sites: site k goes to p[k].
using SitePermutation = std::vector<Site>;

/// Rotations and reflections about site 0 that take the lattice to itself, each permutation once, the
/// identity first: 2 of a chain, 8 of a square torus with equal edges, 12 of a triangular one, 48 of a cube;
/// fewer where edges differ or are short. Linear in the coordinates of cells, those of the infinite lattice
/// which the edges leave: second neighbours go to second neighbours. Throws std::invalid_argument for an open
/// lattice, one of several sites a cell, and a graph. Cost: group elements times sites.
std::vector<SitePermutation> point_group(const Lattice& lattice);

/// All translations by whole cells of a periodic lattice, the identity first, the first axis fastest.
std::vector<SitePermutation> translations(const Lattice& lattice);

/// The products of translations and point_group: all of a symmorphic space group, as permutations, each once.
std::vector<SitePermutation> space_group(const Lattice& lattice);

}  // namespace lenz::lattice
