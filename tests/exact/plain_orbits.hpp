#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/symmetry.hpp"

namespace lenz::test {

/// Orbits as they are defined, element by element and bit by bit.
class PlainOrbits {
 public:
  explicit PlainOrbits(const exact::spins::SymmetryGroup& group) : group_(group) {}

  std::uint64_t moved(std::size_t g, std::uint64_t s) const {
    const auto& e = group_.elements()[g];
    std::uint64_t result = 0;
    for (std::uint32_t i = 0; i < group_.n_sites(); ++i) {
      const bool up = (s >> i & 1) != 0;
      if (up != e.inverts) result |= std::uint64_t{1} << e.permutation[i];
    }
    return result;
  }
  double weight_if_smallest(std::uint64_t s) const {
    std::complex<double> sum = 0;
    for (std::size_t g = 0; g < group_.elements().size(); ++g) {
      const std::uint64_t t = moved(g, s);
      if (t < s) return 0;
      if (t == s) sum += std::conj(group_.elements()[g].character);
    }
    const double w = sum.real() / static_cast<double>(group_.elements().size());
    return w > 1e-9 ? w : 0;
  }
  /// s' = g s, and chi(g)* of the first such g.
  std::uint64_t smallest(std::uint64_t s, std::complex<double>& character) const {
    std::uint64_t least = s;
    std::size_t by = 0;
    for (std::size_t g = 1; g < group_.elements().size(); ++g) {
      const std::uint64_t t = moved(g, s);
      if (t < least) {
        least = t;
        by = g;
      }
    }
    character = std::conj(group_.elements()[by].character);
    return least;
  }

 private:
  const exact::spins::SymmetryGroup& group_;
};

/// A permutation that turns neighbouring sites round in cycles of these lengths.
inline std::vector<std::uint32_t> cycles(const std::vector<std::uint32_t>& lengths) {
  std::vector<std::uint32_t> permutation;
  std::uint32_t begin = 0;
  for (const std::uint32_t length : lengths) {
    for (std::uint32_t i = 0; i < length; ++i) permutation.push_back(begin + (i + 1) % length);
    begin += length;
  }
  return permutation;
}

/// Groups of all kinds: of momenta, reflections, the inversion alone and with a translation, permutations
/// without any order, long chains of one element, and all permutations.
inline std::vector<std::pair<std::string, exact::spins::SymmetryGroup>> symmetry_groups() {
  using namespace exact::spins;
  const auto i = std::complex<double>(0, 1);
  std::vector<std::pair<std::string, SymmetryGroup>> groups;
  const auto add = [&](const std::string& name, std::uint32_t n, const std::vector<Generator>& generators) {
    groups.emplace_back(name, SymmetryGroup(n, generators));
  };
  const auto shift = [](std::uint32_t n) { return translation(Lengths{n}, 0); };
  add("nothing", 5, {});
  add("one spin", 1, {{spin_inversion(1), -1}});
  add("ring with a momentum", 10, {{shift(10), momentum_character(3, 10)}});
  add("ring with a momentum and an inversion", 9,
      {{shift(9), momentum_character(2, 9)}, {spin_inversion(9), -1}});
  add("ring with a reflection", 12, {{shift(12), 1}, {reflection({12}, 0), -1}, {spin_inversion(12), 1}});
  add("inversion", 8, {{spin_inversion(8), 1}});
  Symmetry turning_shift = shift(12);
  turning_shift.inverts = true;
  add("translation that inverts", 12, {{turning_shift, momentum_character(1, 12)}});
  add("translation that inverts an odd ring", 7,
      {{[&] {
          Symmetry s = shift(7);
          s.inverts = true;
          return s;
        }(),
        -1}});
  add("grid", 12, {{translation({4, 3}, 0), i}, {translation({4, 3}, 1), momentum_character(1, 3)}});
  const Lengths four = {4, 4}, six = {6, 6};
  add("square of four", 16,
      {{translation(four, 0), -1},
       {translation(four, 1), -1},
       {reflection(four, 0), 1},
       {diagonal_reflection(four, 0, 1), -1},
       {spin_inversion(16), 1}});
  add("square of six", 36,
      {{translation(six, 0), 1},
       {translation(six, 1), 1},
       {reflection(six, 0), -1},
       {reflection(six, 1), -1},
       {diagonal_reflection(six, 0, 1), -1},
       {spin_inversion(36), -1}});
  add("ring of forty", 40, {{shift(40), momentum_character(7, 40)}, {spin_inversion(40), 1}});
  add("cycles", 19, {{{.name = "cycles", .permutation = cycles({3, 4, 5, 7})}, momentum_character(11, 420)}});
  add("no order", 11,
      {{{.name = "mixed", .permutation = {7, 2, 10, 0, 9, 1, 3, 6, 8, 5, 4}}, momentum_character(5, 12)}});
  for (const double sign : {1.0, -1.0})
    add("all permutations", 5,
        {{{.name = "cycle", .permutation = cycles({5})}, 1},
         {{.name = "exchange", .permutation = {1, 0, 2, 3, 4}}, sign}});
  return groups;
}

}  // namespace lenz::test
