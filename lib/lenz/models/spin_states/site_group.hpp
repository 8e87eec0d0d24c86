#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lenz::models {

/// Permutations of sites that make a group: g sends site k to g[k].
using SiteGroup = std::vector<std::vector<std::uint32_t>>;

/// The identity alone.
SiteGroup no_symmetry(std::size_t n_sites);

/// The number of the orbit of each site, from 0 on in the order of their first sites.
std::vector<std::uint32_t> orbits_of(const SiteGroup& group);

/// Throws std::invalid_argument where the group is empty, or an element is no permutation of n_sites sites.
void check_group(const SiteGroup& group, std::size_t n_sites);

}  // namespace lenz::models
