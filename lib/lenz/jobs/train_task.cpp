#include "lenz/jobs/train_task.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "lenz/io/dataset/sampled_rows.hpp"
#include "lenz/io/dataset_reader.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/picture_words.hpp"
#include "lenz/jobs/point_collector.hpp"
#include "lenz/jobs/supervised_training.hpp"
#include "lenz/jobs/task_facts.hpp"
#include "lenz/jobs/train_cost.hpp"

namespace lenz::jobs {
namespace {

/// A number of a model: the held-out rows', the best possible one.
std::string beside_best(const io::ObservableResult& o) {
  std::string text = fmt::format("{:.4g} +- {:.1g}", o.mean[0], o.error[0]);
  if (!o.exact.empty()) text += fmt::format("; the best possible: {:.4g}", o.exact[0]);
  return text;
}

/// "size_8." where models of several sizes stand side by side.
std::string prefix_of(const io::PointResult& whole) {
  return whole.parameters.empty() ? "" : fmt::format("size_{:.0f}.", whole.parameters.front().second);
}

/// A sentence for each number whose best possible value is known. They stand in the subject: a verdict is of
/// numbers that must agree.
std::string in_words(const io::RunResult& result) {
  std::string text;
  for (const io::PointResult& point : result.points) {
    if (!is_whole(point)) continue;
    const std::string where =
        point.parameters.empty() ? "" : fmt::format(" at size {:.0f}", point.parameters.front().second);
    for (const io::ObservableResult& o : point.observables) {
      if (o.exact.empty() || o.name == "crossing_temperature") continue;
      text += fmt::format(" Held-out {}{} {:.4g}, where {:.4g} is the best possible.", o.name, where,
                          o.mean[0], o.exact[0]);
    }
  }
  return text;
}

double number(const io::PointResult& point, const std::string& name) {
  for (const auto& [key, value] : point.parameters) {
    if (key == name) return value;
  }
  return 0;
}

/// Trains one model on a data set, or draws the rows first: then the chains come before the models in the
/// order of the shards, and there is a model for each size of the system.
class TrainTask final : public Task {
 public:
  TrainTask(TrainInput input, MakeSystem make_system)
      : input_(std::move(input)), make_system_(std::move(make_system)) {
    if (std::holds_alternative<DensityInput>(input_.system)) drawing_ = drawing_of(input_);
  }

  TaskFacts facts() const override {
    return facts_of("train", input_, "run.steps=" + std::to_string(2 * input_.run.steps));
  }

  void prepare(Progress& progress) override {
    if (!drawing_) {
      const auto& file = std::get<DatasetInput>(input_.system);
      data::Dataset data = io::read_dataset(file.file, {.key = file.key, .labels = file.labels.value_or("")});
      add_training(std::move(data), file.file.string(), std::nullopt);
      return;
    }
    system_ = make_system_(*drawing_);
    chains_ = std::make_unique<PointCollector>(*system_, progress);
  }

  std::vector<std::string> remarks() const override {
    return drawing_ ? system_->remarks() : trainings_.front().training->remarks();
  }
  std::string size() const override {
    std::string text = fmt::format("{}, {} steps of {} rows", io::name_of(input_.model.kind),
                                   input_.run.steps, input_.run.batch);
    if (drawing_)
      text += fmt::format(" on {} configurations at each of {} points", input_.output.configurations,
                          system_->n_points());
    return text;
  }
  std::size_t n_shards() const override { return n_chain_shards() + n_models(); }

  Cost cost(std::size_t n_threads) const override {
    Cost all{.n_threads = std::min<std::size_t>(n_threads, input_.run.shards)};
    if (drawing_) {
      const std::size_t threads = std::min(n_threads, n_chain_shards());
      all = {.seconds = system_->expected_seconds() / static_cast<double>(threads),
             .n_threads = std::max(all.n_threads, threads),
             .bytes = estimated_bytes(*drawing_)};
    }
    for (const TrainingRows& rows : rows_of_models()) {
      all.seconds += training_seconds(input_, rows, n_threads);
      all.bytes += training_bytes(input_, rows);
      if (drawing_)
        all.notes.push_back(fmt::format("{} rows to train on and {} held out; {:.0f} parameters",
                                        rows.n_train, rows.n_held_out, count_parameters(input_, rows)));
    }
    return all;
  }

  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    if (drawing_) draw(n_threads, sink, progress);
    io::RunResult found;
    for (std::size_t k = 0; k < trainings_.size(); ++k) {
      SupervisedTraining& training = *trainings_[k].training;
      training.train(n_threads, n_chain_shards() + k, sink, progress);
      take(trainings_[k], found);
    }
    for (io::PointResult& point : drawn_) found.points.push_back(std::move(point));
    const std::scoped_lock lock(mutex_);
    found_ = std::move(found);
  }

