#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "lenz/core/progress.hpp"

namespace lenz::io {

struct ProgressOptions {
  std::FILE* stream = stdout;
  bool live = false;   ///< redraw one line; see is_terminal()
  bool quiet = false;  ///< nothing on the stream, everything permanent still in the log
  /// Where nothing is redrawn: a line that stays says so often where the run stands, unless another was
  /// written.
  std::chrono::milliseconds line_every = std::chrono::seconds(30);
  std::filesystem::path log{};  ///< permanent lines go here too; empty: nowhere
};

/// True where `stream` is a terminal that understands control characters.
bool is_terminal(std::FILE* stream);

/// "1 h 05 min", "3 min 20 s" or "12 s".
std::string format_duration(double seconds);

/// "5420" or "1.35".
std::string format_rate(double rate);

/// One live line (percentage, where a loop of steps stands, and time left, at most ten times a second) under
/// the lines that stay: "12 %, step 240 of 2000, loss 0.412(13), 350 steps/s, about 5 s left".
///
/// Where `live` is false not one control character is written, only lines that stay. report() costs a store
/// and a look at the clock. Time left is measured on the work done since the first report of each shard, so
/// that a resumed run does not boast of what it did not do; where a loop of steps is shown, it is that of the
/// loop, as other shards may be quite another kind of work.
class ProgressLine final : public Progress {
 public:
  /// Throws FileError when the log cannot be opened.
  explicit ProgressLine(const ProgressOptions& options);
  ~ProgressLine() override;

  /// The number of shards whose fractions make up the whole; starts the clock. REQUIRES no report() under
  /// way.
  void begin(std::size_t n_shards);
  void report(std::size_t shard, double fraction) override { update(shard, fraction, nullptr); }
  void report_step(std::size_t shard, double fraction, const Tell& tell) override {
    update(shard, fraction, &tell);
  }
  void line(std::string_view text) override;
  /// A line for the log alone.
  void log(std::string_view text);
  /// Takes the live line away.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  struct Share {
    std::atomic<float> first{-1}, now{0};
  };
  /// The first step of a shard that was shown, for the rate.
  struct FirstStep {
    std::size_t shard = SIZE_MAX;
    std::uint64_t step = 0;
    Clock::time_point when{};
  };
  void update(std::size_t shard, double fraction, const Tell* tell);
  std::string state(std::size_t shard, const Tell* tell, Clock::time_point now);
  std::string state_of_steps(const Standing& standing, std::size_t shard, Clock::time_point now);
  void show(const std::string& text, Clock::time_point now);
  void clear();

  const ProgressOptions options_;
  std::FILE* log_ = nullptr;
  std::mutex mutex_;
  std::vector<Share> shares_;
  Clock::time_point start_;
  std::atomic<Clock::rep> next_draw_{0};
  FirstStep first_step_;
  bool drawn_ = false;
};

}  // namespace lenz::io
