#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <catch2/catch.hpp>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/task.hpp"

/// Runs of task `ground-state` from the text of an input, without a folder.
namespace lenz::test {

inline io::RunResult run_ground_state(const std::string& text, std::size_t n_threads, CheckpointSink& sink) {
  const auto task = jobs::decode_any_task(io::Document::parse(text, "a.toml"));
  NoProgress progress;
  task->prepare(progress);
  task->run(n_threads, sink, progress);
  io::RunResult result;
  task->finish(result);
  return result;
}
inline io::RunResult run_ground_state(const std::string& text, std::size_t n_threads = 2) {
  NoCheckpoints sink;
  return run_ground_state(text, n_threads, sink);
}

/// Everything of a result that does not depend on the host.
inline std::string text_of(io::RunResult result) {
  result.timing = {};
  std::string text = io::to_json(result);
  for (const io::TrainingSeries& series : result.training) {
    for (const double value : series.values) text.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return text;
}

inline const io::ObservableResult& observable(const io::RunResult& result, const char* name,
                                              std::size_t point = 0) {
  const io::ObservableResult* o = result.points.at(point).find(name);
  REQUIRE(o != nullptr);
  return *o;
}

inline bool warns(const io::RunResult& result, const std::string& words) {
  return std::any_of(result.warnings.begin(), result.warnings.end(),
                     [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

}  // namespace lenz::test
