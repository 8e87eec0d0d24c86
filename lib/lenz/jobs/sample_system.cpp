#include "lenz/jobs/sample_system.hpp"

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/jobs/point_collector.hpp"

namespace lenz::jobs {
namespace {

/// Says where a run broke: the point by its parameters, the chain, then what the chain says.
NumericalError placed(const SampleSystem& system, std::size_t shard, const NumericalError& error) {
  const SampleSystem::Slot at = system.slots(shard).at(error.slot());
  std::string where = fmt::format("point {}", at.point);
  const char* separator = " (";
  for (const auto& [name, value] : system.parameters(at.point)) {
    where += fmt::format("{}{} = {:.8g}", separator, name, value);
    separator = ", ";
  }
  if (*separator == ',') where += ")";
  return NumericalError(fmt::format("{}, chain {}: {}", where, at.chain, error.what()), error.slot());
}

}  // namespace

void run_sample(const SampleSystem& system, std::size_t n_threads, CheckpointSink& sink, Progress& progress,
                PointCollector& points) {
  for_each_shard(system.n_shards(), n_threads, [&](std::size_t shard) {
    try {
      points.take(shard, system.run(shard, sink, progress));
    } catch (const NumericalError& error) {
      sink.request_stop();
      throw placed(system, shard, error);
    } catch (...) {
      sink.request_stop();
      throw;
    }
  });
}

SampleOutcome run_sample(const SampleSystem& system, std::size_t n_threads, CheckpointSink& sink,
                         Progress& progress) {
  PointCollector points(system, progress);
  run_sample(system, n_threads, sink, progress, points);
  return std::move(points).outcome();
}

}  // namespace lenz::jobs
