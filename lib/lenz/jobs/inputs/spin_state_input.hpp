#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"

namespace lenz::jobs {

enum class SpinStateKind { rbm, jastrow, mean_field, network };
/// Numbers that a machine's weights are.
enum class Amplitudes { automatic, real, complex };
/// Which turns of the lattice leave the state as it is.
enum class SpinSymmetry { automatic, none, translation };

/// [model] of task "ground-state" for quantum spins. Which keys a kind has stands in its schema; the others
/// keep their defaults.
struct SpinStateInput {
  static constexpr double default_density = 2;

  SpinStateKind kind = SpinStateKind::rbm;
  std::optional<std::uint64_t> hidden;              ///< of rbm: hidden units in all, in place of density
  std::optional<double> density;                    ///< of rbm: hidden units a site
  Amplitudes parameters = Amplitudes::automatic;    ///< of rbm
  SpinSymmetry symmetry = SpinSymmetry::automatic;  ///< of all but network
  io::Auto<bool> biases;                            ///< of rbm
  io::Auto<bool> marshall;                          ///< a sign rule
  std::vector<std::uint64_t> layers;                ///< of network: widths of its hidden layers
  std::optional<std::filesystem::path> file;        ///< of rbm: weights (.wf) to start from
};

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
  static constexpr std::string_view names[] = {"auto", "none", "translation"};
};

}  // namespace lenz::io
