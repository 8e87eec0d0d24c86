#include "lenz/lattice/packed_bonds.hpp"

#include <algorithm>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::lattice {

namespace {

lanes::Move move_of(const Packing& packing, const Packing::Ghost& ghost) {
  const Packing::Shift& shift = packing.shift(ghost.axis, ghost.next);
  constexpr auto all = static_cast<std::uint32_t>(Packing::n_lanes);
  const auto near = static_cast<std::uint32_t>(shift.near), far = static_cast<std::uint32_t>(shift.far);
  lanes::Move move{
      .source = ghost.source, .right = ghost.next ? near : all - near, .left = ghost.next ? far : all - far};
  std::copy(shift.edge.begin(), shift.edge.end(), move.edge);
  return move;
}

}  // namespace

PackedBonds::PackedBonds(std::shared_ptr<const Packing> packing, std::vector<std::uint64_t> negative,
                         lanes::InstructionSet instructions)
    : packing_(std::move(packing)), negative_(std::move(negative)), instructions_(instructions) {
  const std::size_t z = packing_->degree();
  if (z != 2 && z != 3 && z != 4 && z != 6) throw_invalid("the number of bonds of a site", z, "2, 3, 4 or 6");
  if (!negative_.empty()) check_size("negative", negative_.size(), n_spin_words() * z);
  if (!lanes::present(instructions))
    throw_invalid("the instruction set", "absent", "one that this machine has");
  for (const auto& c : packing_->classes())
    classes_.push_back({c.first, c.last, c.first_ghost, c.last_ghost});
  for (const auto& ghost : packing_->ghosts()) moves_.push_back(move_of(*packing_, ghost));
}

lanes::Bonds PackedBonds::bonds() const {
  return {.degree = static_cast<std::uint32_t>(packing_->degree()),
          .n_positions = static_cast<std::uint32_t>(packing_->n_positions()),
          .n_classes = static_cast<std::uint32_t>(classes_.size()),
          .classes = classes_.data(),
          .ghosts = moves_.data(),
          .neighbours = packing_->neighbours(0).data(),
          .negative = negative_.empty() ? nullptr : negative_.data()};
}

void PackedBonds::count(std::span<std::uint64_t> words, lanes::SpinCounts& counts) const {
  lanes::code(instructions_).count(bonds(), words.data(), counts);
}

void PackedBonds::count_listed(std::span<const std::uint64_t> words, std::span<const std::uint32_t> positions,
                               lanes::LaneCounts& counts) const {
  lanes::code(instructions_).count_listed(words.data(), positions.data(), positions.size(), counts);
}

void PackedBonds::count_different(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                                  lanes::LaneCounts& counts) const {
  lanes::code(instructions_).count_different(a.data(), b.data(), packing_->n_positions(), counts);
}

std::array<std::uint32_t, lanes::n_lanes> PackedBonds::lane_totals(const lanes::LaneCounts& counts) const {
  std::array<std::uint32_t, lanes::n_lanes> totals;
  lanes::code(instructions_).expand(counts, totals.data());
  return totals;
}

void PackedBonds::correlate(std::span<const std::uint64_t> row, std::size_t length,
                            std::span<std::uint64_t> differing) const {
  check_size("the row", row.size(), (length + differing.size() - 1) * lanes::words_of_64);
  lanes::code(instructions_).correlate(row.data(), length, differing.size(), differing.data());
}

std::vector<std::uint64_t> PackedBonds::replica_totals(const lanes::LaneCounts& counts) const {
  const auto of_lane = lane_totals(counts);
  std::vector<std::uint64_t> totals(packing_->n_replicas());
  for (std::size_t lane = 0; lane < of_lane.size(); ++lane)
    totals[lane / packing_->n_blocks()] += of_lane[lane];
  return totals;
}

}  // namespace lenz::lattice
