#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// Takes chains in as shards bring them, and finishes a point, and says its line, as soon as its last chain
/// is in. What is finished stays, also where the run does not come to its end. Threads may call all of it.
class PointCollector {
 public:
  PointCollector(const SampleSystem& system, Progress& progress);

  void take(std::size_t shard, std::vector<SlotOutcome> outcomes);
  /// The points finished so far, in their order: a copy, or what no thread needs any more.
  SampleOutcome outcome() const&;
  SampleOutcome outcome() &&;

 private:
  void finish(std::size_t point);

  const SampleSystem& system_;
  Progress& progress_;
  mutable std::mutex mutex_;
  std::vector<std::vector<SlotOutcome>> chains_;
  std::vector<std::size_t> missing_;
  std::vector<std::optional<io::PointResult>> finished_;
  std::size_t n_finished_ = 0;
  double updates_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace lenz::jobs
