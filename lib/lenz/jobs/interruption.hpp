#pragma once

#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "lenz/io/checkpoint_file.hpp"

namespace lenz::jobs {

/// From now on a closed terminal, a reader gone away and a limit on the size of files end no process: what is
/// written there fails instead.
void ignore_harmless_signals();

/// How a run meets the world outside, while this object lives (one at a time in a process):
///   SIGTERM and SIGINT ask it to stop at its next sweep, and again change nothing;
///   a run asked to stop, or past its time limit, that is still busy 3 seconds later (a long sweep, an
///   oracle, a figure) is ended where it is: `last_words` is called, and the process exits with 75.
class Interruption {
 public:
  /// last_words leaves the run's files as a stopped run's are; it may be called on another thread while the
  /// run is at work. It returns false where the run has ended meanwhile and shall go its way.
  Interruption(io::CheckpointFile& checkpoint, std::function<bool()> last_words);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  void watch(const std::stop_token& over);

  io::CheckpointFile& checkpoint_;
  std::function<bool()> last_words_;
  struct sigaction old_[2];
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread watcher_;
};

}  // namespace lenz::jobs
