#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/core/archive.hpp"
#include "lenz/core/concepts.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/chain_plan.hpp"
#include "lenz/stats/burn_in.hpp"
#include "lenz/stats/recorder.hpp"

namespace lenz::sampling {

/// What one slot has given so far.
struct SlotRecord {
  stats::Recorder recorder{};
  std::vector<double> series{};  ///< n_samples x n_quantities, row by row, where the plan traces
  std::vector<std::uint8_t> configurations{};      ///< packed, one after the other
  std::vector<double> configuration_quantities{};  ///< n_configurations x n_quantities, row by row
  std::vector<std::uint64_t> configuration_sweeps{};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(recorder, series, configurations, configuration_quantities, configuration_sweeps);
  }
};

enum class ChainPhase : std::uint32_t { tuning, burn_in, production, done };

/// Everything a chain is between two sweeps; archived, it goes on with the same bits. Source is where the
/// kernel's random numbers come from.
template <class Kernel, class Walker, class Source = random::Stream>
struct ChainState {
  using Info = typename Kernel::Info;

  /// "wolff": what the user calls the kernel, where a choice was made that the input does not tell.
  std::string kernel_name{};
  Kernel kernel{};
  Ensemble<Walker> ensemble{};
  std::vector<Source> streams{};  ///< one a slot

  ChainPhase phase = ChainPhase::tuning;
  std::uint64_t burn_in_sweeps = 0;             ///< tuning included
  std::uint64_t sweeps = 0;                     ///< of production
  std::uint64_t spacing = 1;                    ///< sweeps between kept configurations
  std::uint64_t next_kept = 1;                  ///< the sweep after which the next configuration is kept
  bool settled = false;                         ///< the automatic burn-in found the quantities settled
  std::uint64_t window = 0, window_sweeps = 0;  ///< of tuning
  std::vector<Info> totals{};                   ///< of the window in tuning, of the run in production
  std::vector<stats::BurnIn> judges{};          ///< one a slot, until the burn-in is over
  std::vector<SlotRecord> records{};            ///< one a slot

  template <class Archive>
  void serialize(Archive& archive) {
    auto mark = RecordMark("chain", 2).reading_from(1);
    archive(mark);
    if (mark.version() > 1) check_kernel(archive);
    archive(kernel, ensemble, streams, phase, burn_in_sweeps, sweeps, spacing, next_kept, settled, window,
            window_sweeps);
    archive(totals, judges, records);
  }

 private:
  /// One kernel's bytes are never read as another's.
  template <class Archive>
  void check_kernel(Archive& archive) {
    std::string name = kernel_name;
    archive(name);
    if (name == kernel_name) return;
    throw std::runtime_error("it is of the sampler " + name + ", and this program would go on with " +
                             kernel_name +
                             ": resume it with the version of Lenz that began it, or begin "
                             "anew with lenz run --overwrite");
  }
};

}  // namespace lenz::sampling
