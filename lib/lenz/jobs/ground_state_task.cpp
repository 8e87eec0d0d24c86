#include "lenz/jobs/ground_state_task.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/jobs/ground_state_plan.hpp"
#include "lenz/jobs/ground_state_words.hpp"
#include "lenz/jobs/point_line.hpp"
#include "lenz/jobs/task_facts.hpp"
#include "lenz/jobs/trap_ground_state.hpp"
#include "lenz/jobs/trap_oracles.hpp"

namespace lenz::jobs {
namespace {

/// For each point one shard that finds the state, then one for each chain that measures in it.
class GroundStateTask final : public Task {
 public:
  explicit GroundStateTask(TrapGroundStateInput input)
      : input_(std::move(input)), points_(trap_points(input_.system)), finished_(points_.size()) {}

  TaskFacts facts() const override {
    return facts_of("ground-state", input_, "run.sweeps=" + std::to_string(2 * input_.run.sweeps));
  }
  void prepare(Progress&) override {
    for (std::size_t p = 0; p < points_.size(); ++p) states_.push_back(make_state(p));
  }
  std::vector<std::string> remarks() const override {
    std::vector<std::string> all{fmt::format("sampler {}, {} parameters, {} steps of {} samples",
                                             io::name_of(sampler_of(input_)), states_.front()->n_parameters(),
                                             input_.run.steps, input_.run.batch)};
    for (std::string& warning : statistics_warnings(input_)) all.push_back(std::move(warning));
    return all;
  }
  std::string size() const override {
    return fmt::format("{} point(s), {} chain(s) of 8 walkers", points_.size(), input_.run.chains);
  }
  std::size_t n_shards() const override { return points_.size() * shards_of_point(); }
  Cost cost(std::size_t n_threads) const override {
    const GroundStatePoint::Pace pace = make_state(0)->try_out();
    const auto n_points = static_cast<double>(points_.size());
    const auto steps = static_cast<double>(input_.run.steps) +
                       static_cast<double>(samples_of_tail(input_)) / static_cast<double>(input_.run.batch);
    const double sweeps = 1.2 * static_cast<double>(input_.run.sweeps);
    const auto share = [&](std::uint64_t n) {
      const double threads = static_cast<double>(std::min<std::uint64_t>(n_threads, n));
      return std::ceil(static_cast<double>(n) / threads) / static_cast<double>(n);
    };
    double oracles = 0;
    for (const TrapPoint& point : points_) oracles += oracle_seconds(point);
    return {.seconds = oracles +
                       n_points * (pace.step * steps * share(input_.run.shards) +
                                   pace.sweep * sweeps * static_cast<double>(input_.run.chains) *
                                       share(input_.run.chains)) +
                       (input_.output.plots ? 1.5 : 0),
            .n_threads = std::min<std::size_t>(n_threads, std::max(input_.run.shards, input_.run.chains)),
            .bytes = bytes()};
  }

  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    start_ = std::chrono::steady_clock::now();
    for (std::size_t p = 0; p < points_.size(); ++p) {
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
    for (std::size_t p = 0; p < points_.size(); ++p) {
      if (!finished_[p]) continue;
      result.points.push_back(*finished_[p]);
      add_model(p, result);
    }
    result.timing.updates = updates_;
    result.warnings = warning_texts(problems(result));
  }
  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    return energy_lines(result);
  }
  Portrait portrait(const io::RunResult& result) const override {
    return ground_state_portrait(input_, result);
  }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return ground_state_problems(input_, result);
  }
  std::string what_was_looked_at() const override {
    return "a variational state: its energy beside the exact one, the tail of its local energy, its virial, "
           "and length, R-hat and errors of its chains were looked at";
  }

 private:
  std::size_t shards_of_point() const { return 1 + input_.run.chains; }
  std::unique_ptr<GroundStatePoint> make_state(std::size_t p) const {
    return make_trap_ground_state(input_, points_[p], p);
  }
  double bytes() const {
    const double samples = static_cast<double>(input_.run.batch);
    const double parameters = static_cast<double>(make_state(0)->n_parameters());
    const double quantities = input_.output.distributions ? 90 : 10;
    return 5e7 + 3 * 8 * samples * parameters + 8 * parameters * parameters +
           static_cast<double>(input_.run.chains) * quantities * 4e4;
  }
  /// Configuration interaction takes what it is given, all others nothing that counts.
  double oracle_seconds(const TrapPoint& point) const {
    constexpr double by_itself = 3, by_name = 30;
    if (input_.exact == Exact::none) return 0;
    if (input_.exact == Exact::configuration_interaction) return by_name;
    for (const Exact oracle : trap_oracles()) {
      if (oracle == Exact::configuration_interaction || input_.exact == oracle) continue;
      if (against_trap_oracle(oracle, input_.system, point).empty()) return 0;
    }
    const bool alone = input_.exact == Exact::automatic &&
                       against_trap_oracle(Exact::configuration_interaction, input_.system, point).empty();
    return alone ? by_itself : 0;
  }
  std::string place_of(std::size_t p) const {
    std::string text;
    for (const auto& [name, value] : points_[p].parameters)
      text += fmt::format("{}{} = {:.8g}", text.empty() ? "" : ", ", name, value);
    return text.empty() ? "" : text + ": ";
  }

  void run_point(std::size_t p, std::size_t n_threads, CheckpointSink& sink, Progress& progress) {
    GroundStatePoint& state = *states_[p];
    const std::size_t first = p * shards_of_point();
    state.optimise(n_threads, first, sink, progress);
    std::vector<SlotOutcome> chains(input_.run.chains);
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
    const double left = seconds / n_done * (static_cast<double>(points_.size()) - n_done);
    const std::vector<std::string> scanned = scanned_parameters();
    if (p == 0) progress.line(point_header(point, scanned));
    progress.line(point_line(point, scanned, left));
    updates_ += proposed;
    finished_[p] = std::move(point);
  }

  std::vector<std::string> scanned_parameters() const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < points_.front().parameters.size(); ++k) {
      const auto& [name, value] = points_.front().parameters[k];
      const bool varies = std::any_of(points_.begin(), points_.end(), [&, v = value](const TrapPoint& p) {
        return p.parameters[k].second != v;
      });
      if (varies) names.push_back(name);
    }
    return names;
  }

  /// Parameters and history under the number of the point, where there are several.
  void add_model(std::size_t p, io::RunResult& result) const {
    const std::string prefix = points_.size() > 1 ? fmt::format("point_{:04d}.", p) : "";
    for (io::ModelTensor& tensor : states_[p]->model()) {
      tensor.name = prefix + tensor.name;
      result.model.push_back(std::move(tensor));
    }
    for (io::TrainingSeries& series : states_[p]->history()) {
      series.name = prefix + series.name;
      result.training.push_back(std::move(series));
    }
  }

  const TrapGroundStateInput input_;
  const std::vector<TrapPoint> points_;
  std::vector<std::unique_ptr<GroundStatePoint>> states_;
  std::vector<std::optional<io::PointResult>> finished_;
  std::chrono::steady_clock::time_point start_;
  mutable std::mutex mutex_;
  double updates_ = 0;
};

}  // namespace

std::unique_ptr<Task> make_ground_state_task(const io::Document& document) {
  return std::make_unique<GroundStateTask>(std::get<TrapGroundStateInput>(decode_ground_state(document)));
}

}  // namespace lenz::jobs
