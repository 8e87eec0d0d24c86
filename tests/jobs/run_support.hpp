#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/run.hpp"

#include "support/memory_archive.hpp"

/// Whole runs of the task "sample" in memory.
namespace lenz::test {

/// Checkpoints in memory that stop the run at the stop_at-th offer (counted over all shards, from 1).
class StoppingSink final : public CheckpointSink {
 public:
  std::size_t stop_at = SIZE_MAX;
  std::size_t n_stops = 0;

  bool restore(std::size_t shard, const Read& read) override {
    std::vector<std::byte> bytes;
    {
      const std::scoped_lock lock(mutex_);
      const auto at = states_.find(shard);
      if (at == states_.end()) return false;
      bytes = at->second;
    }
    MemoryInput in(std::move(bytes));
    read(in);
    return true;
  }
  void offer(std::size_t shard, const Write& write) override {
    const std::scoped_lock lock(mutex_);
    if (++n_offers_ < stop_at) return;
    keep(shard, write);
    ++n_stops;
    throw Stopped("stopped by the test");
  }
  void finish(std::size_t shard, const Write& write) override {
    const std::scoped_lock lock(mutex_);
    keep(shard, write);
  }
  void begin_again() { n_offers_ = 0; }

 private:
  void keep(std::size_t shard, const Write& write) {
    MemoryOutput out;
    write(out);
    states_[shard] = std::move(out.bytes);
  }

  std::mutex mutex_;
  std::map<std::size_t, std::vector<std::byte>> states_;
  std::size_t n_offers_ = 0;
};

inline jobs::SampleInput sample_input(const std::string& text, const std::filesystem::path& folder = "/tmp") {
  return jobs::decode_sample(io::Document::parse(text, "test.toml", folder));
}

inline jobs::SampleOutcome run_in_memory(const jobs::SampleInput& input, std::size_t n_threads,
                                         CheckpointSink& sink) {
  NoProgress progress;
  return jobs::run_sample(*jobs::make_sample_system(input), n_threads, sink, progress);
}
inline jobs::SampleOutcome run_in_memory(const jobs::SampleInput& input, std::size_t n_threads) {
  NoCheckpoints sink;
  return run_in_memory(input, n_threads, sink);
}

/// Everything of an outcome as text: the summary, then configurations and series to the last bit.
inline std::string text_of(const jobs::SampleOutcome& outcome) {
  io::RunResult result;
  result.points = outcome.points;
  result.timing.updates = outcome.updates;
  std::string text = io::to_json(result);
  const auto append = [&](const auto& values) {
    text.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
  };
  for (const io::PointResult& point : outcome.points) {
    for (const io::Trace& trace : point.traces) append(trace.values);
    if (!point.samples) continue;
    if (const auto* packed = std::get_if<io::PackedSpins>(&point.samples->configurations)) {
      append(packed->bytes);
    } else {
      append(std::get<std::vector<double>>(point.samples->configurations));
    }
    append(point.samples->energy);
    append(point.samples->chain);
    append(point.samples->sweep);
  }
  return text;
}

}  // namespace lenz::test
