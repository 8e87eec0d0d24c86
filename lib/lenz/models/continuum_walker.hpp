#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lenz/core/checks.hpp"

namespace lenz::models {

/// A point of R^n and what its target keeps about it, so that a move of one coordinate costs less than a new
/// log density.
///
/// The cache belongs to the target that made the walker (`target.walker(x)`); targets of a tempering ladder
/// share one cache by tempering one and the same target (`Tempered`). Checkpoints hold the cache: a rebuilt
/// one differs in the last bits.
struct ContinuumWalker {
  std::vector<double> x;
  std::vector<double> cache;    ///< what it means is the target's business
  std::uint32_t n_updates = 0;  ///< incremental updates since the cache was last computed from x

  template <class Archive>
  void serialize(Archive& archive) {
    archive(x, cache, n_updates);
  }
};

/// A move of one coordinate: x_index += delta.
struct CoordinateMove {
  std::size_t index = 0;
  double delta = 0;
};

/// After so many incremental updates a cache is computed anew, against the drift of rounding errors.
inline constexpr std::uint32_t updates_between_rebuilds = 1u << 14;

/// Requires a point of n finite coordinates. Throws std::invalid_argument.
inline void check_point(const std::vector<double>& x, std::size_t n) {
  check_size("x", x.size(), n);
  for (std::size_t i = 0; i < n; ++i) check_finite("x[" + std::to_string(i) + "]", x[i]);
}

}  // namespace lenz::models
