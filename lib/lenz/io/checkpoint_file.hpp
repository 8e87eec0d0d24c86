#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "lenz/core/checkpoint_sink.hpp"

namespace lenz::io {

struct CheckpointOptions {
  std::filesystem::path folder;             ///< must exist
  std::uint64_t input_hash = 0;             ///< of the resolved input: a checkpoint serves this input only
  std::chrono::duration<double> every{60};  ///< between two files
  std::optional<std::chrono::steady_clock::time_point> deadline;  ///< after it, offer() throws Stopped
};

/// The checkpoints of one run: `checkpoint.0` and `checkpoint.1` in its folder, written in turn.
///
/// A shard's state is serialised on the shard's own thread and kept in memory; one thread at a time writes
/// all kept states to a file while the others go on. Invariants:
///   1. A file appears whole or not at all (temporary file, fsync, rename, fsync of the folder).
///   2. Writing generation g replaces g - 2, so that g - 1 stands until g is safe.
///   3. A state read by load() is kept until its shard offers a newer one, so that a shard not yet taken up
///   is never lost.
/// On Stopped and at the end the caller calls flush(): only then are the last states in a file.
class CheckpointFile final : public CheckpointSink {
 public:
  explicit CheckpointFile(CheckpointOptions options);
  ~CheckpointFile() override;

  /// Takes over the newest good generation and says in a line which. An empty folder is no error: the line
  /// says that the run begins afresh. Throws FileError when files are there but none is good, or when they
  /// belong to another input.
  std::string load();
  /// Removes the folder's checkpoints: a run that begins afresh must not meet those of an earlier one.
  void discard();

  /// Throws FileError where the stored bytes cannot be read as this state.
  bool restore(std::size_t shard, const Read& read) override;
  /// Throws Stopped, or FileError when a file was due and cannot be written.
  void offer(std::size_t shard, const Write& write) override;
  void finish(std::size_t shard, const Write& write) override;

  /// Writes a file now, if anything was kept since the last one. Throws FileError.
  void flush();

  /// From now on every offer() keeps its state and throws Stopped. Async-signal-safe.
  void request_stop() noexcept { stop_.store(true, std::memory_order_relaxed); }
  /// True once request_stop() was called or the deadline has passed.
  bool stopping() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  struct Shard {
    std::shared_ptr<const std::string> state;
    Clock::time_point kept = Clock::time_point::min();
    bool under_way = false;
  };

  void keep(std::size_t shard, const Write& write, bool under_way);
  bool shard_due(std::size_t shard) const;
  bool file_due(Clock::time_point now) const;
  Clock::time_point file_time() const;
  void schedule_next();
  void write_generation();
  std::filesystem::path path_of(std::uint64_t generation) const;

  const CheckpointOptions options_;
  std::atomic<bool> stop_{false};
  std::atomic<Clock::rep> next_file_{0};
  std::mutex write_mutex_;    // held by the one thread that writes a file; taken before mutex_
  mutable std::mutex mutex_;  // guards all below
  std::map<std::size_t, Shard> shards_;
  std::uint64_t generation_ = 0;
  bool dirty_ = false;
};

}  // namespace lenz::io
