#include "lenz/jobs/sample_system.hpp"

#include <chrono>
#include <mutex>

#include "lenz/core/scheduler.hpp"
#include "lenz/jobs/point_line.hpp"

namespace lenz::jobs {
namespace {

/// Takes slots in as shards bring them; knows when a point is complete.
class Collector {
 public:
  Collector(const SampleSystem& system, Progress& progress)
      : system_(system),
        progress_(progress),
        chains_(system.n_points(), std::vector<SlotOutcome>(system.n_chains())),
        missing_(system.n_points(), system.n_chains()),
        finished_(system.n_points()) {}

  void take(std::size_t shard, std::vector<SlotOutcome> outcomes) {
    const std::vector<SampleSystem::Slot> slots = system_.slots(shard);
    std::vector<std::size_t> complete;
    {
      const std::scoped_lock lock(mutex_);
      for (std::size_t i = 0; i < slots.size(); ++i) {
        updates_ += static_cast<double>(outcomes[i].n_proposed);
        chains_[slots[i].point][slots[i].chain] = std::move(outcomes[i]);
        if (--missing_[slots[i].point] == 0) complete.push_back(slots[i].point);
      }
    }
    for (const std::size_t point : complete) finish(point);
  }

  SampleOutcome outcome() {
    SampleOutcome all{.points = {}, .warnings = {}, .updates = updates_};
    for (FinishedPoint& point : finished_) {
      all.points.push_back(std::move(point.result));
      for (std::string& warning : point.warnings) all.warnings.push_back(std::move(warning));
    }
    return all;
  }

 private:
  void finish(std::size_t point) {
    FinishedPoint finished = system_.finish(point, std::move(chains_[point]));
    const std::scoped_lock lock(mutex_);
    ++n_finished_;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double left =
        seconds / static_cast<double>(n_finished_) * static_cast<double>(finished_.size() - n_finished_);
    if (n_finished_ == 1) progress_.line(point_header(finished.result, system_.scanned()));
    progress_.line(point_line(finished.result, system_.scanned(), left));
    finished_[point] = std::move(finished);
  }

  const SampleSystem& system_;
  Progress& progress_;
  std::mutex mutex_;
  std::vector<std::vector<SlotOutcome>> chains_;
  std::vector<std::size_t> missing_;
  std::vector<FinishedPoint> finished_;
  std::size_t n_finished_ = 0;
  double updates_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

SampleOutcome run_sample(const SampleSystem& system, std::size_t n_threads, CheckpointSink& sink,
                         Progress& progress) {
  for (const std::string& remark : system.remarks()) progress.line(remark);
  Collector collector(system, progress);
  for_each_shard(system.n_shards(), n_threads,
                 [&](std::size_t shard) { collector.take(shard, system.run(shard, sink, progress)); });
  return collector.outcome();
}

}  // namespace lenz::jobs
