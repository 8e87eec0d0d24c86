#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"

namespace lenz::jobs {

/// One point of task "ground-state": a state whose parameters are found, and chains that measure in it. One
/// virtual call a point and a chain, none a move.
class GroundStatePoint {
 public:
  virtual ~GroundStatePoint() = default;
  virtual std::size_t n_parameters() const = 0;
  /// From the beginning, or the checkpoint of `shard`, to the end of the plan.
  virtual void optimise(std::size_t n_threads, std::size_t shard, CheckpointSink& sink,
                        Progress& progress) = 0;
  /// Chain c in the state found. REQUIRES optimise(). Chains may run side by side.
  virtual std::vector<SlotOutcome> run_chain(std::size_t c, std::size_t shard, CheckpointSink& sink,
                                             Progress& progress) const = 0;
  /// What all chains say, with what is known.
  virtual io::PointResult finish(std::vector<SlotOutcome> chains) const = 0;
  virtual std::vector<io::ModelTensor> model() const = 0;
  /// energy, energy_error, variance, acceptance and gradient_norm of every step so far.
  virtual std::vector<io::TrainingSeries> history() const = 0;
  /// The state as files of their own: names and texts.
  virtual std::vector<std::pair<std::string, std::string>> files() const { return {}; }
  /// Seconds that a step, and a sweep of a chain, take on one core: tried out for a moment.
  struct Pace {
    double step = 0, sweep = 0;
  };
  virtual Pace try_out() const = 0;
};

}  // namespace lenz::jobs
