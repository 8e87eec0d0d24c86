#pragma once

#include <filesystem>
#include <string>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/io/document.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/task.hpp"

/// Whole runs of the task "diagonalize" in memory.
namespace lenz::test {

inline io::RunResult diagonalized(const std::string& text, std::size_t n_threads, CheckpointSink& sink,
                                  const std::filesystem::path& folder = "/tmp") {
  const auto task = jobs::decode_any_task(io::Document::parse(text, "a.toml", folder));
  NoProgress progress;
  task->prepare(progress);
  task->run(n_threads, sink, progress);
  io::RunResult result;
  task->finish(result);
  return result;
}
inline io::RunResult diagonalized(const std::string& text, std::size_t n_threads = 1,
                                  const std::filesystem::path& folder = "/tmp") {
  NoCheckpoints sink;
  return diagonalized(text, n_threads, sink, folder);
}

/// "task = …" with the lines of [system] and those of further tables.
inline std::string diagonalization(const std::string& system, const std::string& rest = "",
                                   const std::string& top = "") {
  return "task = 'diagonalize'\n" + top + "[system]\nkind = 'spin'\n" + system + rest;
}

inline const std::vector<double>& means(const io::PointResult& point, const std::string& name) {
  const io::ObservableResult* found = point.find(name);
  if (found == nullptr) throw std::logic_error("no observable " + name);
  return found->mean;
}
inline double mean(const io::PointResult& point, const std::string& name) { return means(point, name).at(0); }

}  // namespace lenz::test
