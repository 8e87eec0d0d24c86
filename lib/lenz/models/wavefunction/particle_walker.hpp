#pragma once

#include <cstdint>
#include <vector>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// Particles where they stand, with what a trial density keeps of them; of Lanes, eight such configurations.
/// Checkpoints hold the cache: a rebuilt one differs in the last bits.
template <LaneReal Real>
struct ParticleWalker {
  std::vector<Real> x, cache;
  std::uint32_t n_updates = 0;  ///< accepted since the cache was last computed from x

  bool is_evaluated = false;      ///< whether the next three are of x
  Real log_density{};             ///< of what is sampled
  std::vector<Real> gradient{};   ///< of log psi
  Real laplacian{};               ///< of log psi
  std::vector<Real> log_slope{};  ///< gradient of the log density, where it is not 2 grad log psi

  template <class Archive>
  void serialize(Archive& archive) {
    serialize_reals(archive, x);
    serialize_reals(archive, cache);
    archive(n_updates);
    if constexpr (Archive::is_loading) is_evaluated = false;
  }

 private:
  template <class Archive>
  static void serialize_reals(Archive& archive, std::vector<Real>& values) {
    std::vector<double> all;
    if constexpr (!Archive::is_loading) all = lanes::flattened(values);
    archive(all);
    if constexpr (Archive::is_loading) lanes::unflatten(all, values);
  }
};

}  // namespace lenz::models
