#include "lenz/jobs/ground_state_task.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/jobs/ground_state_plan.hpp"
#include "lenz/jobs/ground_state_scan.hpp"
#include "lenz/jobs/ground_state_words.hpp"
#include "lenz/jobs/point_line.hpp"
#include "lenz/jobs/spin_ground_state_scan.hpp"
#include "lenz/jobs/trap_scan.hpp"

namespace lenz::jobs {
namespace {

/// The share of n equal parts that the busiest of so many threads has.
double busiest_share(std::size_t n, std::size_t n_threads) {
  if (n == 0) return 0;
  const std::size_t threads = std::min(n_threads, n);
  return static_cast<double>((n + threads - 1) / threads) / static_cast<double>(n);
}

/// For each point one shard that finds the state, then one for each chain that measures in it.
class GroundStateTask final : public Task {
 public:
  explicit GroundStateTask(std::unique_ptr<GroundStateScan> scan)
      : scan_(std::move(scan)), settings_(scan_->settings()), finished_(scan_->n_points()) {}

  TaskFacts facts() const override {
    return {.name = "ground-state",
            .title = settings_.title,
            .resolved = scan_->resolved(),
            .seed = settings_.run.seed,
            .time_limit = settings_.run.time_limit,
            .checkpoint_every = settings_.run.checkpoint_every,
            .plots = settings_.output.plots,
            .longer = fmt::format("run.sweeps={}", 2 * settings_.run.sweeps)};
  }
  void prepare(Progress&) override {
    for (std::size_t p = 0; p < scan_->n_points(); ++p) states_.push_back(scan_->make_point(p));
  }
  std::vector<std::string> remarks() const override {
    std::vector<std::string> all{fmt::format("sampler {}, {} parameters, {} steps of {} samples",
                                             scan_->sampler_name(), states_.front()->n_parameters(),
                                             settings_.run.steps, settings_.run.batch)};
    for (std::string& warning : scan_->warnings()) all.push_back(std::move(warning));
    return all;
  }
  std::string size() const override {
    return fmt::format("{} point(s), {} chain(s) of {}", scan_->n_points(), scan_->n_chains(),
                       scan_->words_of_chain());
  }
  std::size_t n_shards() const override { return scan_->n_points() * shards_of_point(); }
  /// Points of one size take as long as the first of them.
  Cost cost(std::size_t n_threads) const override {
    std::map<double, double> seconds_of_size;
    Cost cost{
        .seconds = settings_.output.plots ? 1.5 : 0,
        .n_threads = std::min<std::size_t>(n_threads, std::max(settings_.run.shards, scan_->n_chains())),
        .bytes = 0};
    for (std::size_t p = 0; p < scan_->n_points(); ++p) {
      const auto [at, is_new] = seconds_of_size.try_emplace(size_of(p), 0);
      if (is_new) {
        const std::unique_ptr<GroundStatePoint> point = scan_->make_point(p);
        at->second = seconds(point->try_out(), n_threads);
        cost.bytes = std::max(cost.bytes, bytes(*point));
      }
      cost.seconds += at->second + scan_->oracle_seconds(p);
    }
    return cost;
  }

  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    start_ = std::chrono::steady_clock::now();
    for (std::size_t p = 0; p < scan_->n_points(); ++p) {
      try {
        run_point(p, n_threads, sink, progress);
      } catch (const NumericalError& error) {
        sink.request_stop();
        throw NumericalError(fmt::format("{}{}", place_of(p), error.what()));
      } catch (...) {
        sink.request_stop();
        throw;
      }
    }
  }

