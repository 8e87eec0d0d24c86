#pragma once

#include <string_view>

#include "lenz/io/codec.hpp"
#include "lenz/lattice/lattice.hpp"
#include "lenz/models/ising_system.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/multispin/code.hpp"

/// The words that name a choice in an input file, in the order of the enums.
namespace lenz::jobs {

/// What stands beside the numbers: the strongest oracle that fits, nothing, or the one named.
enum class Exact {
  automatic,
  none,
  enumeration,
  transfer_matrix,
  kaufman,
  density_of_states,
  closed_chain,
  gaussian,
  markov,
  free_fermions,
  bethe,
  lanczos,
  dense,
  free_particles,
  taut,
  radial,
  configuration_interaction
};

enum class SamplerKind {
  automatic,
  metropolis,
  heat_bath,
  wolff,
  swendsen_wang,
  multispin,
  gibbs,
  langevin,
  mala,
  hmc,
  importance,
  exchange,
  exact
};

enum class AcceptanceRule { metropolis, barker };

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::Exact> {
  static constexpr std::string_view names[] = {"auto",
                                               "none",
                                               "enumeration",
                                               "transfer-matrix",
                                               "kaufman",
                                               "density-of-states",
                                               "closed-chain",
                                               "gaussian",
                                               "markov",
                                               "free-fermions",
                                               "bethe",
                                               "lanczos",
                                               "dense",
                                               "free-particles",
                                               "taut",
                                               "radial",
                                               "configuration-interaction"};
};
template <>
struct EnumNames<jobs::SamplerKind> {
  static constexpr std::string_view names[] = {
      "auto",     "metropolis", "heat-bath", "wolff",      "swendsen-wang", "multispin", "gibbs",
      "langevin", "mala",       "hmc",       "importance", "exchange",      "exact"};
};
template <>
struct EnumNames<jobs::AcceptanceRule> {
  static constexpr std::string_view names[] = {"metropolis", "barker"};
};
template <>
struct EnumNames<sampling::multispin::Rule> {
  static constexpr std::string_view names[] = {"metropolis", "heat-bath"};
};
template <>
struct EnumNames<lattice::Kind> {
  static constexpr std::string_view names[] = {"chain",     "square", "triangular",
                                               "honeycomb", "cubic",  "graph"};
};
template <>
struct EnumNames<lattice::Boundary> {
  static constexpr std::string_view names[] = {"periodic", "open"};
};
template <>
struct EnumNames<models::Disorder> {
  static constexpr std::string_view names[] = {"none", "bimodal", "gaussian"};
};
template <>
struct EnumNames<sampling::Scan> {
  static constexpr std::string_view names[] = {"random", "sequential"};
};

}  // namespace lenz::io
