#include "lenz/lattice/packing.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/lattice/unit_cell.hpp"

namespace lenz::lattice {

namespace {

constexpr std::size_t n_axes_max = 3;

}  // namespace

Packing::Packing(Kind kind, const std::vector<std::size_t>& lengths, std::size_t max_blocks)
    : n_axes_(lattice::n_axes(kind)) {
  if (kind == Kind::graph) throw_invalid("the lattice", "a graph", "regular for multi-spin coding");
  check_size("lengths", lengths.size(), n_axes_);
  for (std::size_t a = 0; a < n_axes_; ++a) {
    check_positive("a length", lengths[a]);
    length_[a] = lengths[a];
  }
  if (max_blocks < 1 || max_blocks > n_lanes || !std::has_single_bit(max_blocks)) {
    throw_invalid("max_blocks", max_blocks, "a power of two from 1 to 256");
  }
  lay_arms(kind);
  cut(max_blocks);
  lay_shifts();
  colour();
  link();
}

bool Packing::is_narrow() const {
  return std::count_if(length_.begin(), length_.end(), [](std::size_t n) { return n > 2; }) <= 1;
}

/// Every bond of the cell leaves both its sites. As in Lattice, none crosses an axis of length 1.
void Packing::lay_arms(Kind kind) {
  const UnitCell cell = unit_cell(kind);
  sites_per_cell_ = cell.basis.size();
  arms_.resize(sites_per_cell_);
  for (const CellBond& bond : cell.bonds) {
    bool crosses = true;
    for (std::size_t a = 0; a < n_axes_max; ++a) crosses = crosses && (bond.offset[a] == 0 || length_[a] > 1);
    if (!crosses) continue;
    arms_[bond.from].push_back({bond.to, bond.offset, true});
    arms_[bond.to].push_back({bond.from, {-bond.offset[0], -bond.offset[1], -bond.offset[2]}, false});
  }
  degree_ = arms_.front().size();
}

/// Doubles the number of blocks along the axis with the longest blocks, as long as they stay even.
void Packing::cut(std::size_t max_blocks) {
  block_length_ = length_;
  for (std::size_t n = 1; n < max_blocks; n *= 2) {
    std::size_t best = n_axes_max;
    for (std::size_t a = 0; a < n_axes_; ++a) {
      const bool fits = block_length_[a] % 4 == 0;
      if (fits && (best == n_axes_max || block_length_[a] > block_length_[best])) best = a;
    }
    if (best == n_axes_max) break;
    blocks_[best] *= 2;
    block_length_[best] /= 2;
  }
  Cell stride{};  // from a block to the next, in sites
  std::size_t row = sites_per_cell_;
  for (std::size_t a = 0; a < n_axes_max; ++a) {
    stride[a] = row * block_length_[a];
    row *= length_[a];
  }
  for (std::size_t z = 0; z < blocks_[2]; ++z) {
    for (std::size_t y = 0; y < blocks_[1]; ++y) {
      for (std::size_t x = 0; x < blocks_[0]; ++x) {
        block_offset_.push_back(static_cast<Site>(x * stride[0] + y * stride[1] + z * stride[2]));
      }
    }
  }
}

void Packing::lay_shifts() {
  std::size_t stride = 1;
  for (std::size_t a = 0; a < n_axes_max; ++a) {
    const std::size_t group = stride * blocks_[a];
    for (const bool next : {false, true}) {
      Shift& shift = shifts_[2 * a + (next ? 1 : 0)];
      shift.near = stride;
      shift.far = group - stride;
      for (std::size_t lane = 0; lane < n_lanes; ++lane) {
        const std::size_t block = lane / stride % blocks_[a];
        if (block == (next ? blocks_[a] - 1 : 0)) shift.edge[lane / 64] |= std::uint64_t{1} << (lane % 64);
      }
    }
    stride = group;
  }
}

Packing::Landing Packing::land(std::size_t row_major, const Arm& arm) const {
  Landing landing;
  std::size_t cell = row_major / sites_per_cell_, position = 0, stride = 1;
  for (std::size_t a = 0; a < n_axes_max; ++a) {
    const auto length = static_cast<int>(block_length_[a]);
    int x = static_cast<int>(cell % block_length_[a]) + arm.offset[a];
    cell /= block_length_[a];
    if (blocks_[a] > 1) landing.step[a] = x < 0 ? -1 : x >= length ? 1 : 0;
    x = (x % length + length) % length;
    position += stride * static_cast<std::size_t>(x);
    stride *= block_length_[a];
  }
  landing.position = position * sites_per_cell_ + arm.to;
  return landing;
}

/// A position's class is the first that none of its neighbours has; positions are numbered class by class.
void Packing::colour() {
  constexpr std::uint32_t none = UINT32_MAX;
  const std::size_t n = sites_per_cell_ * block_length_[0] * block_length_[1] * block_length_[2];
  std::vector<std::uint32_t> colours(n, none);
  std::uint32_t n_classes = 0;
  for (std::size_t p = 0; p < n; ++p) {
    std::uint64_t taken = 0;
    for (const Arm& arm : arms_[p % sites_per_cell_]) {
      const std::uint32_t c = colours[land(p, arm).position];
      if (c != none) taken |= std::uint64_t{1} << c;
    }
    colours[p] = static_cast<std::uint32_t>(std::countr_one(taken));
    n_classes = std::max(n_classes, colours[p] + 1);
  }
  number_.resize(n);
  for (std::uint32_t c = 0; c < n_classes; ++c) {
    const auto first = static_cast<std::uint32_t>(row_major_.size());
    for (std::uint32_t p = 0; p < n; ++p) {
      if (colours[p] != c) continue;
      number_[p] = static_cast<std::uint32_t>(row_major_.size());
      row_major_.push_back(p);
    }
    classes_.push_back({.first = first, .last = static_cast<std::uint32_t>(row_major_.size())});
  }
  for (const std::uint32_t p : row_major_) {
    std::size_t cell = p / sites_per_cell_, site = 0, stride = 1;
    for (std::size_t a = 0; a < n_axes_max; ++a) {
      site += stride * (cell % block_length_[a]);
      cell /= block_length_[a];
      stride *= length_[a];
    }
    base_.push_back(static_cast<Site>(site * sites_per_cell_ + p % sites_per_cell_));
  }
}

void Packing::link() {
  const std::size_t n = n_positions();
  neighbours_.resize(n * degree_);
  for (Class& all : classes_) {
    all.first_ghost = static_cast<std::uint32_t>(ghosts_.size());
    std::map<std::tuple<std::uint32_t, std::size_t, bool>, std::uint32_t> made;
    const auto moved = [&](std::uint32_t word, std::size_t axis, bool next) {
      const auto fresh = static_cast<std::uint32_t>(n + ghosts_.size());
      const auto [at, is_new] = made.try_emplace({word, axis, next}, fresh);
      if (is_new) ghosts_.push_back({word, static_cast<std::uint8_t>(axis), next});
      return at->second;
    };
    for (std::uint32_t p = all.first; p < all.last; ++p) {
      const std::size_t row_major = row_major_[p];
      for (std::size_t k = 0; k < degree_; ++k) {
        const Landing landing = land(row_major, arms_[row_major % sites_per_cell_][k]);
        std::uint32_t word = number_[landing.position];
        for (std::size_t a = 0; a < n_axes_max; ++a) {
          if (landing.step[a] != 0) word = moved(word, a, landing.step[a] > 0);
        }
        neighbours_[p * degree_ + k] = word;
      }
    }
    all.last_ghost = static_cast<std::uint32_t>(ghosts_.size());
  }
}

Site Packing::neighbour_site(std::size_t position, std::size_t k, std::size_t block) const {
  const Site here = site(position, block);
  const Arm& arm = arms_[here % sites_per_cell_][k];
  std::size_t cell = here / sites_per_cell_, there = 0, stride = 1;
  for (std::size_t a = 0; a < n_axes_max; ++a) {
    const auto length = static_cast<int>(length_[a]);
    const int x = (static_cast<int>(cell % length_[a]) + arm.offset[a] + length) % length;
    cell /= length_[a];
    there += stride * static_cast<std::size_t>(x);
    stride *= length_[a];
  }
  return static_cast<Site>(there * sites_per_cell_ + arm.to);
}

}  // namespace lenz::lattice
