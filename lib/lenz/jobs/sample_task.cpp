#include "lenz/jobs/sample_task.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/finite_size_lines.hpp"
#include "lenz/jobs/picture_words.hpp"
#include "lenz/jobs/point_collector.hpp"
#include "lenz/jobs/task_facts.hpp"

namespace lenz::jobs {
namespace {

class SampleTask final : public Task {
 public:
  SampleTask(SampleInput input, MakeSystem make_system)
      : input_(std::move(input)), make_system_(std::move(make_system)) {}

  TaskFacts facts() const override {
    return facts_of("sample", input_, "run.sweeps=" + std::to_string(2 * input_.run.sweeps));
  }
  void prepare(Progress& progress) override {
    system_ = make_system_(input_);
    points_ = std::make_unique<PointCollector>(*system_, progress);
  }
  std::vector<std::string> remarks() const override { return system_->remarks(); }
  std::string size() const override {
    return fmt::format("{} point(s), {} chain(s)", system_->n_points(), system_->n_chains());
  }
  std::size_t n_shards() const override { return system_->n_shards(); }
  Cost cost(std::size_t n_threads) const override {
    const std::size_t threads = std::min(n_threads, n_shards());
    return {.seconds = system_->expected_seconds() / static_cast<double>(threads),
            .n_threads = threads,
            .bytes = estimated_bytes(input_)};
  }
  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    run_sample(*system_, n_threads, sink, progress, *points_);
  }
  void collect(io::RunResult& result) const override {
    if (points_) take(std::as_const(*points_).outcome(), result);
  }
  void finish(io::RunResult& result) override {
    SampleOutcome outcome = std::move(*points_).outcome();
    result.finite_size = system_->finite_size(outcome.points);
    take(std::move(outcome), result);
  }
  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    std::vector<std::string> lines;
    const Agreement all = agreement(result.points);
    if (all.n_compared > 0) {
      lines.push_back(
          fmt::format("{} numbers beside exact ones: largest |z| {:.2f} ({}), bound {:.2f} at the level 1e-3",
                      all.n_compared, all.largest, all.where, all.bound));
    }
    if (result.finite_size) {
      for (const std::string& line : finite_size_lines(*result.finite_size)) lines.push_back(line);
    }
    return lines;
  }
  Portrait portrait(const io::RunResult& result) const override {
    // A run that is drawn again was not prepared.
    const std::unique_ptr<SampleSystem> made = system_ ? nullptr : make_system_(input_);
    const SampleSystem& system = system_ ? *system_ : *made;
    return {.subject = subject_of(input_, result),
            .verdict = verdict_of(result),
            .verdict_holds = agreement(result.points).holds(),
            .notes = system.remarks(),
            .figures = result.points.empty() ? std::vector<io::Figure>{} : system.figures(result)};
  }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return find_problems(result, input_);
  }
  std::string what_was_looked_at() const override {
    return fmt::format(
        "{} chain(s): length against tau, R-hat, two estimates of the error, burn-in, acceptance, symmetry "
        "and the distance of kept configurations were looked at",
        input_.run.chains);
  }

 private:
  void take(SampleOutcome outcome, io::RunResult& result) const {
    result.points = std::move(outcome.points);
    result.warnings = warning_texts(problems(result));
    result.timing.updates = outcome.updates;
  }

  SampleInput input_;
  MakeSystem make_system_;
  std::unique_ptr<SampleSystem> system_;
  std::unique_ptr<PointCollector> points_;
};

}  // namespace

std::unique_ptr<Task> make_sample_task(const io::Document& document, const MakeSystem& make_system) {
  decode_task(document);
  return std::make_unique<SampleTask>(decode_sample(document), make_system);
}

}  // namespace lenz::jobs
