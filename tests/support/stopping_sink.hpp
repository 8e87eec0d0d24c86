#pragma once

#include <optional>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/errors.hpp"

#include "support/memory_archive.hpp"

namespace lenz::test {

/// Keeps the state in memory, and stops the run at the offer it is told.
class StoppingSink final : public CheckpointSink {
 public:
  explicit StoppingSink(std::size_t stop_at = 0) : stop_at_(stop_at) {}

  bool restore(std::size_t, const Read& read) override {
    if (!kept) return false;
    MemoryInput in(*kept);
    read(in);
    return true;
  }
  void offer(std::size_t shard, const Write& write) override {
    if (++offers != stop_at_) return;
    finish(shard, write);
    throw Stopped("stopped for a test");
  }
  void finish(std::size_t, const Write& write) override {
    MemoryOutput out;
    write(out);
    kept = std::move(out.bytes);
  }

  std::optional<std::vector<std::byte>> kept{};
  std::size_t offers = 0;

 private:
  std::size_t stop_at_;
};

}  // namespace lenz::test
