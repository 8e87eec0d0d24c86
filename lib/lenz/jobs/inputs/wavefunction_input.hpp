#pragma once

#include <cstdint>
#include <string_view>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"

namespace lenz::jobs {

enum class WavefunctionKind { gaussian, rbm };
/// Of the machine's marginal F: Psi = F, or sqrt(F), whose square Gibbs sampling draws from.
enum class WaveForm { psi, sqrt };
/// How the machine's hidden units see the particles.
enum class WaveSymmetry { automatic, none, pairs, symmetrised };
enum class JastrowKind { automatic, none, pade, boys_handy };

/// [model] of task "ground-state". Which keys a kind has stands in its schema; the others keep their
/// defaults.
struct WavefunctionInput {
  static constexpr std::uint64_t max_symmetrised = 4;  ///< particles: a sum over N! orders

  WavefunctionKind kind = WavefunctionKind::gaussian;
  std::uint64_t hidden = 4;                         ///< of rbm; of each pair where symmetry is pairs
  io::Auto<double> sigma;                           ///< of rbm: width of the visible units at the start
  bool train_sigma = true;                          ///< of rbm
  WaveForm form = WaveForm::psi;                    ///< of rbm
  WaveSymmetry symmetry = WaveSymmetry::automatic;  ///< of rbm, see symmetry_of
  JastrowKind jastrow = JastrowKind::automatic;     ///< see jastrow_of
  std::uint64_t order = 4;                          ///< of boys-handy: the highest power
  io::Auto<bool> cusp;                              ///< see cusp_of
  bool slater = true;                               ///< of fermions, see has_slater
  bool three_body = false;                          ///< correlations of three particles, see has_three_body
  bool backflow = false;                            ///< of fermions with a determinant
};

/// The schema of one kind.
const io::Schema<WavefunctionInput>& wavefunction_schema(WavefunctionKind kind);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::WavefunctionKind> {
  static constexpr std::string_view names[] = {"gaussian", "rbm"};
};
template <>
struct EnumNames<jobs::WaveForm> {
  static constexpr std::string_view names[] = {"psi", "sqrt"};
};
template <>
struct EnumNames<jobs::WaveSymmetry> {
  static constexpr std::string_view names[] = {"auto", "none", "pairs", "symmetrised"};
};
template <>
struct EnumNames<jobs::JastrowKind> {
  static constexpr std::string_view names[] = {"auto", "none", "pade", "boys-handy"};
};

}  // namespace lenz::io