  void collect(io::RunResult& result) const override {
    const std::scoped_lock lock(mutex_);
    for (std::size_t p = 0; p < scan_->n_points(); ++p) {
      if (!finished_[p]) continue;
      result.points.push_back(*finished_[p]);
      add_model(p, result);
    }
    result.timing.updates = updates_;
    result.warnings = warning_texts(problems(result));
  }
  std::vector<std::pair<std::string, std::string>> files() const override {
    std::vector<std::pair<std::string, std::string>> all;
    for (std::size_t p = 0; p < states_.size(); ++p) {
      for (auto& [name, text] : states_[p]->files()) all.emplace_back(prefix_of(p) + name, std::move(text));
    }
    return all;
  }
  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    return energy_lines(result);
  }
  Portrait portrait(const io::RunResult& result) const override { return scan_->portrait(result); }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return scan_->problems(result);
  }
  std::string what_was_looked_at() const override { return scan_->what_was_looked_at(); }

 private:
  std::size_t shards_of_point() const { return 1 + scan_->n_chains(); }
  /// The edge of a lattice, where the input scans sizes.
  double size_of(std::size_t p) const {
    for (const auto& [name, value] : scan_->parameters(p)) {
      if (name == "size") return value;
    }
    return 0;
  }
  /// Of a point.
  double seconds(const GroundStatePoint::Pace& pace, std::size_t n_threads) const {
    const std::size_t shards = settings_.run.shards, chains = scan_->n_chains();
    const auto steps =
        static_cast<double>(settings_.run.steps) +
        static_cast<double>(samples_of_tail(settings_)) / static_cast<double>(settings_.run.batch);
    const double sweeps = 1.2 * static_cast<double>(settings_.run.sweeps) * static_cast<double>(chains);
    return pace.step * steps * busiest_share(shards, n_threads) +
           pace.sweep * sweeps * busiest_share(chains, n_threads);
  }
  double bytes(const GroundStatePoint& point) const {
    const double samples = static_cast<double>(settings_.run.batch);
    const double parameters = static_cast<double>(point.n_parameters());
    return 5e7 + 3 * 8 * samples * parameters + 8 * parameters * parameters +
           static_cast<double>(scan_->n_chains() * scan_->n_quantities()) * 4e4;
  }
  std::string place_of(std::size_t p) const {
    std::string text;
    for (const auto& [name, value] : scan_->parameters(p))
      text += fmt::format("{}{} = {:.8g}", text.empty() ? "" : ", ", name, value);
    return text.empty() ? "" : text + ": ";
  }

  void run_point(std::size_t p, std::size_t n_threads, CheckpointSink& sink, Progress& progress) {
    GroundStatePoint& state = *states_[p];
    const std::size_t first = p * shards_of_point();
    state.optimise(n_threads, first, sink, progress);
    std::vector<SlotOutcome> chains(scan_->n_chains());
    for_each_shard(chains.size(), n_threads, [&](std::size_t c) {
      try {
        chains[c] = std::move(state.run_chain(c, first + 1 + c, sink, progress).front());
      } catch (...) {
        sink.request_stop();
        throw;
      }
    });
    double proposed = 0;
    for (const SlotOutcome& chain : chains) proposed += static_cast<double>(chain.n_proposed);
    io::PointResult point = state.finish(std::move(chains));
    const std::scoped_lock lock(mutex_);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const auto n_done = static_cast<double>(p + 1);
    const double left = seconds / n_done * (static_cast<double>(scan_->n_points()) - n_done);
    const std::vector<std::string> scanned = scanned_parameters();
    if (p == 0) progress.line(point_header(point, scanned));
    progress.line(point_line(point, scanned, left));
    updates_ += proposed;
    finished_[p] = std::move(point);
  }

  std::vector<std::string> scanned_parameters() const {
    std::vector<std::string> names;
    const GroundStateScan::Parameters& first = scan_->parameters(0);
    for (std::size_t k = 0; k < first.size(); ++k) {
      bool varies = false;
      for (std::size_t p = 1; p < scan_->n_points() && !varies; ++p)
        varies = scan_->parameters(p)[k].second != first[k].second;
      if (varies) names.push_back(first[k].first);
    }
    return names;
  }

  /// The number of the point, where there are several.
  std::string prefix_of(std::size_t p) const {
    return scan_->n_points() > 1 ? fmt::format("point_{:04d}.", p) : "";
  }
  /// Parameters and history.
  void add_model(std::size_t p, io::RunResult& result) const {
    const std::string prefix = prefix_of(p);
    for (io::ModelTensor& tensor : states_[p]->model()) {
      tensor.name = prefix + tensor.name;
      result.model.push_back(std::move(tensor));
    }
    for (io::TrainingSeries& series : states_[p]->history()) {
      series.name = prefix + series.name;
      result.training.push_back(std::move(series));
    }
  }

  const std::unique_ptr<GroundStateScan> scan_;
  const GroundStateSettings& settings_;
  std::vector<std::unique_ptr<GroundStatePoint>> states_;
  std::vector<std::optional<io::PointResult>> finished_;
  std::chrono::steady_clock::time_point start_;
  mutable std::mutex mutex_;
  double updates_ = 0;
};

std::unique_ptr<GroundStateScan> make_scan(const TrapGroundStateInput& input) {
  return make_trap_scan(input);
}
std::unique_ptr<GroundStateScan> make_scan(const SpinGroundStateInput& input) {
  return make_spin_ground_state_scan(input);
}

}  // namespace

std::unique_ptr<Task> make_ground_state_task(const io::Document& document) {
  return std::make_unique<GroundStateTask>(
      std::visit([](const auto& input) { return make_scan(input); }, decode_ground_state(document)));
}

}  // namespace lenz::jobs
