#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "lenz/stats/recorder.hpp"

namespace lenz::sampling {

/// How long a chain runs and what it keeps. Lengths are in sweeps of every slot.
struct ChainPlan {
  std::size_t shard = 0;                 ///< the name of this chain to checkpoints and progress
  std::uint64_t sweeps = 10000;          ///< production sweeps
  std::optional<std::uint64_t> burn_in;  ///< absent: until the measured quantities have settled
  std::uint64_t thin = 1;                ///< measure every thin-th sweep
  std::uint64_t configurations = 0;      ///< kept of each slot, 2 tau apart by the tau measured so far
  bool trace = false;                    ///< keep the whole series of every quantity
  bool tune = true;                      ///< false: the kernel keeps the step it was given
  stats::RecorderOptions recorder{};     ///< what is kept of the series in any case
};

}  // namespace lenz::sampling
