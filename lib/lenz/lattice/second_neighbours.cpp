#include "lenz/lattice/second_neighbours.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace lenz::lattice {

namespace {

using Offset = std::array<int, 3>;

/// From a cell to those that hold second neighbours of its sites, one of each two opposite ones. They join
/// sites of one sublattice.
std::vector<Offset> offsets_of(Kind kind) {
  switch (kind) {
    case Kind::chain:
      return {{2, 0, 0}};
    case Kind::square:
      return {{1, 1, 0}, {1, -1, 0}};
    case Kind::triangular:
      return {{1, 1, 0}, {2, -1, 0}, {1, -2, 0}};
    case Kind::honeycomb:
      return {{1, 0, 0}, {0, 1, 0}, {1, -1, 0}};
    case Kind::cubic:
      return {{1, 1, 0}, {1, -1, 0}, {1, 0, 1}, {1, 0, -1}, {0, 1, 1}, {0, 1, -1}};
    case Kind::graph:
      break;
  }
  return {};
}

/// Where the offset leads; none off an open edge, or across an axis of length 1.
std::optional<Site> moved(const Lattice& lattice, Site site, const Offset& offset) {
  std::optional<Site> at = site;
  for (std::size_t axis = 0; axis < lattice.n_axes() && at; ++axis) {
    if (offset[axis] == 0) continue;
    at = lattice.length(axis) > 1 ? lattice.translate(*at, axis, offset[axis]) : std::nullopt;
  }
  return at == site ? std::nullopt : at;
}

std::vector<Bond> two_bonds_away(const Lattice& lattice) {
  std::set<std::pair<Site, Site>> bonds, pairs;
  for (const Bond& b : lattice.bonds()) bonds.insert(std::minmax(b.a, b.b));
  for (Site i = 0; i < lattice.n_sites(); ++i) {
    for (const Neighbour& first : lattice.neighbours(i)) {
      for (const Neighbour& second : lattice.neighbours(first.site)) {
        if (i < second.site && !bonds.contains({i, second.site})) pairs.emplace(i, second.site);
      }
    }
  }
  std::vector<Bond> all;
  for (const auto& [a, b] : pairs) all.push_back({a, b});
  return all;
}

}  // namespace

std::vector<Bond> second_neighbours(const Lattice& lattice) {
  if (lattice.kind() == Kind::graph) return two_bonds_away(lattice);
  std::vector<Bond> all;
  for (Site i = 0; i < lattice.n_sites(); ++i) {
    for (const Offset& offset : offsets_of(lattice.kind())) {
      if (const auto j = moved(lattice, i, offset)) all.push_back({i, *j});
    }
  }
  return all;
}

}  // namespace lenz::lattice
