#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lenz/lattice/lanes/lanes.hpp"
#include "lenz/lattice/packing.hpp"

namespace lenz::lattice {

/// The bonds of a packed lattice with their signs, and what is counted on words of spins: which spins are up,
/// which bonds are unsatisfied. A configuration is a vector of size() words of 64 bits, a set bit a spin up;
/// those of position p begin at 4 p, ghosts stand at the end.
class PackedBonds {
 public:
  /// `negative` marks, for each position and neighbour, the lanes whose bond is negative; empty where none
  /// is, all ones for an antiferromagnet. Throws std::invalid_argument where a site has not 2, 3, 4 or 6
  /// bonds, `negative` has the wrong size, or the instruction set is not present.
  explicit PackedBonds(std::shared_ptr<const Packing> packing, std::vector<std::uint64_t> negative = {},
                       lanes::InstructionSet instructions = lanes::best_instruction_set());

  const Packing& packing() const { return *packing_; }
  lanes::InstructionSet instructions() const { return instructions_; }
  lanes::Bonds bonds() const;

  /// 64-bit words that a configuration takes, ghosts included.
  std::size_t size() const { return (packing_->n_positions() + moves_.size()) * lanes::words_of_64; }
  /// Those of them that are spins; the rest are ghosts, made anew by whoever reads them.
  std::size_t n_spin_words() const { return packing_->n_positions() * lanes::words_of_64; }

  /// Counts spins up and unsatisfied bonds of every lane, and makes the ghosts anew. Cost: about one adder
  /// of two operations for every word and bond.
  void count(std::span<std::uint64_t> words, lanes::SpinCounts& counts) const;
  /// Counts spins up at the positions listed.
  void count_listed(std::span<const std::uint64_t> words, std::span<const std::uint32_t> positions,
                    lanes::LaneCounts& counts) const;
  /// The number that each lane counted.
  std::array<std::uint32_t, lanes::n_lanes> lane_totals(const lanes::LaneCounts& counts) const;
  /// Bits in which words x and x + r of a row differ, x < length, for r = 0 … differing.size() - 1; the row
  /// goes on for as many words.
  void correlate(std::span<const std::uint64_t> row, std::size_t length,
                 std::span<std::uint64_t> differing) const;
  /// Counts the sites on which two configurations differ.
  void count_different(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                       lanes::LaneCounts& counts) const;

  /// +1 or -1.
  static int spin(std::span<const std::uint64_t> words, std::size_t position, std::size_t lane) {
    return (words[position * lanes::words_of_64 + lane / 64] >> (lane % 64) & 1) != 0 ? 1 : -1;
  }
  /// What the lanes of each replica counted together; replica r has lanes r B … r B + B - 1.
  std::vector<std::uint64_t> replica_totals(const lanes::LaneCounts& counts) const;

 private:
  std::shared_ptr<const Packing> packing_;
  std::vector<std::uint64_t> negative_;
  lanes::InstructionSet instructions_;
  std::vector<lanes::Class> classes_;
  std::vector<lanes::Move> moves_;
};

}  // namespace lenz::lattice
