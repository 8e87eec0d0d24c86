#include "lenz/lattice/lattice.hpp"

#include <algorithm>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::lattice {

Lattice Lattice::graph(std::size_t n_sites, std::vector<Bond> bonds) {
  check_range<std::size_t>("n_sites", n_sites, 1, std::size_t{1} << 28);
  for (const Bond& bond : bonds) {
    for (const Site site : {bond.a, bond.b}) {
      if (site >= n_sites)
        throw_invalid("a bond's site", site, "below the number of sites, " + std::to_string(n_sites));
    }
    if (bond.a == bond.b) throw_invalid("a bond's second site", bond.b, "another than its first");
  }
  Lattice lattice;
  lattice.n_sites_ = n_sites;
  lattice.bonds_ = std::move(bonds);
  lattice.index_neighbours();
  return lattice;
}

void Lattice::index_neighbours() {
  first_.assign(n_sites_ + 1, 0);
  for (const Bond& bond : bonds_) {
    ++first_[bond.a + 1];
    ++first_[bond.b + 1];
  }
  for (std::size_t site = 0; site < n_sites_; ++site) first_[site + 1] += first_[site];
  neighbours_.resize(2 * bonds_.size());
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t b = 0; b < bonds_.size(); ++b) {
    neighbours_[next[bonds_[b].a]++] = {bonds_[b].b, b};
    neighbours_[next[bonds_[b].b]++] = {bonds_[b].a, b};
  }
}

std::size_t Lattice::max_degree() const {
  std::size_t largest = 0;
  for (std::size_t site = 0; site < n_sites_; ++site)
    largest = std::max(largest, first_[site + 1] - first_[site]);
  return largest;
}

std::optional<std::vector<std::int8_t>> Lattice::bipartite_colouring() const {
  std::vector<std::int8_t> colour(n_sites_, 0);
  std::vector<Site> queue;
  for (Site start = 0; start < n_sites_; ++start) {
    if (colour[start] != 0) continue;
    colour[start] = 1;
    queue.assign(1, start);
    while (!queue.empty()) {
      const Site site = queue.back();
      queue.pop_back();
      for (const Neighbour& next : neighbours(site)) {
        if (colour[next.site] == colour[site]) return std::nullopt;
        if (colour[next.site] != 0) continue;
        colour[next.site] = static_cast<std::int8_t>(-colour[site]);
        queue.push_back(next.site);
      }
    }
  }
  return colour;
}

}  // namespace lenz::lattice
