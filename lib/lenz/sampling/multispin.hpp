#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lenz/lattice/packing.hpp"
#include "lenz/random/bulk_rows.hpp"
#include "lenz/sampling/multispin/code.hpp"

namespace lenz::sampling {

/// Multi-spin coding (Creutz, Jacobs and Rebbi 1979; Block, Virnau and Preis 2010): 256 Ising spins with
/// couplings of one magnitude and no field are updated by each machine operation on words of bits.
///
/// A site with u of its z bonds unsatisfied changes the energy by dE = 2 |J| (z - 2u) when it flips.
/// Carry-save adders count u in all lanes at once; each lane then flips with exactly
///
///   Metropolis  min(1, exp(-dE / T)),        heat bath  1 / (1 + exp(dE / T)),
///
/// because a uniform number, drawn digit by digit as one random word for all lanes, is compared with the 64
/// binary digits of the probability until every lane is decided. Nothing is truncated at fewer digits, and no
/// random bit is used twice. Sites are updated class by class (see lattice::Packing): an update in a fixed
/// order, which leaves the Boltzmann density invariant. Metropolis in a fixed order is not ergodic on every
/// small torus; the heat bath is.
///
/// Cost: about 11 (12) rows of 512 random bits for two words of spins, and as many comparisons of six
/// operations.
class Multispin {
 public:
  using Rule = multispin::Rule;
  using InstructionSet = multispin::InstructionSet;

  struct Options {
    Rule rule = Rule::heat_bath;
    double beta = 1;  ///< |J| / T, at least 0
    InstructionSet instructions = multispin::best_instruction_set();
  };

  /// `negative` marks, for each position and neighbour, the lanes whose bond has J < 0; empty where none has,
  /// all ones for an antiferromagnet. Throws std::invalid_argument where a site has not 2, 3, 4 or 6 bonds,
  /// beta is negative, `negative` has the wrong size, or the instruction set is not present.
  Multispin(std::shared_ptr<const lattice::Packing> packing, const Options& options,
            std::vector<std::uint64_t> negative = {});

  const lattice::Packing& packing() const { return *packing_; }
  /// 64-bit words that a configuration takes, ghosts included; those of position p begin at 4 p.
  std::size_t size() const;
  /// All spins up in every lane.
  std::vector<std::uint64_t> ordered() const { return std::vector<std::uint64_t>(size(), ~std::uint64_t{0}); }
  /// Every spin up with probability 1/2.
  std::vector<std::uint64_t> random(random::BulkRows& rows) const;

  /// One attempted update of every spin. `flips` counts, lane by lane, those that flipped.
  void sweep(std::span<std::uint64_t> words, random::BulkRows& rows, multispin::LaneCounts& flips) const;
  /// Spins up, and twice the unsatisfied bonds, lane by lane.
  void count(std::span<std::uint64_t> words, multispin::LaneCounts& up,
             multispin::LaneCounts& unsatisfied_twice) const;
  /// +1 or -1.
  int spin(std::span<const std::uint64_t> words, std::size_t position, std::size_t lane) const {
    return (words[position * multispin::words_of_64 + lane / 64] >> (lane % 64) & 1) != 0 ? 1 : -1;
  }

 private:
  multispin::Plan plan() const;

  std::shared_ptr<const lattice::Packing> packing_;
  Options options_;
  std::vector<std::uint64_t> negative_;
  std::vector<multispin::Class> classes_;
  std::vector<multispin::Move> moves_;
  std::array<std::array<std::uint64_t, multispin::n_digits>, 4> digits_{};
};

/// What the lanes of one replica counted together; replica r has lanes r B … r B + B - 1.
std::uint64_t replica_total(const multispin::LaneCounts& counts, std::size_t replica, std::size_t n_blocks);

}  // namespace lenz::sampling
