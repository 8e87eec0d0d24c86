#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/io/document.hpp"
#include "lenz/io/gnuplot.hpp"
#include "lenz/io/results.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// What an input of any task says of its run as such.
struct TaskFacts {
  std::string name;      ///< "sample", "diagonalize", "train"
  std::string title;     ///< the user's, may be empty
  std::string resolved;  ///< the text of input.toml
  std::uint64_t seed = 1;
  io::Duration time_limit = io::Duration::none(), checkpoint_every{60};
  bool plots = true;
  std::string longer;  ///< "run.sweeps=40000": what extends it; empty where nothing does
};

/// What report.html says of a run in words, and the figures of its observables.
struct Portrait {
  std::string subject, verdict;
  bool verdict_holds = true;
  std::vector<std::string> notes;
  std::vector<io::Figure> figures;
};

/// What a run will take, as `lenz check` tells it.
struct Cost {
  double seconds = 0;         ///< on n_threads
  std::size_t n_threads = 1;  ///< of those asked for, as many as there is work for
  double bytes = 0;           ///< at least
  std::vector<std::string> notes{};
};

/// A decoded input, ready to be run. run_file() owns what is the same for every task: the folder,
/// checkpoints, progress, signals, files.
class Task {
 public:
  virtual ~Task() = default;
  virtual TaskFacts facts() const = 0;
  /// Builds what runs (reads data, makes tables). Called once, before all that follows.
  virtual void prepare(Progress& progress) = 0;
  /// Lines to be said before the run.
  virtual std::vector<std::string> remarks() const = 0;
  /// "17 point(s), 4 chain(s)".
  virtual std::string size() const = 0;
  virtual std::size_t n_shards() const = 0;
  /// An estimate, good to a factor of 2; may try out for a moment what the run does.
  virtual Cost cost(std::size_t n_threads) const = 0;
  virtual void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) = 0;
  /// What is finished so far: points, warnings, updates; may be called from another thread while run() works.
  virtual void collect(io::RunResult& result) const = 0;
  /// The same once the run is complete, with what all points say together; may give away what it holds.
  virtual void finish(io::RunResult& result) { collect(result); }
  /// Further files of a finished run's folder: names and texts.
  virtual std::vector<std::pair<std::string, std::string>> files() const { return {}; }
  /// Lines to be said at the end.
  virtual std::vector<std::string> closing_lines(const io::RunResult& result) const = 0;
  virtual Portrait portrait(const io::RunResult& result) const = 0;
  /// What speaks against the run.
  virtual std::vector<Finding> problems(const io::RunResult& result) const = 0;
  /// "4 chain(s): length against tau, … were looked at": for a run of which nothing is wrong.
  virtual std::string what_was_looked_at() const = 0;
};

/// How an input becomes a system: tests put a broken one in its place.
using MakeSystem = std::function<std::unique_ptr<SampleSystem>(const SampleInput&)>;

/// Decodes a document of any task. Throws InputError with everything that is wrong in it.
std::unique_ptr<Task> decode_any_task(const io::Document& document, const MakeSystem& make_system);
std::unique_ptr<Task> decode_any_task(const io::Document& document);

}  // namespace lenz::jobs