  void collect(io::RunResult& result) const override {
    const std::scoped_lock lock(mutex_);
    result.points = found_.points;
    result.model = found_.model;
    result.training = found_.training;
    result.warnings = warning_texts(problems(result));
    if (!result.points.empty())
      result.timing.updates =
          static_cast<double>(n_models() * input_.run.steps) * static_cast<double>(input_.run.batch);
  }

  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    std::vector<std::string> lines;
    for (const io::PointResult& point : result.points) {
      if (!is_whole(point)) continue;
      const std::string where =
          point.parameters.empty() ? "" : fmt::format("size {:.0f}: ", point.parameters.front().second);
      for (const io::ObservableResult& o : point.observables)
        lines.push_back(fmt::format("{}{} on held-out rows: {}", where, o.name, beside_best(o)));
    }
    return lines;
  }

  Portrait portrait(const io::RunResult& result) const override {
    const auto* file = std::get_if<DatasetInput>(&input_.system);
    Portrait p{.subject = fmt::format(
                   "A {} of {}: a {} network ({}), trained on {} in {} steps of {} rows.{}",
                   io::name_of(input_.model.kind), target_words(), io::name_of(input_.model.architecture),
                   fmt::join(input_.model.layers, "-"),
                   file != nullptr
                       ? file->file.filename().string()
                       : fmt::format("{} configurations at each temperature", input_.output.configurations),
                   input_.run.steps, input_.run.batch, in_words(result)),
               .verdict = {},
               .verdict_holds = true,
               .notes = {},
               .figures = supervised_figures(result)};
    if (drawing_) {
      p.subject += " The configurations were drawn first: " + subject_of(*drawing_, without_models(result));
      p.verdict = verdict_of(result);
      p.verdict_holds = agreement(result.points).holds();
    }
    return p;
  }

  std::vector<Finding> problems(const io::RunResult& result) const override {
    std::vector<Finding> all = too_good(result);
    for (Finding& finding : unfinished(result)) all.push_back(std::move(finding));
    if (!drawing_) return all;
    std::vector<Finding> of_chains = find_problems(without_models(result), *drawing_);
    all.insert(all.end(), of_chains.begin(), of_chains.end());
    return all;
  }
  std::string what_was_looked_at() const override {
    return "a model: its distance from the best possible was looked at";
  }

 private:
  /// A model and the points of its data: those of one size, where the system has several.
  struct Training {
    std::unique_ptr<SupervisedTraining> training;
    std::optional<double> size;
  };

  /// "phase", "temperature", "label".
  std::string target_words() const {
    const Target target =
        trainings_.empty() ? target_of(input_.model, true) : trainings_.front().training->target();
    return target == Target::key ? "the label" : "the " + std::string(io::name_of(target));
  }

  std::size_t n_chain_shards() const { return system_ ? system_->n_shards() : 0; }
  std::size_t n_models() const {
    const auto* density = std::get_if<DensityInput>(&input_.system);
    return density == nullptr ? 1 : std::max<std::size_t>(1, density->ising.sizes.size());
  }

  std::vector<TrainingRows> rows_of_models() const {
    if (drawing_) return rows_to_draw(input_);
    return {trainings_.front().training->rows()};
  }

  void add_training(data::Dataset data, const std::string& source, std::optional<double> size) {
    trainings_.push_back(
        {.training = std::make_unique<SupervisedTraining>(input_, std::move(data), source), .size = size});
  }

  /// Runs the chains, or takes them from the checkpoint, and makes a data set of each size.
  void draw(std::size_t n_threads, CheckpointSink& sink, Progress& progress) {
    run_sample(*system_, n_threads, sink, progress, *chains_);
    drawn_ = std::move(*chains_).outcome().points;
    std::map<double, std::vector<io::PointResult>> of_size;
    const bool sizes = !std::get<DensityInput>(input_.system).ising.sizes.empty();
    for (const io::PointResult& point : drawn_) of_size[sizes ? number(point, "size") : 0].push_back(point);
    for (const auto& [size, points] : of_size) {
      add_training(io::dataset::rows_of(points), "[system]", sizes ? std::optional(size) : std::nullopt);
      for (const std::string& remark : trainings_.back().training->remarks()) progress.line(remark);
    }
  }

