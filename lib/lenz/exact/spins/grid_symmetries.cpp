#include "lenz/exact/spins/grid_symmetries.hpp"

#include <functional>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace lenz::exact::spins {

namespace {

std::uint32_t n_sites_of(const Lengths& lengths) {
  std::uint32_t n = 1;
  for (const std::uint32_t length : lengths) {
    if (length == 0) throw std::invalid_argument("spins: a grid with an axis of no sites");
    n *= length;
  }
  return n;
}

void check_axis(const Lengths& lengths, std::size_t axis) {
  if (axis >= lengths.size())
    throw std::invalid_argument("spins: a grid of " + std::to_string(lengths.size()) + " axes has no axis " +
                                std::to_string(axis));
}

/// Moves the coordinates of every site.
Symmetry moved(const Lengths& lengths, std::string name, const std::function<void(Lengths&)>& move) {
  Symmetry symmetry{.name = std::move(name), .permutation = {}};
  for (std::uint32_t site = 0; site < n_sites_of(lengths); ++site) {
    Lengths at;
    std::uint32_t rest = site;
    for (const std::uint32_t length : lengths) {
      at.push_back(rest % length);
      rest /= length;
    }
    move(at);
    std::uint32_t to = 0;
    for (std::size_t axis = lengths.size(); axis-- > 0;) to = to * lengths[axis] + at[axis];
    symmetry.permutation.push_back(to);
  }
  return symmetry;
}

std::string along(std::size_t axis) { return " along axis " + std::to_string(axis + 1); }

}  // namespace

Symmetry translation(const Lengths& lengths, std::size_t axis) {
  check_axis(lengths, axis);
  return moved(lengths, "translation" + along(axis),
               [&](Lengths& at) { at[axis] = (at[axis] + 1) % lengths[axis]; });
}

Symmetry reflection(const Lengths& lengths, std::size_t axis) {
  check_axis(lengths, axis);
  return moved(lengths, "reflection" + along(axis),
               [&](Lengths& at) { at[axis] = lengths[axis] - 1 - at[axis]; });
}

Symmetry diagonal_reflection(const Lengths& lengths, std::size_t axis, std::size_t other) {
  check_axis(lengths, axis);
  check_axis(lengths, other);
  if (lengths[axis] != lengths[other])
    throw std::invalid_argument("spins: a reflection on the diagonal of axes of different lengths");
  return moved(lengths, "reflection on the diagonal", [&](Lengths& at) { std::swap(at[axis], at[other]); });
}

Symmetry spin_inversion(std::uint32_t n_sites) {
  Symmetry symmetry{
      .name = "spin inversion", .permutation = std::vector<std::uint32_t>(n_sites), .inverts = true};
  std::iota(symmetry.permutation.begin(), symmetry.permutation.end(), 0U);
  return symmetry;
}

std::complex<double> momentum_character(std::uint32_t m, std::uint32_t length) {
  if (length == 0) throw std::invalid_argument("spins: a momentum on an axis of no sites");
  if (m % length == 0) return 1;
  if (2 * (m % length) == length) return -1;
  return std::polar(1.0, -2 * std::numbers::pi * m / length);
}

}  // namespace lenz::exact::spins
