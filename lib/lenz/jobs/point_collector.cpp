#include "lenz/jobs/point_collector.hpp"

#include <utility>

#include "lenz/jobs/point_line.hpp"

namespace lenz::jobs {

PointCollector::PointCollector(const SampleSystem& system, Progress& progress)
    : system_(system),
      progress_(progress),
      chains_(system.n_points(), std::vector<SlotOutcome>(system.n_chains())),
      missing_(system.n_points(), system.n_chains()),
      finished_(system.n_points()) {}

void PointCollector::take(std::size_t shard, std::vector<SlotOutcome> outcomes) {
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

void PointCollector::finish(std::size_t point) {
  io::PointResult finished = system_.finish(point, std::move(chains_[point]));
  const std::scoped_lock lock(mutex_);
  ++n_finished_;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double left =
      seconds / static_cast<double>(n_finished_) * static_cast<double>(finished_.size() - n_finished_);
  if (n_finished_ == 1) progress_.line(point_header(finished, system_.scanned()));
  progress_.line(point_line(finished, system_.scanned(), left));
  finished_[point] = std::move(finished);
}

namespace {

SampleOutcome in_order(std::vector<std::optional<io::PointResult>> points, double updates) {
  SampleOutcome all{.points = {}, .updates = updates};
  for (auto& point : points) {
    if (point) all.points.push_back(std::move(*point));
  }
  return all;
}

}  // namespace

SampleOutcome PointCollector::outcome() const& {
  std::vector<std::optional<io::PointResult>> copy;
  double updates = 0;
  {
    const std::scoped_lock lock(mutex_);
    copy = finished_;
    updates = updates_;
  }
  return in_order(std::move(copy), updates);
}

SampleOutcome PointCollector::outcome() && { return in_order(std::move(finished_), updates_); }

}  // namespace lenz::jobs
