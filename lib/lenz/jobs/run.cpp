#include "lenz/jobs/run.hpp"

#include <cmath>
#include <csignal>

#include <fmt/format.h>

#include "lenz/core/version.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/checkpoint_file.hpp"
#include "lenz/io/checksum.hpp"
#include "lenz/io/progress_line.hpp"
#include "lenz/io/results_hdf5.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/continuum_sample.hpp"
#include "lenz/jobs/ising_sample.hpp"
#include "lenz/jobs/markov_sample.hpp"
#include "lenz/jobs/pictures.hpp"

extern "C" void openblas_set_num_threads(int);

namespace lenz::jobs {
namespace {

using Clock = std::chrono::steady_clock;

/// While it lives, SIGTERM and SIGINT ask the run to stop at the next sweep; a second one ends the program as
/// usual.
class StopOnSignals {
 public:
  explicit StopOnSignals(io::CheckpointFile& checkpoint) {
    target_ = &checkpoint;
    struct sigaction action {};
    action.sa_handler = [](int) {
      if (target_ != nullptr) target_->request_stop();
    };
    action.sa_flags = SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, &old_term_);
    sigaction(SIGINT, &action, &old_int_);
  }
  ~StopOnSignals() {
    sigaction(SIGTERM, &old_term_, nullptr);
    sigaction(SIGINT, &old_int_, nullptr);
    target_ = nullptr;
  }
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;

 private:
  static inline io::CheckpointFile* volatile target_ = nullptr;
  struct sigaction old_term_ {
  }, old_int_{};
};

/// What a checkpoint must fit: the input but for limits of time, which change no number.
std::uint64_t input_hash(SampleInput input) {
  input.run.time_limit = io::Duration::none();
  input.run.checkpoint_every = {60};
  input.output.plots = true;
  return io::checksum(resolved_toml(input));
}

io::CheckpointOptions checkpoint_options(const SampleInput& input, const io::RunFolder& folder) {
  io::CheckpointOptions options{.folder = folder.root,
                                .input_hash = input_hash(input),
                                .every = std::chrono::duration<double>(input.run.checkpoint_every.seconds),
                                .deadline = {}};
  if (!input.run.time_limit.is_none()) {
    options.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double>(input.run.time_limit.seconds));
  }
  return options;
}

io::RunResult blank_result(const SampleInput& input, std::size_t n_threads) {
  io::RunResult result;
  result.version = version();
  result.commit = commit();
  result.task = "sample";
  result.title = input.title;
  result.seed = input.run.seed;
  result.timing.threads = n_threads;
  return result;
}

void say_agreement(const std::vector<io::PointResult>& points, std::vector<std::string>& warnings,
                   io::ProgressLine& progress) {
  const Agreement all = agreement(points);
  if (all.n_compared == 0) return;
  const std::string text =
      fmt::format("{} numbers beside exact ones: largest |z| {:.2f} ({}), bound {:.2f} at the level 1e-3",
                  all.n_compared, all.largest, all.where, all.bound);
  progress.line(text);
  if (!all.holds()) warnings.push_back(text + ": they disagree");
}

/// Everything but the sampling itself: what is said, timed and written.
class Run {
 public:
  Run(const SampleInput& input, const RunRequest& request, const io::RunFolder& folder)
      : input_(input),
        request_(request),
        folder_(folder),
        progress_(
            {.live = io::is_terminal(stdout) && !request.quiet, .quiet = request.quiet, .log = folder.log()}),
        checkpoint_(checkpoint_options(input, folder)),
        result_(blank_result(input, request.n_threads)) {}

  io::RunResult go() {
    const StopOnSignals signals(checkpoint_);
    if (request_.resume) {
      progress_.line(checkpoint_.load());
    } else {
      checkpoint_.discard();
    }
    try {
      sample();
    } catch (const Stopped&) {
      checkpoint_.flush();
      end("stopped");
      throw Stopped("stopped; go on with: lenz resume " + folder_.root.string());
    } catch (const NumericalError&) {
      end("failed");
      throw;
    }
    checkpoint_.flush();
    finish();
    return std::move(result_);
  }

 private:
  void sample() {
    system_ = make_sample_system(input_);
    progress_.line(fmt::format("{}: {} point(s), {} chain(s), seed {}, {} thread(s), in {}",
                               input_.title.empty() ? "sample" : input_.title, system_->n_points(),
                               system_->n_chains(), input_.run.seed, request_.n_threads,
                               folder_.root.string()));
    progress_.begin(system_->n_shards());
    SampleOutcome outcome = run_sample(*system_, request_.n_threads, checkpoint_, progress_);
    progress_.end();
    result_.points = std::move(outcome.points);
    result_.warnings = std::move(outcome.warnings);
    result_.timing.updates = outcome.updates;
  }

  void finish() {
    say_agreement(result_.points, result_.warnings, progress_);
    time();
    io::write_results(folder_.results(), result_);
    if (input_.output.plots) draw();
    end("complete");
    for (const std::string& warning : result_.warnings) progress_.line("warning: " + warning);
    progress_.line(fmt::format("{:.3g} updates in {:.1f} s; results in {}", result_.timing.updates,
                               result_.timing.wall_seconds, folder_.root.string()));
  }

  void draw() {
    const std::string trouble = draw_pictures(folder_, *system_, result_);
    if (!trouble.empty()) progress_.log(trouble);
  }

  void time() {
    result_.timing.wall_seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    result_.timing.updates_per_second = result_.timing.updates / result_.timing.wall_seconds;
  }
  void end(const char* status) {
    progress_.end();
    if (result_.timing.wall_seconds == 0) time();
    result_.status = status;
    io::write_summary(folder_.summary(), result_);
  }

  const SampleInput& input_;
  const RunRequest& request_;
  const io::RunFolder& folder_;
  Clock::time_point start_ = Clock::now();
  io::ProgressLine progress_;
  io::CheckpointFile checkpoint_;
  io::RunResult result_;
  std::unique_ptr<SampleSystem> system_;
};

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

io::RunResult run_file(const RunRequest& request) {
  const io::Document document = read_input(request.file, request.set);
  decode_task(document);  // `sample` is the only one yet
  const SampleInput input = decode_sample(document);
  const io::RunFolder folder = io::choose_run_folder(
      {.input = request.file, .out = request.out, .overwrite = request.overwrite, .resume = request.resume});
  io::write_file(folder.input(), resolved_toml(input));
  openblas_set_num_threads(1);  // its products change with the number of threads
  return Run(input, request, folder).go();
}

io::RunResult resume_folder(const std::filesystem::path& folder, RunRequest request) {
  request.file = folder / "input.toml";
  request.out = folder;
  request.resume = true;
  return run_file(request);
}

}  // namespace lenz::jobs