  /// What a model reads joins the points its rows were drawn at; without such, it makes points of its own.
  void take(const Training& of, io::RunResult& found) {
    std::vector<io::PointResult> points = of.training->points();
    if (of.size) points.front().parameters = {{"size", *of.size}};
    const std::string prefix = prefix_of(points.front());
    for (io::ModelTensor& tensor : of.training->model()) {
      tensor.name = prefix + tensor.name;
      found.model.push_back(std::move(tensor));
    }
    for (io::TrainingSeries& series : of.training->history()) {
      series.name = prefix + series.name;
      found.training.push_back(std::move(series));
    }
    for (io::PointResult& point : points) {
      const auto same = std::find_if(drawn_.begin(), drawn_.end(), [&](const io::PointResult& drawn) {
        return !is_whole(point) && number(drawn, "temperature") == number(point, "temperature") &&
               (!of.size || number(drawn, "size") == *of.size);
      });
      if (same == drawn_.end()) {
        found.points.push_back(std::move(point));
      } else {
        same->observables.insert(same->observables.begin(), point.observables.begin(),
                                 point.observables.end());
      }
    }
  }

  /// What the chains found.
  static io::RunResult without_models(io::RunResult result) {
    std::erase_if(result.points, is_whole);
    for (io::PointResult& point : result.points)
      std::erase_if(point.observables, [](const io::ObservableResult& o) { return is_of_model(o.name); });
    return result;
  }

  static bool is_of_model(const std::string& name) {
    return name == "accuracy" || name == "loss" || name == "reading" || name == "confusion" ||
           name == "probability_below";
  }

  /// More than 5 standard errors better than the best possible: rows that were learned by heart are not held
  /// out.
  static std::vector<Finding> too_good(const io::RunResult& result) {
    std::vector<Finding> all;
    for (const io::PointResult& point : result.points) {
      for (const io::ObservableResult& o : point.observables) {
        if (!is_whole(point) || !is_of_model(o.name) || o.exact.empty() || o.error[0] == 0) continue;
        const double gain = (o.name == "accuracy" ? 1 : -1) * (o.mean[0] - o.exact[0]);
        if (gain <= 5 * o.error[0]) continue;
        all.push_back(
            {.where = o.name,
             .problem =
                 fmt::format("better than the best possible by {:.1f} standard errors", gain / o.error[0]),
             .cause = "held-out rows are not independent of those trained on, or the data are not what their "
                      "file says",
             .edits = {}});
      }
    }
    return all;
  }

  /// The loss was still falling: by more than a tenth of what the first half of the steps won. (With a rate
  /// that falls to 0 as a cosine, a loss that falls as fast as the parameters move does so by 0.22 of it.)
  std::vector<Finding> unfinished(const io::RunResult& result) const {
    std::vector<Finding> all;
    for (const io::TrainingSeries& loss : result.training) {
      const std::size_t n = loss.values.size(), fifth = n / 5;
      if (!loss.name.ends_with("loss") || fifth < 4) continue;
      const auto around = [&](std::size_t begin, std::size_t length) {
        const auto first = loss.values.begin() + static_cast<std::ptrdiff_t>(begin);
        const arma::vec values(std::vector<double>(first, first + static_cast<std::ptrdiff_t>(length)));
        return std::pair(arma::mean(values), arma::stddev(values) / std::sqrt(static_cast<double>(length)));
      };
      const auto start = around(0, fifth / 2), middle = around((n - fifth) / 2, fifth),
                 end = around(n - fifth, fifth);
      const double fall = middle.first - end.first, before = start.first - middle.first;
      if (!(fall > 0.1 * before) || !(fall > 2 * std::hypot(middle.second, end.second))) continue;
      all.push_back({.where = loss.name,
                     .problem = fmt::format(
                         "the loss still fell, by {:.2g} in the second half of the steps after {:.2g} in "
                         "the first",
                         fall, before),
                     .cause = "the training ended before its minimum: too few steps for this rate",
                     .edits = {fmt::format("run.steps={}", 4 * input_.run.steps)},
                     .anew = true});
    }
    return all;
  }

  TrainInput input_;
  MakeSystem make_system_;
  std::optional<SampleInput> drawing_;
  std::unique_ptr<SampleSystem> system_;
  std::unique_ptr<PointCollector> chains_;
  std::vector<io::PointResult> drawn_;
  std::vector<Training> trainings_;
  mutable std::mutex mutex_;
  io::RunResult found_;
};

}  // namespace

std::unique_ptr<Task> make_train_task(const io::Document& document, const MakeSystem& make_system) {
  return std::make_unique<TrainTask>(decode_train(document), make_system);
}

}  // namespace lenz::jobs
