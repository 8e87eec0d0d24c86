#include "lenz/lattice/point_group.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <stdexcept>
#include <utility>

namespace lenz::lattice {

namespace {

using Offset = std::array<int, 3>;
/// Columns are the images of the axes.
using Map = std::array<Offset, 3>;

Offset applied(const Map& map, const Offset& cell) {
  Offset to{};
  for (std::size_t column = 0; column < 3; ++column) {
    for (std::size_t row = 0; row < 3; ++row) to[row] += map[column][row] * cell[column];
  }
  return to;
}
Map product(const Map& first, const Map& second) {
  return {applied(first, second[0]), applied(first, second[1]), applied(first, second[2])};
}

/// Of the infinite lattice.
std::vector<Map> generators_of(Kind kind) {
  const Map mirror{Offset{-1, 0, 0}, Offset{0, 1, 0}, Offset{0, 0, 1}};
  const Map swap{Offset{0, 1, 0}, Offset{1, 0, 0}, Offset{0, 0, 1}};
  const Map cycle{Offset{0, 1, 0}, Offset{0, 0, 1}, Offset{1, 0, 0}};
  const Map sixth{Offset{0, 1, 0}, Offset{-1, 1, 0}, Offset{0, 0, 1}};  // a_1 to a_2, a_2 to a_2 - a_1
  switch (kind) {
    case Kind::chain:
      return {mirror};
    case Kind::square:
      return {mirror, swap};
    case Kind::triangular:
      return {sixth, swap};
    case Kind::cubic:
      return {mirror, swap, cycle};
    default:
      throw std::invalid_argument("point groups are known of lattices with one site a cell");
  }
}

std::vector<Map> closed(const std::vector<Map>& generators) {
  std::vector<Map> all{{Offset{1, 0, 0}, Offset{0, 1, 0}, Offset{0, 0, 1}}};
  for (std::size_t k = 0; k < all.size(); ++k) {
    for (const Map& generator : generators) {
      const Map next = product(generator, all[k]);
      if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
    }
  }
  return all;
}

/// Whether the map takes cells that are the same on the torus to cells that are.
bool fits(const Map& map, const Lattice& lattice) {
  for (std::size_t column = 0; column < lattice.n_axes(); ++column) {
    for (std::size_t row = 0; row < lattice.n_axes(); ++row) {
      const auto way = static_cast<std::size_t>(std::abs(map[column][row])) * lattice.length(column);
      if (way % lattice.length(row) != 0) return false;
    }
  }
  return true;
}

Site site_of(const Lattice& lattice, const Offset& cell) {
  Site site = 0;
  for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis)
    site = lattice.translate(site, axis, cell[axis]).value();
  return site;
}

SitePermutation permutation_of(const Lattice& lattice, const Map& map) {
  SitePermutation p;
  for (Site site = 0; site < lattice.n_sites(); ++site) {
    Offset cell{};
    std::size_t left = site;
    for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis) {
      cell[axis] = static_cast<int>(left % lattice.length(axis));
      left /= lattice.length(axis);
    }
    p.push_back(site_of(lattice, applied(map, cell)));
  }
  return p;
}

/// With how many times each pair is joined: an axis of length 1 or 2 has bonds of its own kind.
bool keeps_bonds(const Lattice& lattice, const SitePermutation& p) {
  std::multiset<std::pair<Site, Site>> before, after;
  for (const Bond& b : lattice.bonds()) {
    before.insert(std::minmax(b.a, b.b));
    const Site to_a = p[b.a], to_b = p[b.b];
    after.insert(std::minmax(to_a, to_b));
  }
  return before == after;
}

}  // namespace

std::vector<SitePermutation> point_group(const Lattice& lattice) {
  const std::vector<Map> maps = closed(generators_of(lattice.kind()));
  if (lattice.boundary() == Boundary::open)
    throw std::invalid_argument("point groups are known of periodic lattices");
  std::vector<SitePermutation> all;
  for (const Map& map : maps) {
    if (!fits(map, lattice)) continue;
    SitePermutation p = permutation_of(lattice, map);
    if (keeps_bonds(lattice, p) && std::find(all.begin(), all.end(), p) == all.end())
      all.push_back(std::move(p));
  }
  return all;
}

std::vector<SitePermutation> translations(const Lattice& lattice) {
  std::vector<SitePermutation> group(1);
  for (Site site = 0; site < lattice.n_sites(); ++site) group.front().push_back(site);
  for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis) {
    const std::vector<SitePermutation> shorter = group;
    for (std::size_t r = 1; r < lattice.length(axis); ++r) {
      for (SitePermutation p : shorter) {
        for (Site& site : p) site = lattice.translate(site, axis, static_cast<std::ptrdiff_t>(r)).value();
        group.push_back(std::move(p));
      }
    }
  }
  return group;
}

std::vector<SitePermutation> space_group(const Lattice& lattice) {
  const std::vector<SitePermutation> shifts = translations(lattice);
  std::vector<SitePermutation> all;
  for (const SitePermutation& about_site : point_group(lattice)) {
    for (const SitePermutation& shift : shifts) {
      SitePermutation& p = all.emplace_back();
      for (const Site site : about_site) p.push_back(shift[site]);
    }
  }
  return all;
}

}  // namespace lenz::lattice
