#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Multi-spin coding at the level of machine words: what is compiled once for each instruction set. Only
/// plain structs and pointers here, so that no template of the standard library is built for a CPU that may
/// be absent.
namespace lenz::sampling::multispin {

constexpr std::size_t words_of_64 = 4;  ///< a word has 256 lanes
constexpr std::size_t n_digits = 64;    ///< binary digits of a probability
constexpr std::size_t n_planes = 32;    ///< a lane counts to 2^32 - 1
constexpr std::size_t row_of_64 = 8;    ///< random digits come for two words at once

enum class Rule { metropolis, heat_bath };
enum class InstructionSet { portable, avx2, avx512 };

/// Lanes moved to the next block or the one before: out = (v rotated right by `right` & ~edge) | (v rotated
/// left by `left` & edge), of all 256 bits.
struct Move {
  std::uint32_t source = 0;
  std::uint32_t right = 0, left = 0;
  std::uint64_t edge[words_of_64] = {};
};

/// Positions that are updated together, and the ghosts made before.
struct Class {
  std::uint32_t first = 0, last = 0;
  std::uint32_t first_ghost = 0, last_ghost = 0;
};

/// Everything a sweep needs and does not change. Ghost g is word n_positions + g.
struct Plan {
  Rule rule = Rule::metropolis;
  std::uint32_t degree = 0;  ///< 2, 3, 4 or 6
  std::uint32_t n_positions = 0, n_classes = 0;
  const Class* classes = nullptr;
  const Move* ghosts = nullptr;
  const std::uint32_t* neighbours = nullptr;  ///< n_positions x degree
  /// n_positions x degree words: lanes whose bond is negative; null where all are positive.
  const std::uint64_t* negative = nullptr;
  /// Digit j of the probability to flip with u unsatisfied bonds, u <= z/2, as a mask of 64 equal bits.
  const std::uint64_t (*digits)[n_digits] = nullptr;
};

/// Rows of random words, refilled when few are left: one update of two words takes at most n_digits rows.
struct RandomRows {
  const std::uint64_t* next = nullptr;
  const std::uint64_t* end = nullptr;
  void* source = nullptr;
  void (*refill)(RandomRows&) = nullptr;
};

/// Numbers counted lane by lane, in binary: plane k holds digit k of every lane's count.
struct LaneCounts {
  std::uint64_t planes[n_planes][words_of_64] = {};
};

/// The code for one instruction set. All give the same bits.
struct Code {
  /// One attempted update of every site in every lane; lanes that flipped are counted in `flips`.
  void (*sweep)(const Plan& plan, std::uint64_t* words, RandomRows& random, LaneCounts& flips);
  /// Counts spins up, and twice the unsatisfied bonds, of every lane.
  void (*count)(const Plan& plan, std::uint64_t* words, LaneCounts& up, LaneCounts& unsatisfied_twice);
};

/// Whether this machine has it.
bool present(InstructionSet set);
/// The fastest one that is present.
InstructionSet best_instruction_set();
/// REQUIRES present(set).
const Code& code(InstructionSet set);

}  // namespace lenz::sampling::multispin
