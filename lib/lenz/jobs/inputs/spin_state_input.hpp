#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"

namespace lenz::jobs {

enum class SpinStateKind { rbm, jastrow, mean_field, network };
/// What numbers the weights of a machine are.
enum class Amplitudes { automatic, real, complex };
/// Which permutations of the sites leave the state as it is.
enum class SpinSymmetry { automatic, none, translation, lattice };

/// [model] of task "ground-state" for quantum spins. Which keys a kind has stands in its schema; the others
/// keep their defaults.
struct SpinStateInput {
  static constexpr double default_density = 2;

  SpinStateKind kind = SpinStateKind::rbm;
  std::optional<std::uint64_t> hidden;              ///< of rbm: hidden units, in place of density
  std::optional<double> density;                    ///< of rbm: hidden units a site, see hidden_of
  Amplitudes parameters = Amplitudes::automatic;    ///< of rbm
  SpinSymmetry symmetry = SpinSymmetry::automatic;  ///< of all but network, see symmetry_of
  io::Auto<bool> biases;                            ///< of rbm
  io::Auto<bool> marshall;                          ///< a rule for the sign of the state
  std::vector<std::uint64_t> layers;                ///< of network, see layers_of
  std::optional<std::filesystem::path> file;        ///< of rbm: weights (.wf) to start from
  std::uint64_t levels = 1;                         ///< of rbm: states, from the ground state on
  io::Auto<double> penalty;                         ///< of rbm: of an overlap with a state below
};

/// The schema of one kind.
const io::Schema<SpinStateInput>& spin_state_schema(SpinStateKind kind);

/// What stands for "auto" and for what is not said, of systems of one size.
///
/// symmetry_of: translation on periodic regular lattices where the ground state is positive after a turn by
/// signs, and so has every symmetry of the lattice (Perron and Frobenius; Marshall 1955), unless the weights
/// come from a file; none else, where it may have any momentum. hidden_of: hidden units of an rbm without a
/// file, before rounding. layers_of: widths of a network's hidden layers; one of 2 N where none are given.
SpinSymmetry symmetry_of(const SpinStateInput& model, const LatticeInput& system, bool is_positive);
double hidden_of(const SpinStateInput& model, std::size_t n_sites);
std::vector<std::uint64_t> layers_of(const SpinStateInput& model, std::size_t n_sites);
/// Elements of a group of symmetries: copies of each hidden unit, or of a pair. 0 where the lattice has no
/// such symmetries. REQUIRES symmetry != automatic.
std::size_t n_copies(SpinSymmetry symmetry, const LatticeInput& system);
/// About how many real parameters the state has, at least; 0 for an rbm from a file.
double least_parameters(const SpinStateInput& model, const LatticeInput& system);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::SpinStateKind> {
  static constexpr std::string_view names[] = {"rbm", "jastrow", "mean-field", "network"};
};
template <>
struct EnumNames<jobs::Amplitudes> {
  static constexpr std::string_view names[] = {"auto", "real", "complex"};
};
template <>
struct EnumNames<jobs::SpinSymmetry> {
  static constexpr std::string_view names[] = {"auto", "none", "translation", "lattice"};
};

}  // namespace lenz::io
