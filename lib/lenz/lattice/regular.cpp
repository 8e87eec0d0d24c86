#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/lattice/lattice.hpp"
#include "lenz/lattice/unit_cell.hpp"

namespace lenz::lattice {

namespace {

constexpr std::size_t max_sites = std::size_t{1} << 28;

using CellIndex = std::array<std::size_t, 3>;

CellIndex cell_at(std::size_t index, const std::vector<std::size_t>& lengths) {
  CellIndex cell{};
  for (std::size_t axis = 0; axis < lengths.size(); ++axis) {
    cell[axis] = index % lengths[axis];
    index /= lengths[axis];
  }
  return cell;
}

std::size_t index_of(const CellIndex& cell, const std::vector<std::size_t>& lengths) {
  std::size_t index = 0;
  for (std::size_t axis = lengths.size(); axis-- > 0;) index = index * lengths[axis] + cell[axis];
  return index;
}

/// Moves the cell by r along an axis; false where an open edge is in the way.
bool move(CellIndex& cell, std::size_t axis, std::ptrdiff_t r, std::size_t length, Boundary boundary) {
  const auto size = static_cast<std::ptrdiff_t>(length);
  std::ptrdiff_t x = static_cast<std::ptrdiff_t>(cell[axis]) + r;
  if (boundary == Boundary::open && (x < 0 || x >= size)) return false;
  x = (x % size + size) % size;
  cell[axis] = static_cast<std::size_t>(x);
  return true;
}

std::size_t checked_size(Kind kind, const std::vector<std::size_t>& lengths, std::size_t sites_per_cell) {
  check_size("lengths", lengths.size(), n_axes(kind));
  std::size_t n = sites_per_cell;
  for (const std::size_t length : lengths) {
    check_positive("length", length);
    if (length > max_sites || n > max_sites / length)
      throw_invalid("length", length, "small enough for 2^28 sites");
    n *= length;
  }
  return n;
}

}  // namespace

std::size_t n_axes(Kind kind) {
  switch (kind) {
    case Kind::chain:
      return 1;
    case Kind::square:
    case Kind::triangular:
    case Kind::honeycomb:
      return 2;
    case Kind::cubic:
      return 3;
    case Kind::graph:
      return 0;
  }
  throw std::invalid_argument("lattice: unknown kind");
}

UnitCell unit_cell(Kind kind) {
  const double h = std::sqrt(3.0) / 2;
  const std::array<double, 3> origin{0, 0, 0};
  switch (kind) {
    case Kind::chain:
      return {{{1, 0, 0}}, {origin}, {{0, 0, {1, 0, 0}}}};
    case Kind::square:
      return {{{1, 0, 0}, {0, 1, 0}}, {origin}, {{0, 0, {1, 0, 0}}, {0, 0, {0, 1, 0}}}};
    case Kind::triangular:
      return {{{1, 0, 0}, {0.5, h, 0}}, {origin}, {{0, 0, {1, 0, 0}}, {0, 0, {0, 1, 0}}, {0, 0, {1, -1, 0}}}};
    case Kind::honeycomb:  // the second site is the centre of the triangle 0, a_1, a_2
      return {{{2 * h, 0, 0}, {h, 1.5, 0}},
              {origin, {h, 0.5, 0}},
              {{0, 1, {0, 0, 0}}, {1, 0, {1, 0, 0}}, {1, 0, {0, 1, 0}}}};
    case Kind::cubic:
      return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
              {origin},
              {{0, 0, {1, 0, 0}}, {0, 0, {0, 1, 0}}, {0, 0, {0, 0, 1}}}};
    case Kind::graph:
      break;
  }
  throw std::invalid_argument("lattice: a graph has no unit cell");
}

Lattice::Lattice(Kind kind, std::vector<std::size_t> lengths, Boundary boundary)
    : kind_(kind), boundary_(boundary), lengths_(std::move(lengths)) {
  const UnitCell unit = unit_cell(kind);
  sites_per_cell_ = unit.basis.size();
  n_sites_ = checked_size(kind, lengths_, sites_per_cell_);
  for (std::size_t index = 0; index < n_sites_ / sites_per_cell_; ++index) {
    const CellIndex cell = cell_at(index, lengths_);
    for (const std::array<double, 3>& site : unit.basis) {
      std::array<double, 3>& x = positions_.emplace_back(site);
      for (std::size_t axis = 0; axis < lengths_.size(); ++axis) {
        for (std::size_t i = 0; i < 3; ++i) x[i] += static_cast<double>(cell[axis]) * unit.vectors[axis][i];
      }
    }
    for (const CellBond& bond : unit.bonds) {
      CellIndex other = cell;
      bool exists = true;
      for (std::size_t axis = 0; axis < lengths_.size() && exists; ++axis) {
        if (bond.offset[axis] == 0) continue;
        exists = lengths_[axis] > 1 && move(other, axis, bond.offset[axis], lengths_[axis], boundary);
      }
      if (!exists) continue;
      bonds_.push_back({static_cast<Site>(index * sites_per_cell_ + bond.from),
                        static_cast<Site>(index_of(other, lengths_) * sites_per_cell_ + bond.to)});
    }
  }
  index_neighbours();
  lay_wave();
}

std::optional<Site> Lattice::translate(Site site, std::size_t axis, std::ptrdiff_t r) const {
  if (axis >= lengths_.size()) return std::nullopt;
  CellIndex cell = cell_at(site / sites_per_cell_, lengths_);
  if (!move(cell, axis, r, lengths_[axis], boundary_)) return std::nullopt;
  return static_cast<Site>(index_of(cell, lengths_) * sites_per_cell_ + site % sites_per_cell_);
}

bool Lattice::has_waves() const {
  return !lengths_.empty() && boundary_ == Boundary::periodic && lengths_[0] >= 3;
}

double Lattice::smallest_wavenumber() const {
  const UnitCell unit = unit_cell(kind_);
  const double a = unit.vectors[0][0];
  // In the plane b_1 is perpendicular to a_2: its component along a_1 (the x axis) is 2 pi / a.
  const double slope = unit.vectors.size() > 1 ? unit.vectors[1][0] / unit.vectors[1][1] : 0;
  return 2 * std::numbers::pi / (a * static_cast<double>(lengths_[0])) * std::sqrt(1 + slope * slope);
}

void Lattice::lay_wave() {
  if (!has_waves()) return;
  const UnitCell unit = unit_cell(kind_);
  const double k_x = 2 * std::numbers::pi / (unit.vectors[0][0] * static_cast<double>(lengths_[0]));
  const double k_y = unit.vectors.size() > 1 ? -k_x * unit.vectors[1][0] / unit.vectors[1][1] : 0;
  for (std::size_t i = 0; i < row_size(); ++i) {
    const double phase = k_x * positions_[i][0] + k_y * positions_[i][1];
    wave_.push_back({std::cos(phase), std::sin(phase)});
  }
}

}  // namespace lenz::lattice
