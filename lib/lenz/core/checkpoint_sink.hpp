#pragma once

#include <cstddef>
#include <functional>

#include "lenz/core/archive.hpp"

namespace lenz {

/// Where the loops of Lenz leave their states, one state for each shard of the work.
///
/// A loop calls `restore` once before it begins, `offer` between two steps as often as it likes (cheap when
/// nothing is due), and `finish` with its final state. All may be called from several threads, each shard
/// from one at a time.
class CheckpointSink {
 public:
  using Write = std::function<void(OutputArchive&)>;
  using Read = std::function<void(InputArchive&)>;

  virtual ~CheckpointSink() = default;
  /// Reads the shard's state back if one is stored; false if the shard must begin afresh.
  virtual bool restore(std::size_t shard, const Read& read) = 0;
  /// Keeps the shard's state if a checkpoint is due. Throws Stopped, the state kept, when the run is asked to
  /// stop.
  virtual void offer(std::size_t shard, const Write& write) = 0;
  /// Keeps the final state of the shard.
  virtual void finish(std::size_t shard, const Write& write) = 0;
  /// From now on every offer() keeps its state and throws Stopped, where the sink can: another shard failed.
  virtual void request_stop() noexcept {}
};

/// Keeps nothing: tests, benchmarks, programs that need no checkpoints.
class NoCheckpoints final : public CheckpointSink {
 public:
  bool restore(std::size_t, const Read&) override { return false; }
  void offer(std::size_t, const Write&) override {}
  void finish(std::size_t, const Write&) override {}
};

}  // namespace lenz
