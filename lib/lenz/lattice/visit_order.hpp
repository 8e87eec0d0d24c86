#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// All sites in an order in which neighbours stand far apart: colour by colour of a greedy colouring (no bond
/// joins two sites of one colour), and by the number of neighbours within a colour, so that a loop over
/// neighbours has one length for long. Neighbours lie in memory in the order in which they are visited.
class VisitOrder {
 public:
  /// Sites sites()[first … last - 1] have one colour and `degree` neighbours each, that of the first one
  /// beginning at neighbours()[offset].
  struct Group {
    std::size_t first = 0, last = 0, degree = 0, offset = 0;
  };

  VisitOrder() = default;
  explicit VisitOrder(const Lattice& lattice) : sites_(lattice.n_sites()) {
    const std::vector<std::uint32_t> colour = colours(lattice);
    const auto degree = [&](Site i) { return lattice.neighbours(i).size(); };
    const auto alike = [&](Site a, Site b) { return colour[a] == colour[b] && degree(a) == degree(b); };
    std::iota(sites_.begin(), sites_.end(), 0U);
    std::stable_sort(sites_.begin(), sites_.end(), [&](Site a, Site b) {
      return colour[a] != colour[b] ? colour[a] < colour[b] : degree(a) < degree(b);
    });
    for (std::size_t k = 0; k < sites_.size(); ++k) {
      if (k == 0 || !alike(sites_[k - 1], sites_[k]))
        groups_.push_back({k, k, degree(sites_[k]), bonds_.size()});
      groups_.back().last = k + 1;
      for (const Neighbour& next : lattice.neighbours(sites_[k])) {
        neighbours_.push_back(next.site);
        bonds_.push_back(next.bond);
      }
    }
    neighbours_.resize(neighbours_.size() + lookahead * lattice.max_degree(), 0);
  }
  /// So many sites further neighbours() may be read, for prefetching: behind the last ones stand zeros.
  static constexpr std::size_t lookahead = 32;

  const std::vector<Group>& groups() const { return groups_; }
  const std::vector<Site>& sites() const { return sites_; }
  const std::vector<Site>& neighbours() const { return neighbours_; }
  /// The bond to each of neighbours() but the zeros behind.
  const std::vector<std::uint32_t>& bonds() const { return bonds_; }

 private:
  /// Each site in turn takes the smallest colour that no neighbour has.
  static std::vector<std::uint32_t> colours(const Lattice& lattice) {
    constexpr std::uint32_t none = ~std::uint32_t{0};
    std::vector<std::uint32_t> colour(lattice.n_sites(), none);
    std::vector<Site> taken_by(lattice.max_degree() + 1, none);
    for (Site i = 0; i < colour.size(); ++i) {
      for (const Neighbour& next : lattice.neighbours(i)) {
        if (colour[next.site] != none) taken_by[colour[next.site]] = i;
      }
      colour[i] = 0;
      while (taken_by[colour[i]] == i) ++colour[i];
    }
    return colour;
  }

  std::vector<Site> sites_, neighbours_;
  std::vector<std::uint32_t> bonds_;
  std::vector<Group> groups_;
};

}  // namespace lenz::lattice
