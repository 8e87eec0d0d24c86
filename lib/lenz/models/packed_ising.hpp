#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lenz/core/numerics.hpp"
#include "lenz/lattice/packed_bonds.hpp"
#include "lenz/models/ising_system.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// Spins of R independent replicas of a system as bits (see lattice::PackedBonds), 1 for +1.
struct PackedWalker {
  std::vector<std::uint64_t> words;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(words);
  }
};

/// R independent replicas of an Ising system with couplings of one magnitude and no field, bit by bit:
///
///   log p = - sum_r E_r / T + const,   E_r = - sum_b J_b s_a s_b = |J| (2 u_r - n_bonds),
///
/// u_r the number of unsatisfied bonds (J_b s_a s_b < 0) of replica r. Every quantity of a replica is a count
/// of bits.
class PackedIsing {
 public:
  using Walker = PackedWalker;

  /// Whether a system can be packed: a regular periodic lattice with 2, 3, 4 or 6 bonds a site, no field, and
  /// couplings of one magnitude, not 0.
  static bool fits(const IsingSystem& system);
  /// The system's bonds on a lattice cut into at most max_blocks blocks; see lattice::Packing.
  /// Throws std::invalid_argument where the system does not fit.
  static std::shared_ptr<const lattice::PackedBonds> pack(const IsingSystem& system, std::size_t max_blocks);

  /// Throws std::invalid_argument unless temperature > 0.
  PackedIsing(std::shared_ptr<const IsingSystem> system, std::shared_ptr<const lattice::PackedBonds> bonds,
              double temperature);

  const IsingSystem& system() const { return *system_; }
  const std::shared_ptr<const lattice::PackedBonds>& bonds() const { return bonds_; }
  double temperature() const { return temperature_; }
  double reduced_coupling() const { return strength_ / temperature_; }
  std::size_t n_sites() const { return system_->n_sites(); }
  std::size_t n_replicas() const { return bonds_->packing().n_replicas(); }

  /// Each spin +1 or -1 with probability 1/2.
  template <class Rng>
  Walker random_walker(Rng& rng) const {
    Walker walker = ordered_walker();
    for (std::uint64_t& word : std::span(walker.words).first(bonds_->n_spin_words())) word = rng();
    return walker;
  }
  /// All spins equal to `spin`, +1 or -1.
  Walker ordered_walker(int spin = 1) const {
    return {std::vector<std::uint64_t>(bonds_->size(), spin > 0 ? ~std::uint64_t{0} : 0)};
  }
  /// The spins of one replica, site by site.
  std::vector<std::int8_t> spins(const Walker& walker, std::size_t replica) const;

  /// E_r of every replica.
  std::vector<double> energies(const Walker& walker) const;
  double log_density(const Walker& walker) const;

  /// Exchanges spins with a walker of `other`, replica by replica, each with the Metropolis probability of
  /// log r = (1 / T_a - 1 / T_b) (E_a - E_b). Returns how many were exchanged.
  template <class Rng>
  std::size_t exchange(const PackedIsing& other, Walker& mine, Walker& others, Rng& rng) const {
    const std::vector<double> a = energies(mine), b = other.energies(others);
    std::vector<bool> exchanged(n_replicas());
    for (std::size_t r = 0; r < exchanged.size(); ++r) {
      const double log_r = (1 / temperature_ - 1 / other.temperature_) * (a[r] - b[r]);
      exchanged[r] = random::uniform(rng) < std::exp(log_r);
    }
    return swap_replicas(mine, others, exchanged);
  }

  /// E_r of unsatisfied bonds counted from both ends.
  double energy_of(std::uint64_t unsatisfied_twice) const {
    return strength_ * (static_cast<double>(unsatisfied_twice) - static_cast<double>(n_bonds_));
  }

 private:
  std::size_t swap_replicas(Walker& a, Walker& b, const std::vector<bool>& exchanged) const;

  std::shared_ptr<const IsingSystem> system_;
  std::shared_ptr<const lattice::PackedBonds> bonds_;
  double temperature_, strength_;
  std::size_t n_bonds_;
};

}  // namespace lenz::models
