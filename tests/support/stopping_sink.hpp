#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/errors.hpp"

#include "support/memory_archive.hpp"

namespace lenz::test {

/// Checkpoints in memory that stop the run at the stop_at-th offer (counted over all shards, from 1), and at
/// every later one.
class StoppingSink final : public CheckpointSink {
 public:
  explicit StoppingSink(std::size_t stop_at_offer = SIZE_MAX) : stop_at(stop_at_offer) {}

  std::size_t stop_at;
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

}  // namespace lenz::test
