#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/models/trap.hpp"

namespace lenz::jobs {

enum class ParticleStatistics { boson, fermion, distinguishable };

/// [system] kind = "trap": particles in a harmonic trap.
struct TrapInput {
  static constexpr std::uint64_t max_particles = 64;

  std::uint64_t particles = 2;
  std::uint64_t dimensions = 2;
  std::optional<io::Scan> omega;    ///< 1 where neither it nor `frequencies` is given
  std::vector<double> frequencies;  ///< of an anisotropic trap: one a dimension
  ParticleStatistics statistics = ParticleStatistics::boson;
  std::optional<std::uint64_t> spin_up;  ///< of fermions, see n_up
  models::Interaction interaction = models::Interaction::none;
  io::Scan strength{1.0};  ///< g
  io::Scan range{1.0};     ///< s
  double softening = 0;    ///< of the Coulomb interaction

  bool is_isotropic() const { return frequencies.empty(); }
  bool is_fermion() const { return statistics == ParticleStatistics::fermion; }
  /// Fermions with spin up, half of them, rounded up, where the input does not say; all particles of other
  /// statistics.
  std::uint64_t n_up() const { return is_fermion() ? spin_up.value_or((particles + 1) / 2) : particles; }
  /// Most particles of one spin.
  std::uint64_t n_of_one_spin() const;
  bool has_strength() const {
    return interaction == models::Interaction::coulomb || interaction == models::Interaction::gaussian;
  }
  bool has_range() const {
    return interaction == models::Interaction::gaussian || interaction == models::Interaction::hard_sphere;
  }
  /// Two particles or more that push each other apart, at one strength of the scan at least.
  bool repels() const;
  /// The interaction diverges as 1/r where two particles meet, and asks for Kato's slope there.
  bool has_cusp() const;
};

const io::Schema<TrapInput>& trap_schema();

/// Takes the keys from a resolved [system] that mean nothing for this one.
void erase_unused_trap_keys(const TrapInput& input, io::Table& root);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::ParticleStatistics> {
  static constexpr std::string_view names[] = {"boson", "fermion", "distinguishable"};
};
template <>
struct EnumNames<models::Interaction> {
  static constexpr std::string_view names[] = {"none", "coulomb", "gaussian", "hard-sphere"};
};

}  // namespace lenz::io
