#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/run.hpp"

#include "support/stopping_sink.hpp"

/// Whole runs of the task "sample" in memory.
namespace lenz::test {

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
