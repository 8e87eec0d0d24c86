#include "lenz/jobs/run.hpp"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/blas.hpp"
#include "lenz/core/version.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/checkpoint_file.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/progress_line.hpp"
#include "lenz/io/results_hdf5.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/continuum_sample.hpp"
#include "lenz/jobs/diagonalize_task.hpp"
#include "lenz/jobs/ground_state_task.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"
#include "lenz/jobs/interruption.hpp"
#include "lenz/jobs/ising_sample.hpp"
#include "lenz/jobs/markov_sample.hpp"
#include "lenz/jobs/pictures.hpp"
#include "lenz/jobs/resume.hpp"
#include "lenz/jobs/sample_task.hpp"
#include "lenz/jobs/train_task.hpp"

namespace lenz::jobs {
namespace {

using Clock = std::chrono::steady_clock;

io::CheckpointOptions checkpoint_options(const TaskFacts& facts, const io::RunFolder& folder) {
  io::CheckpointOptions options{.folder = folder.root,
                                .input = facts.resolved,
                                .every = std::chrono::duration<double>(facts.checkpoint_every.seconds),
                                .deadline = {}};
  constexpr double for_ever = 1e9;  // seconds; beyond it the clock's numbers end
  if (!facts.time_limit.is_none() && facts.time_limit.seconds < for_ever) {
    options.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double>(facts.time_limit.seconds));
  }
  return options;
}

/// Everything but the task itself: what is said, timed and written, in which order, and what remains when
/// it goes wrong.
class Run {
 public:
  Run(const io::Document& document, Task& task, const RunRequest& request, const io::ChosenFolder& chosen)
      : document_(document),
        task_(task),
        facts_(task.facts()),
        request_(request),
        folder_(chosen.folder),
        replaces_(!request.resume && chosen.held != io::Holding::nothing),
        remark_(chosen.remark),
        progress_({.live = io::is_terminal(stdout) && !request.quiet,
                   .quiet = request.quiet,
                   .log = folder_.log()}),
        checkpoint_(checkpoint_options(facts_, folder_)) {}

  io::RunResult go() {
    if (!begin()) return io::read_summary(folder_.summary());
    if (!replaces_) take_folder();
    const Interruption interruption(checkpoint_, [this] { return last_words(); });
    task_.prepare(progress_);
    prepared_ = true;
    if (replaces_) {
      if (checkpoint_.stopping()) throw Stopped(left_as_it_was());
      take_folder();
    }
    try {
      work();
      checkpoint_.flush();
      return finish();
    } catch (const Stopped&) {
      checkpoint_.flush();
      io::RunResult result = blank_result();
      end("stopped", result);
      throw Stopped(stopped_by() + "; go on with: " + resume_command() + lifting_the_limit());
    } catch (const NumericalError&) {
      keep_what_is_finished();
      throw;
    } catch (const FileError& error) {
      progress_.end();
      throw FileError(std::string(error.what()) + hint_after_failure());
    }
  }

 private:
  /// Takes up the checkpoint a resumed run goes on from; false where there is nothing left to do.
  bool begin() {
    if (!request_.resume) return true;
    const auto origin = checkpoint_.load();
    const bool complete = io::holds_complete_run(folder_.root);
    if (!origin && complete) {
      throw UsageError(folder_.root.string() +
                       " holds a finished run whose checkpoint is gone: it cannot go on; name another folder "
                       "with --out, or give run --overwrite to begin anew");
    }
    if (!origin) {
      progress_.line("no checkpoint in " + folder_.root.string() + ": the run begins afresh");
      return true;
    }
    const Continuation continuation = compare_inputs(document_, facts_.resolved, origin->input);
    if (complete && origin->complete && continuation == Continuation::same) {
      const std::string longer =
          facts_.longer.empty()
              ? ""
              : "; to extend it, raise a length: " + resume_command() + " --set " + facts_.longer;
      progress_.line(folder_.root.string() + " holds the finished run: nothing is left to do" + longer);
      return false;
    }
    progress_.line(origin->message);
    return true;
  }

  /// From here on the folder is this run's. One that replaces another comes here once it is known to run:
  /// data that cannot be read cost nobody an earlier run.
  void take_folder() {
    if (replaces_) io::clear_run(folder_);
    io::write_file(folder_.input(), facts_.resolved);
    taken_ = true;
  }

