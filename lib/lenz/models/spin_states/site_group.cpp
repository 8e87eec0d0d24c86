#include "lenz/models/spin_states/site_group.hpp"

#include <algorithm>
#include <stdexcept>

#include "lenz/core/checks.hpp"

namespace lenz::models {

SiteGroup no_symmetry(std::size_t n_sites) {
  SiteGroup group(1);
  for (std::uint32_t k = 0; k < n_sites; ++k) group.front().push_back(k);
  return group;
}

std::vector<std::uint32_t> orbits_of(const SiteGroup& group) {
  constexpr auto none = UINT32_MAX;
  std::vector<std::uint32_t> orbit(group.front().size(), none);
  std::uint32_t n = 0;
  for (std::size_t k = 0; k < orbit.size(); ++k) {
    if (orbit[k] != none) continue;
    for (const auto& g : group) orbit[g[k]] = n;
    ++n;
  }
  return orbit;
}

void check_group(const SiteGroup& group, std::size_t n_sites) {
  check_positive("the number of symmetries", group.size());
  for (const auto& g : group) {
    check_size("a permutation of the sites", g.size(), n_sites);
    std::vector<bool> seen(n_sites, false);
    for (const std::uint32_t site : g) {
      if (site >= n_sites || seen[site])
        throw std::invalid_argument("a symmetry is no permutation of the sites");
      seen[site] = true;
    }
  }
}

}  // namespace lenz::models
