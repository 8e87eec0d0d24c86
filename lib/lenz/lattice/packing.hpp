#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/lattice/lanes/lanes.hpp"
#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// How the sites of a periodic lattice stand in words of 256 bits, for multi-spin coding.
///
/// The lattice is cut into B equal blocks (B a power of two, each block of even length along every axis that
/// is cut). Word p holds, one bit a *lane*, the sites at position p of all blocks and of R = 256 / B
/// independent replicas of the lattice:
///
///   lane = r B + b,   b = b_1 + B_1 (b_2 + B_2 b_3) the block, r the replica.
///
/// B = 1 makes 256 replicas, R = 1 one large lattice. Neighbours of the sites of word p stand in whole words
/// again: in word q where the bond stays in the block, and in a *ghost* where it leaves it: word q with its
/// lanes moved to the next block. Positions are numbered class by class; no two sites of a class are
/// neighbours, so that a class may be updated in any order, and its ghosts be made before.
class Packing {
 public:
  static constexpr std::size_t n_lanes = lanes::n_lanes;
  static constexpr std::size_t words_of_64 = lanes::words_of_64;

  /// The periodic lattice of that kind, cut into as many blocks as fit, at most max_blocks. Throws
  /// std::invalid_argument for a graph, a wrong number of lengths, a length of 0, or max_blocks that is no
  /// power of two up to 256. Cost: one pass over the positions, not the sites.
  Packing(Kind kind, const std::vector<std::size_t>& lengths, std::size_t max_blocks = n_lanes);

  std::size_t n_positions() const { return base_.size(); }
  std::size_t n_blocks() const { return block_offset_.size(); }
  std::size_t n_replicas() const { return n_lanes / n_blocks(); }
  std::size_t degree() const { return degree_; }
  std::size_t n_sites() const { return n_positions() * n_blocks(); }  ///< of one replica
  /// At most one axis has more than two cells: a ring or a ladder.
  bool is_narrow() const;

  Site site(std::size_t position, std::size_t block) const { return base_[position] + block_offset_[block]; }

  /// Word `n_positions() + g` is ghost g: the lanes of word `source` (or of an earlier ghost), each lane
  /// taken from the next block along an axis, or from the one before.
  struct Ghost {
    std::uint32_t source = 0;
    std::uint8_t axis = 0;
    bool next = true;
  };
  /// A class of positions and the ghosts that its neighbours need.
  struct Class {
    std::uint32_t first = 0, last = 0;
    std::uint32_t first_ghost = 0, last_ghost = 0;
  };
  std::span<const Ghost> ghosts() const { return ghosts_; }
  std::span<const Class> classes() const { return classes_; }

  /// The words in which the neighbours of the sites of word p stand, in one order for all blocks.
  std::span<const std::uint32_t> neighbours(std::size_t position) const {
    return {neighbours_.data() + position * degree_, degree_};
  }
  /// The site of the k-th neighbour of the site at a position of a block.
  Site neighbour_site(std::size_t position, std::size_t k, std::size_t block) const;
  /// Whether the bond to the k-th neighbour leaves the site in the sense of the unit cell: it then is the
  /// bond (site, neighbour) of Lattice, else (neighbour, site). This tells the two bonds along an axis of
  /// length 2 apart.
  bool leaves(std::size_t position, std::size_t k) const {
    return arms_[base_[position] % sites_per_cell_][k].leaves;
  }

  /// A move of lanes between blocks as shifts: out = ((v >> near) & ~edge) | ((v << far) & edge) for `next`,
  /// the other way round for the one before; `edge` marks the lanes whose block is the last (the first) of
  /// the axis.
  struct Shift {
    std::size_t near = 0, far = 0;
    std::array<std::uint64_t, words_of_64> edge{};
  };
  const Shift& shift(std::size_t axis, bool next) const { return shifts_[2 * axis + (next ? 1 : 0)]; }

 private:
  using Cell = std::array<std::size_t, 3>;
  /// A bond as it leaves a site: to a sublattice of the cell displaced by `offset`.
  struct Arm {
    std::size_t to = 0;
    std::array<int, 3> offset{};
    bool leaves = true;
  };
  struct Landing {
    std::size_t position = 0;   ///< in row-major order
    std::array<int, 3> step{};  ///< to the block before or the next
  };

  void lay_arms(Kind kind);
  void cut(std::size_t max_blocks);
  void lay_shifts();
  void colour();
  void link();
  Landing land(std::size_t row_major, const Arm& arm) const;

  std::size_t n_axes_ = 1;
  Cell length_{1, 1, 1}, blocks_{1, 1, 1}, block_length_{1, 1, 1};
  std::size_t sites_per_cell_ = 1, degree_ = 0;
  std::vector<std::vector<Arm>> arms_;             ///< of each sublattice
  std::vector<std::uint32_t> row_major_, number_;  ///< of a position in row-major order, and back
  std::vector<Site> base_;                         ///< the site of block 0 at a position
  std::vector<Site> block_offset_;                 ///< what a block adds to it
  std::vector<std::uint32_t> neighbours_;
  std::vector<Ghost> ghosts_;
  std::vector<Class> classes_;
  std::array<Shift, 6> shifts_;
};

}  // namespace lenz::lattice
