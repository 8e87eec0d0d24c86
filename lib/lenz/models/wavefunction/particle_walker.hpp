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

  bool is_evaluated = false;     ///< whether the next two are of x
  std::vector<Real> gradient{};  ///< of log psi
  Real laplacian{};              ///< of log psi
  bool is_weighed = false;       ///< whether the next one is of x
  Real log_density{};            ///< of what is sampled

  template <class Archive>
  void serialize(Archive& archive) {
    serialize_reals(archive, x);
    serialize_reals(archive, cache);
    archive(n_updates);
    if constexpr (Archive::is_loading) is_evaluated = is_weighed = false;
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
