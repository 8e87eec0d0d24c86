#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lenz/exact/oscillator/pair_elements.hpp"

namespace lenz::exact::oscillator {

enum class Statistics { bosons, fermions };

/// N particles in two dimensions; of spin 1/2 where they are fermions, of spin 0 where they are bosons.
struct Particles {
  Statistics statistics = Statistics::fermions;
  std::size_t n_particles = 2;
  std::size_t n_up = 1;  ///< spins up, of fermions: S_z = n_up - N / 2
  int momentum = 0;      ///< the angular momentum M of all together

  static constexpr std::size_t max_particles = 6;
  /// How many there are of the first kind: bosons, or spins up.
  std::size_t n_first() const { return statistics == Statistics::bosons ? n_particles : n_up; }
  /// Quanta of the lowest configuration, of whatever M.
  std::size_t lowest_quanta() const;
  /// Quanta of the lowest configuration of n particles less, of whatever spin and M.
  std::size_t lowest_quanta_without(std::size_t n) const;
  /// Throws std::invalid_argument unless there are 2 to 6 fermions or 2 to 4 bosons and n_up <= N.
  void check() const;
};

/// Slater determinants or permanents of M and S_z with at most lowest_quanta() + cutoff quanta.
///
/// A state is the list of its orbitals, spins up (or bosons) first, ascending within a spin, 10 bits each;
/// its place is that of this word among all. A bound of the sum of quanta keeps the centre of mass separable:
/// an oscillator of its own, not excited in the ground state. All quanta have the parity of M.
class ManyBodyBasis {
 public:
  using Places = std::array<std::uint16_t, Particles::max_particles>;

  /// Throws std::invalid_argument where Particles::check does, or for orbitals beyond max_orbital_quanta.
  /// Cost: the number of states times N, 8 bytes each.
  ManyBodyBasis(const Particles& particles, std::size_t cutoff);

  static constexpr std::size_t max_orbital_quanta = 43;  ///< 990 orbitals

  const Particles& particles() const { return particles_; }
  std::size_t size() const { return words_.size(); }
  /// Most quanta of a state, of one of its pairs, and of one of its particles.
  std::size_t max_quanta() const { return max_quanta_; }
  std::size_t max_pair_quanta() const;
  std::size_t max_single_quanta() const { return max_quanta_ - particles_.lowest_quanta_without(1); }
  /// By their index.
  const Orbital& orbital(std::size_t index) const { return orbitals_[index]; }

  std::uint64_t word(std::size_t state) const { return words_[state]; }
  std::uint64_t word(const Places& orbitals) const;
  /// The orbitals of a state, by their index.
  Places state(std::size_t state) const;
  /// Where a state is, if it is in the basis.
  std::optional<std::size_t> find(std::uint64_t word) const;

 private:
  void extend(Places& places, std::size_t n, std::size_t quanta, int momentum);

  Particles particles_;
  std::size_t max_quanta_;
  std::vector<Orbital> orbitals_;
  std::vector<std::uint64_t> words_;
};

}  // namespace lenz::exact::oscillator