  void work() {
    if (!remark_.empty()) progress_.line(remark_);
    for (const std::string& remark : task_.remarks()) progress_.line(remark);
    progress_.line(fmt::format("{}: {}, seed {}, {} thread(s), in {}",
                               facts_.title.empty() ? facts_.name : facts_.title, task_.size(), facts_.seed,
                               request_.n_threads, folder_.root.string()));
    progress_.begin(task_.n_shards());
    task_.run(request_.n_threads, checkpoint_, progress_);
    progress_.end();
  }

  /// summary.json comes last of what users read: where it says "complete", the rest is there.
  io::RunResult finish() {
    io::RunResult result = blank_result();
    task_.finish(result);
    for (const std::string& line : task_.closing_lines(result)) progress_.line(line);
    io::write_results(folder_.results(), result);
    write_files_of_task();
    time(result);
    if (facts_.plots) {
      const std::string trouble = draw_pictures(folder_, task_, result);
      if (!trouble.empty()) progress_.log(trouble);
    }
    end("complete", result);
    checkpoint_.complete();
    for (const std::string& warning : result.warnings) progress_.line("warning: " + warning);
    progress_.line(fmt::format("{:.3g} updates in {:.1f} s; results in {}{}", result.timing.updates,
                               result.timing.wall_seconds, folder_.root.string(),
                               facts_.plots ? "; open " + folder_.report().string() : ""));
    return result;
  }

  void write_files_of_task() {
    const auto files = task_.files();
    std::vector<std::string> names;
    for (const auto& [name, text] : files) names.push_back(name);
    io::claim_files(folder_, names);
    for (const auto& [name, text] : files) io::write_file(folder_.root / name, text);
  }

  /// After a NaN: the points that were finished, and a checkpoint of the chains that are sound.
  void keep_what_is_finished() {
    try {
      checkpoint_.flush();
      io::RunResult result = blank_result();
      task_.collect(result);
      if (!io::holds_complete_run(folder_.root)) io::write_results(folder_.results(), result);
      end("failed", result);
    } catch (const FileError& error) {
      progress_.log(error.what());  // the NaN is the news
    }
  }

  /// See Interruption.
  bool last_words() {
    if (!taken_) {
      std::fprintf(stderr, "lenz: %s\n", io::plain_text(left_as_it_was()).c_str());
      return true;
    }
    checkpoint_.flush();
    io::RunResult result = blank_result();
    if (!end("stopped", result)) return false;
    std::fprintf(stderr, "lenz: %s in the middle of a long step; go on with: %s\n", stopped_by().c_str(),
                 io::plain_text(resume_command() + lifting_the_limit()).c_str());
    return true;
  }

  io::RunResult blank_result() const {
    io::RunResult result;
    result.version = version();
    result.commit = commit();
    result.task = facts_.name;
    result.title = facts_.title;
    result.seed = facts_.seed;
    result.timing.threads = request_.n_threads;
    return result;
  }

  void time(io::RunResult& result) const {
    result.timing.wall_seconds = checkpoint_.seconds();
    result.timing.updates_per_second = result.timing.updates / result.timing.wall_seconds;
    result.timing.n_resumed = checkpoint_.n_resumed();
  }

  /// Writes summary.json, once; false where that was done before. A run that stops says what it finished, but
  /// takes nothing from a finished run that it was to extend.
  bool end(const char* status, io::RunResult& result) {
    const std::scoped_lock lock(ending_);
    if (ended_) return false;
    ended_ = true;
    progress_.end();
    result.status = status;
    if (result.points.empty() && prepared_) task_.collect(result);
    if (result.timing.wall_seconds == 0) time(result);
    if (result.status == "complete" || !io::holds_complete_run(folder_.root))
      io::write_summary(folder_.summary(), result);
    return true;
  }

  std::string resume_command() const { return io::resume_command(folder_.root); }
  std::string left_as_it_was() const {
    return stopped_by() + " before the run began; " + folder_.root.string() + " is as it was";
  }

  std::string stopped_by() const {
    return checkpoint_.out_of_time()
               ? "stopped by the time limit of " + io::format_duration(facts_.time_limit.seconds)
               : "stopped";
  }
  /// A resumed run has the limit that the first one had.
  std::string lifting_the_limit() const {
    return checkpoint_.out_of_time()
               ? " --time-limit none (or another limit; without it the old one holds again)"
               : "";
  }

