#pragma once

#include <cstddef>
#include <cstdint>

/// Words of bits, one bit a lane, at the level of machine words: what is compiled once for each instruction
/// set. Only plain structs and pointers here, so that no template of the standard library is built for a CPU
/// that may be absent.
namespace lenz::lattice::lanes {

constexpr std::size_t n_lanes = 256;
constexpr std::size_t words_of_64 = n_lanes / 64;
constexpr std::size_t n_planes = 32;  ///< a lane counts to 2^32 - 1

enum class InstructionSet { portable, avx2, avx512 };

/// Lanes moved to the next block or the one before: out = (v rotated right by `right` & ~edge) | (v rotated
/// left by `left` & edge), of all 256 bits.
struct Move {
  std::uint32_t source = 0;
  std::uint32_t right = 0, left = 0;
  std::uint64_t edge[words_of_64] = {};
};

/// Positions of which no two are neighbours, and the ghosts their neighbours need.
struct Class {
  std::uint32_t first = 0, last = 0;
  std::uint32_t first_ghost = 0, last_ghost = 0;
};

/// The bonds of a packed lattice. Ghost g is word n_positions + g.
struct Bonds {
  std::uint32_t degree = 0;  ///< 2, 3, 4 or 6
  std::uint32_t n_positions = 0, n_classes = 0;
  const Class* classes = nullptr;
  const Move* ghosts = nullptr;
  const std::uint32_t* neighbours = nullptr;  ///< n_positions x degree
  /// n_positions x degree words: lanes whose bond is negative; null where all are positive.
  const std::uint64_t* negative = nullptr;
};

/// Numbers counted lane by lane, in binary: plane k holds digit k of every lane's count.
struct LaneCounts {
  std::uint64_t planes[n_planes][words_of_64] = {};
};

/// What is counted of a configuration, lane by lane; each call adds.
struct SpinCounts {
  LaneCounts up_first{};           ///< spins up in the first class
  LaneCounts up_others{};          ///< spins up in the other classes
  LaneCounts unsatisfied_twice{};  ///< ends of unsatisfied bonds: twice their number
};

/// The code for one instruction set. All give the same bits.
struct Code {
  /// Makes all ghosts of `words` anew and counts.
  void (*count)(const Bonds& bonds, std::uint64_t* words, SpinCounts& counts);
  /// Counts, lane by lane, the n words with the numbers listed.
  void (*count_listed)(const std::uint64_t* words, const std::uint32_t* listed, std::size_t n,
                       LaneCounts& counts);
  /// The number that each of the n_lanes lanes counted.
  void (*expand)(const LaneCounts& counts, std::uint32_t* numbers);
  /// Bits in which row[x] and row[x + r] differ, x < length, of all lanes together: differing[r] for r < n,
  /// REQUIRES that the row has length + n - 1 words.
  void (*correlate)(const std::uint64_t* row, std::size_t length, std::size_t n, std::uint64_t* differing);
  /// Counts, lane by lane, the words of n at `a` and `b` that differ.
  void (*count_different)(const std::uint64_t* a, const std::uint64_t* b, std::size_t n, LaneCounts& counts);
};

/// Whether this machine has it.
bool present(InstructionSet set);
/// The widest one that is present.
InstructionSet best_instruction_set();
/// REQUIRES present(set).
const Code& code(InstructionSet set);

}  // namespace lenz::lattice::lanes
