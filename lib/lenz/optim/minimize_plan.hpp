#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lenz/optim/natural_gradient.hpp"

namespace lenz::optim {

/// Stops when the mean of the last `window` values is not below that of the `window` before by more than
/// `tolerance`. window >= 1.
struct Plateau {
  std::uint64_t window = 100;
  double tolerance = 0;
};

/// What `minimize` is to do.
struct MinimizePlan {
  std::uint64_t steps = 1000;
  std::size_t shard = 0;                 ///< under which checkpoints and progress know this minimisation
  std::size_t n_threads = 1;             ///< changes no bit of the result
  std::string_view value_name = "loss";  ///< what is made small, as progress calls it; a text that stays

  std::optional<double> clip_norm{};        ///< no direction is longer, over all blocks that move in the step
  std::optional<NaturalGradient> metric{};  ///< the rules are given the natural gradient; not with L-BFGS
  std::optional<double>
      average_decay{};  ///< keeps an exponential moving average of the parameters, in [0, 1)
  std::optional<double> gradient_tolerance{};  ///< stops where |gradient| over all blocks is not above
  std::optional<Plateau> plateau{};

  /// Throws std::invalid_argument where a number is out of its range.
  void check() const;
};

/// Whether the values of the steps so far have come to the plateau described.
bool has_plateau(const std::vector<double>& values, const Plateau& plateau);

}  // namespace lenz::optim