  std::string hint_after_failure() const {
    return io::has_checkpoint(folder_.root)
               ? "; what was saved before stands, go on with: " + resume_command()
               : "; no checkpoint had been written yet";
  }

  const io::Document& document_;
  Task& task_;
  const TaskFacts facts_;
  const RunRequest& request_;
  const io::RunFolder folder_;
  const bool replaces_;  ///< what an earlier run left there
  const std::string remark_;
  io::ProgressLine progress_;
  io::CheckpointFile checkpoint_;
  std::atomic<bool> prepared_ = false, taken_ = false;
  std::mutex ending_;
  bool ended_ = false;
};

/// Every text of the tables that may be the path of a file.
void add_texts(const io::Node& node, std::vector<std::string>& texts) {
  if (const auto* text = node.get<std::string>()) texts.push_back(*text);
  if (const auto* list = node.get<io::Array>()) {
    for (const io::Node& part : *list) add_texts(part, texts);
  }
  if (const auto* table = node.get<io::Table>()) {
    for (const io::Entry& entry : table->entries()) add_texts(entry.value, texts);
  }
}

/// The input and every file that it names.
std::vector<std::filesystem::path> files_read(const io::Document& document,
                                              const std::filesystem::path& input) {
  std::vector<std::string> texts;
  for (const io::Entry& entry : document.root().entries()) add_texts(entry.value, texts);
  std::vector<std::filesystem::path> files{input};
  for (const std::string& text : texts) {
    const std::filesystem::path file = input.parent_path() / text;
    std::error_code unknown;
    if (std::filesystem::is_regular_file(file, unknown)) files.push_back(file);
  }
  return files;
}

}  // namespace

io::Document read_input(const std::filesystem::path& file, const std::vector<std::string>& set) {
  io::Document document = io::Document::read(file);
  for (const std::string& argument : set) document.set(argument);
  return document;
}

std::unique_ptr<SampleSystem> make_sample_system(const SampleInput& input) {
  if (std::holds_alternative<IsingInput>(input.system)) return make_ising_sample(input);
  if (std::holds_alternative<MarkovChainInput>(input.system)) return make_markov_sample(input);
  return make_continuum_sample(input);
}

std::unique_ptr<Task> decode_any_task(const io::Document& document, const MakeSystem& make_system) {
  if (is_diagonalize(document)) return make_diagonalize_task(document);
  if (is_ground_state(document)) return make_ground_state_task(document);
  if (is_train(document)) return make_train_task(document, make_system);
  return make_sample_task(document, make_system);
}
std::unique_ptr<Task> decode_any_task(const io::Document& document) {
  return decode_any_task(document, make_sample_system);
}

io::RunResult run_file(const RunRequest& request) {
  ignore_harmless_signals();
  const io::Document document = read_input(request.file, request.set);
  const std::unique_ptr<Task> task = decode_any_task(document, request.make_system);
  const io::ChosenFolder chosen = io::choose_run_folder({.input = request.file,
                                                         .out = request.out,
                                                         .overwrite = request.overwrite,
                                                         .resume = request.resume,
                                                         .read = files_read(document, request.file)});
  use_one_blas_thread();
  return Run(document, *task, request, chosen).go();
}

io::RunFolder folder_of_run(const std::filesystem::path& root) {
  const io::RunFolder folder{root};
  std::error_code ignored;
  const auto refuse = [&](const std::string& why) {
    throw InputError({{.source = root.string(), .message = "this is no folder of a run: " + why}});
  };
  if (!std::filesystem::exists(root, ignored)) refuse("there is no such folder");
  if (!std::filesystem::is_directory(root, ignored))
    refuse("it is a file; give the folder that lenz run named, as runs/" + root.stem().string());
  if (!std::filesystem::is_regular_file(folder.input(), ignored))
    refuse("it has no input.toml; give the folder that lenz run named");
  return folder;
}

io::RunResult resume_folder(const std::filesystem::path& folder, RunRequest request) {
  folder_of_run(folder);
  request.file = folder / "input.toml";
  request.out = folder;
  request.resume = true;
  return run_file(request);
}

}  // namespace lenz::jobs
