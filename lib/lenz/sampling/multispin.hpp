#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "lenz/core/concepts.hpp"
#include "lenz/lattice/packed_bonds.hpp"
#include "lenz/random/bulk.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/multispin/code.hpp"

namespace lenz::sampling {

/// A density of Ising spins with couplings of one magnitude and no field on a packed lattice, as
/// models::PackedIsing: bonds() -> shared_ptr<const lattice::PackedBonds>, reduced_coupling() = |J| / T, and
/// a walker with `words`.
template <class T>
concept PackedTarget = Target<T> && requires(const T t, typename T::Walker w) {
  { t.bonds() } -> std::convertible_to<std::shared_ptr<const lattice::PackedBonds>>;
  { t.reduced_coupling() } -> std::convertible_to<double>;
  {std::span<std::uint64_t>(w.words)};
};

/// Multi-spin coding (Creutz, Jacobs and Rebbi 1979; Block, Virnau and Preis 2010): each operation on words
/// of bits updates 256 or 512 spins.
///
/// A site with u of its z bonds unsatisfied changes the energy by dE = 2 |J| (z - 2u) when it flips.
/// Carry-save adders count u in all lanes at once; each lane then flips with exactly
///
///   Metropolis  min(1, exp(-dE / T)),        heat bath  1 / (1 + exp(dE / T)),
///
/// because a uniform number, drawn digit by digit as one random word for all lanes, is compared with the 64
/// binary digits of the probability until every lane is decided. Nothing is truncated at fewer digits, and no
/// random bit is used twice. Sites are updated class by class (see lattice::Packing): an update in a fixed
/// order, which leaves the Boltzmann density invariant.
///
/// Metropolis in a fixed order is not ergodic everywhere: a flip that costs no energy is certain, and where
/// every site of a state has exactly half of its bonds unsatisfied nothing is left to chance. Such states
/// follow each other in a cycle that is never left nor entered: 36 of the 4 x 4 torus, more than half of a
/// ring of 16. The heat bath decides every site by chance and reaches all states. So on lattices of at most
/// `mixed_sites` sites, on rings and on ladders one sweep of about `mixed_every`, drawn at random, is by the
/// heat bath, also where the rule is Metropolis. On larger lattices such states were not counted: none of
/// their sites wins energy from its bonds, so that their share falls exponentially with the number of sites.
///
/// Cost of two words of spins: about 11 (Metropolis) or 12 (heat bath) rows of 512 random bits of 10 vector
/// operations each, as many comparisons of 3, and some 10 to 20 operations to count bonds, on vectors of 512
/// bits; twice as many on vectors of 256. Random bits are the bound.
class Multispin {
 public:
  using Rule = multispin::Rule;
  using Info = MoveInfo;
  static constexpr std::size_t mixed_sites = 64, mixed_every = 16;

  Multispin() = default;
  /// Throws std::invalid_argument unless |J| / T is a number and at least 0.
  template <PackedTarget T>
  Multispin(const T& target, Rule rule) : Multispin(target.bonds(), target.reduced_coupling(), rule) {}
  Multispin(std::shared_ptr<const lattice::PackedBonds> bonds, double reduced_coupling, Rule rule);

  /// One attempted update of every spin in every lane; then each replica is turned over, all its spins at
  /// once, with probability 1/2: a move that costs nothing in a system without a field, and by which no chain
  /// is caught in one sign. REQUIRES the target that the kernel was made for.
  template <PackedTarget T>
  Info sweep(const T&, typename T::Walker& walker, random::BulkGenerator& random) const {
    return sweep(std::span<std::uint64_t>(walker.words), random);
  }
  Info sweep(std::span<std::uint64_t> words, random::BulkGenerator& random) const;

  /// Nothing of a kernel changes in a run.
  template <class Archive>
  void serialize(Archive&) {}

 private:
  std::shared_ptr<const lattice::PackedBonds> bonds_;
  multispin::Plan plan_{};
  std::optional<multispin::Plan> mixed_in_{};  ///< the heat bath, where Metropolis alone is not ergodic
};

}  // namespace lenz::sampling
