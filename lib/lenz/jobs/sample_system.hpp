#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/io/plots.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"

namespace lenz::jobs {

/// What a kind of [system] brings to the task `sample`: its points, its chains as independent shards, and how
/// the chains of a point become its result. One virtual call a shard and a point, none a move.
class SampleSystem {
 public:
  /// Where a slot of a shard belongs.
  struct Slot {
    std::size_t point;
    std::size_t chain;
  };

  virtual ~SampleSystem() = default;
  virtual std::size_t n_points() const = 0;
  virtual std::size_t n_chains() const = 0;
  /// Shards are numbered so that the points they serve come in order.
  virtual std::size_t n_shards() const = 0;
  virtual std::vector<Slot> slots(std::size_t shard) const = 0;
  /// The scannable numbers of a point, as `parameters` in summary.json has them.
  virtual std::vector<std::pair<std::string, double>> parameters(std::size_t point) const = 0;
  /// May be called for several shards at once.
  virtual std::vector<SlotOutcome> run(std::size_t shard, CheckpointSink& sink, Progress& progress) const = 0;
  virtual io::PointResult finish(std::size_t point, std::vector<SlotOutcome> chains) const = 0;
  /// Figures of the finished run, at least the scan figures of io/plots.hpp.
  virtual std::vector<io::Figure> figures(const io::RunResult& result) const {
    return io::scan_figures(result);
  }
  /// What all points of the finished run say together, where that was asked for.
  virtual std::optional<io::FiniteSize> finite_size(const std::vector<io::PointResult>&) const {
    return std::nullopt;
  }
  /// Seconds of the whole on one core of an ordinary machine, the same on every machine.
  virtual double expected_seconds() const = 0;
  /// Names of the parameters in which points differ, in their order.
  virtual std::vector<std::string> scanned() const { return {}; }
  /// Lines to be said before the run: which sampler was chosen, which oracles were passed over.
  virtual std::vector<std::string> remarks() const { return {}; }
};

/// What the task brings back besides the program's own facts.
struct SampleOutcome {
  std::vector<io::PointResult> points;
  double updates = 0;  ///< attempted (for Wolff: made) single-site updates in production
};

class PointCollector;

/// Runs every shard of the system on n_threads threads; the chains go to `points`. When one shard throws the
/// others stop at their next look up, their states kept by the sink, and what it threw is thrown on; a
/// NumericalError says at which point and in which chain.
void run_sample(const SampleSystem& system, std::size_t n_threads, CheckpointSink& sink, Progress& progress,
                PointCollector& points);

/// The same, for callers who want the whole or nothing.
SampleOutcome run_sample(const SampleSystem& system, std::size_t n_threads, CheckpointSink& sink,
                         Progress& progress);

}  // namespace lenz::jobs
