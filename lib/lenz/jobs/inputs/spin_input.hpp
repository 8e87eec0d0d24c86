#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/inputs/lattice_input.hpp"

namespace lenz::jobs {

enum class SpinModel { transverse_ising, xxz, j1j2 };

/// What a symmetry of order two multiplies the states of a sector with: +1, -1; any: both sectors.
enum class SymmetrySector { any, even, odd };

/// [system] kind = "spin": quantum spins 1/2 on a lattice or a graph.
struct SpinInput : LatticeInput {
  static constexpr std::size_t max_cases = 10000;
  static constexpr double max_sites = 40;              ///< of a basis: tables have 2^(N - 12) numbers
  static constexpr double max_sites_of_states = 1024;  ///< of task "ground-state", which needs no basis

  SpinModel model = SpinModel::transverse_ising;
  io::Scan coupling{1.0};
  std::optional<io::Scan> field;  ///< see default_field
  io::Scan anisotropy{1.0};       ///< Delta, of xxz
  io::Scan j2{0.5};               ///< of j1j2
  std::optional<io::Scan> temperature;

  std::optional<std::int64_t> magnetization;  ///< spins up minus spins down
  std::vector<std::uint64_t> momentum;        ///< wave numbers, in units of 2 pi / L, one an axis
  SymmetrySector spin_inversion = SymmetrySector::any;
  SymmetrySector reflection_x = SymmetrySector::any, reflection_y = SymmetrySector::any,
                 reflection_z = SymmetrySector::any, reflection_diagonal = SymmetrySector::any;

  bool has_anisotropy() const { return model == SpinModel::xxz; }
  bool has_j2() const { return model == SpinModel::j1j2; }
  /// 1 for transverse-ising, the critical field of the chain, else 0.
  double default_field() const { return model == SpinModel::transverse_ising ? 1 : 0; }
  bool conserves_magnetization() const { return model != SpinModel::transverse_ising; }
  /// Spins up minus spins down of the states that task "ground-state" varies, where it is conserved: as asked
  /// for, else 0, or 1 where the number of spins is odd. REQUIRES an input of one size.
  std::optional<std::int64_t> kept_magnetization() const;
  /// Systems: points but for their temperatures.
  std::size_t n_cases() const;
};

/// A reflection of the input with the axes it exchanges or turns round.
struct ReflectionKey {
  const char* name;
  SymmetrySector SpinInput::*member;
  std::size_t axis;
};
/// reflection_x, reflection_y, reflection_z.
const std::vector<ReflectionKey>& reflection_keys();

/// Of task "diagonalize".
const io::Schema<SpinInput>& spin_schema();
/// Of task "ground-state": neither temperatures nor sectors of symmetries, and more sites.
const io::Schema<SpinInput>& ground_state_spin_schema();

/// Erases from [system] what the model and the lattice do not have.
void erase_unused_spin_keys(const SpinInput& input, io::Table& root);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::SpinModel> {
  static constexpr std::string_view names[] = {"transverse-ising", "xxz", "j1j2"};
};
template <>
struct EnumNames<jobs::SymmetrySector> {
  static constexpr std::string_view names[] = {"any", "even", "odd"};
};

}  // namespace lenz::io
