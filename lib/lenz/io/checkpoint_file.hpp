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
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"

namespace lenz::io {

struct CheckpointOptions {
  std::filesystem::path folder;             ///< must exist
  std::string input;                        ///< the resolved input, kept with the states that follow from it
  std::chrono::duration<double> every{60};  ///< between two files
  std::optional<std::chrono::steady_clock::time_point> deadline;  ///< after it, offer() throws Stopped
};

/// What a checkpoint says of its run besides the states.
struct CheckpointOrigin {
  std::string input;            ///< as CheckpointOptions had it
  bool complete = false;        ///< every shard had come to its end
  double seconds = 0;           ///< of wall time spent until it was written, in all sessions
  std::uint64_t n_resumed = 0;  ///< how often the run had been taken up again
  std::uint64_t generation = 0;
  std::string message;  ///< a line for the user: which file was taken, and what was wrong with the other
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

  /// Takes over the newest good generation and says what it is; nothing where the folder holds none. Whether
  /// it fits the input is for the caller to judge. Throws FileError when files are there but none is good.
  std::optional<CheckpointOrigin> load();

  /// Throws FileError where the stored bytes cannot be read as this state.
  bool restore(std::size_t shard, const Read& read) override;
  /// Throws Stopped, or FileError when a file was due and cannot be written.
  void offer(std::size_t shard, const Write& write) override;
  void finish(std::size_t shard, const Write& write) override;

  /// Writes a file now, if anything was kept since the last one. Throws FileError.
  void flush();
  /// Every shard has come to its end: writes a file that says so. Throws FileError.
  void complete();

  /// Wall time of the run so far, earlier sessions included.
  double seconds() const;
  /// How often the run was taken up again.
  std::uint64_t n_resumed() const { return n_resumed_; }

  /// Async-signal-safe.
  void request_stop() noexcept override { stop_.store(true, std::memory_order_relaxed); }
  /// True once request_stop() was called or the deadline has passed.
  bool stopping() const noexcept;
  /// True where it was the deadline alone.
  bool out_of_time() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  struct Shard {
    std::shared_ptr<const std::string> state;
    Clock::time_point kept = Clock::time_point::min();
    bool under_way = false;
  };

  using States = std::vector<std::pair<std::size_t, std::shared_ptr<const std::string>>>;

  void keep(std::size_t shard, const Write& write, bool under_way);
  bool shard_due(std::size_t shard) const;
  bool file_due(Clock::time_point now) const;
  Clock::time_point file_time() const;
  /// The next file is due after the interval asked for, and never sooner than leaves nine tenths of the time
  /// to the run.
  void schedule_next(Clock::duration writing);
  void write_generation();
  void write_states(std::uint64_t generation, const States& states) const;
  std::filesystem::path path_of(std::uint64_t generation) const;

  CheckpointOptions options_;
  std::atomic<bool> stop_{false};
  std::atomic<Clock::rep> next_file_{0};
  std::mutex write_mutex_;    // held by the one thread that writes a file; taken before mutex_
  mutable std::mutex mutex_;  // guards all below
  std::map<std::size_t, Shard> shards_;
  std::uint64_t generation_ = 0;
  bool dirty_ = false;
  bool complete_ = false;
  Clock::time_point start_ = Clock::now();  // of this session; load() sets what came before
  double earlier_seconds_ = 0;
  std::uint64_t n_resumed_ = 0;
};

}  // namespace lenz::io
