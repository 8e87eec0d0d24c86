#pragma once

#include <cstddef>
#include <cstdint>

#include "lenz/lattice/lanes/lanes.hpp"

/// Multi-spin updates at the level of machine words, compiled once for each instruction set: plain structs
/// and pointers only, as in lattice/lanes/lanes.hpp.
namespace lenz::sampling::multispin {

constexpr std::size_t n_digits = 64;  ///< binary digits of a probability

enum class Rule { metropolis, heat_bath };

/// Everything a sweep needs and does not change.
struct Plan {
  Rule rule = Rule::metropolis;
  lattice::lanes::Bonds bonds{};
  /// Bit u: digit j of the probability to flip with u unsatisfied bonds is 1 (by the heat bath: with u or
  /// z - u bonds, the smaller number).
  std::uint8_t kinds[n_digits] = {};
};

/// The code for one instruction set. All give the same bits.
struct Code {
  /// One attempted update of every site in every lane; random words are the rows that follow `state`, that
  /// of a random::BulkGenerator. Returns the number of spins flipped.
  std::uint64_t (*sweep)(const Plan& plan, std::uint64_t* words, std::uint64_t (*state)[8]);
};

/// REQUIRES lattice::lanes::present(set).
const Code& code(lattice::lanes::InstructionSet set);

}  // namespace lenz::sampling::multispin
