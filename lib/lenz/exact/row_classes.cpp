#include "lenz/exact/row_classes.hpp"

#include <algorithm>
#include <map>

namespace lenz::exact {

namespace {

/// x -> (offset + x) or (offset - x) in every row, y -> y or -y, modulo width and number of rows.
struct Symmetry {
  std::size_t offset;
  bool reflects, reverses;

  std::size_t column(std::size_t x, std::size_t width) const {
    return (reflects ? offset + width - x : offset + x) % width;
  }
  std::uint32_t site(std::uint32_t i, std::size_t width, std::size_t n_rows) const {
    const std::size_t y = i / width, x = i % width;
    return static_cast<std::uint32_t>((reverses ? (n_rows - y) % n_rows : y) * width + column(x, width));
  }
  std::uint32_t row(std::uint32_t state, std::size_t width) const {
    std::uint32_t image = 0;
    for (std::size_t x = 0; x < width; ++x) image |= ((state >> x) & 1U) << column(x, width);
    return image;
  }
};

using Couplings = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

bool keeps(const Symmetry& symmetry, const std::vector<Bond>& bonds, const Couplings& couplings,
           std::size_t width, std::size_t n_rows) {
  return std::all_of(bonds.begin(), bonds.end(), [&](const Bond& bond) {
    const auto a = symmetry.site(bond.a, width, n_rows), b = symmetry.site(bond.b, width, n_rows);
    const auto found = couplings.find(std::minmax(a, b));
    return found != couplings.end() && found->second == bond.coupling;
  });
}

}  // namespace

std::vector<RowClass> row_classes(const std::vector<Bond>& bonds, std::size_t n_sites, std::size_t width,
                                  bool flip) {
  Couplings couplings;
  for (const Bond& bond : bonds) couplings[{bond.a, bond.b}] = bond.coupling;
  std::vector<Symmetry> symmetries;
  for (std::size_t offset = 0; offset < width; ++offset) {
    for (const bool reflects : {false, true}) {
      for (const bool reverses : {false, true}) {
        const Symmetry candidate{offset, reflects, reverses};
        if (keeps(candidate, bonds, couplings, width, n_sites / width)) symmetries.push_back(candidate);
      }
    }
  }
  const std::uint32_t n_states = std::uint32_t{1} << width;
  std::vector<bool> seen(n_states);
  std::vector<RowClass> classes;
  for (std::uint32_t state = 0; state < n_states; ++state) {
    if (seen[state]) continue;
    RowClass members{state, 0};
    const auto visit = [&](std::uint32_t image) {
      if (!seen[image]) seen[image] = true, ++members.n_states;
    };
    for (const Symmetry& symmetry : symmetries) {
      const std::uint32_t image = symmetry.row(state, width);
      visit(image);
      if (flip) visit(n_states - 1 - image);
    }
    classes.push_back(members);
  }
  return classes;
}

}  // namespace lenz::exact
