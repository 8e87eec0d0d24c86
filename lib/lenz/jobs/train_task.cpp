#include "lenz/jobs/train_task.hpp"

#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/data/hold_out.hpp"
#include "lenz/io/dataset_reader.hpp"
#include "lenz/jobs/learner.hpp"
#include "lenz/jobs/supervised_oracle.hpp"
#include "lenz/jobs/supervised_results.hpp"

namespace lenz::jobs {
namespace {

class TrainTask final : public Task {
 public:
  explicit TrainTask(TrainInput input) : input_(std::move(input)) {}

  TaskFacts facts() const override {
    return {.name = "train",
            .title = input_.title,
            .resolved = resolved_toml(input_),
            .seed = input_.run.seed,
            .time_limit = input_.run.time_limit,
            .checkpoint_every = input_.run.checkpoint_every,
            .plots = input_.output.plots,
            .longer = "run.steps=" + std::to_string(2 * input_.run.steps)};
  }

  void prepare(Progress&) override {
    data_ = io::read_dataset(input_.system.file,
                             {.key = input_.system.key, .labels = input_.system.labels.value_or("")});
    check_data();
    lesson_.data = &data_;
    critical_ = critical_temperature_of(input_, data_);
    lesson_.targets = data_.labels;
    if (input_.model.target == Target::phase)
      lesson_.targets.transform([this](double t) { return t < critical_ ? 1.0 : 0.0; });
    data::Split split =
        data::hold_out(data_, {.fraction = input_.system.holdout, .address = {.seed = input_.run.seed}});
    lesson_.train = std::move(split.train);
    held_out_ = std::move(split.held_out);
    check_split();
    if (input_.exact != Exact::none && input_.model.target != Target::key)
      best_ = best_reader(data_, critical_);
    try {
      learner_ = make_learner(input_, lesson_);
    } catch (const std::invalid_argument& error) {
      complain(error.what());
    }
  }

  std::vector<std::string> remarks() const override {
    std::vector<std::string> lines = {fmt::format("{} rows of {} numbers, {} of them held out; {} parameters",
                                                  data_.n_rows(), data_.n_features(), held_out_.size(),
                                                  learner_->n_parameters())};
    if (!best_.why_not.empty()) lines.push_back("the best possible answer is not known: " + best_.why_not);
    return lines;
  }
  std::string size() const override {
    return fmt::format("{}, {} steps of {} rows", io::name_of(input_.model.kind), input_.run.steps,
                       input_.run.batch);
  }
  std::size_t n_shards() const override { return 1; }

  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    learner_->train(n_threads, sink, progress);
    HeldOut held_out{.kind = input_.model.kind,
                     .readings = learner_->read(held_out_),
                     .targets = lesson_.targets(arma::conv_to<arma::uvec>::from(held_out_)),
                     .labels = data_.labels(arma::conv_to<arma::uvec>::from(held_out_)),
                     .label_name = data_.label_name};
    io::RunResult found;
    found.points = supervised_points(held_out, best_);
    found.model = learner_->model();
    found.training = learner_->history();
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
      result.timing.updates = static_cast<double>(input_.run.steps) * static_cast<double>(input_.run.batch);
  }

  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    std::vector<std::string> lines;
    for (const io::ObservableResult& o : result.points.front().observables) {
      std::string line = fmt::format("{} on {} held-out rows: {:.4g} +- {:.1g}", o.name, held_out_.size(),
                                     o.mean[0], o.error[0]);
      if (!o.exact.empty()) line += fmt::format("; the best possible: {:.4g}", o.exact[0]);
      lines.push_back(std::move(line));
    }
    return lines;
  }

  Portrait portrait(const io::RunResult& result) const override {
    const std::string network = fmt::format("a {} network ({})", io::name_of(input_.model.architecture),
                                            fmt::join(input_.model.layers, "-"));
    Portrait p{
        .subject = fmt::format("A {} of {}: {}, trained on {} in {} steps of {} rows.",
                               io::name_of(input_.model.kind), io::name_of(input_.model.target), network,
                               input_.system.file.filename().string(), input_.run.steps, input_.run.batch),
        .verdict = {},
        .verdict_holds = true,
        .notes = {},
        .figures = supervised_figures(result)};
    for (const io::ObservableResult& o :
         result.points.empty() ? std::vector<io::ObservableResult>{} : result.points.front().observables) {
      if (o.exact.empty()) continue;
      // In the subject: a verdict is of numbers that must agree.
      p.subject += fmt::format(" Held-out {} {:.4g}, where {:.4g} is the best possible.", o.name, o.mean[0],
                               o.exact[0]);
    }
    return p;
  }

  /// More than 5 standard errors better than the best possible: rows that were learned by heart are not held
  /// out.
  std::vector<Finding> problems(const io::RunResult& result) const override {
    std::vector<Finding> all;
    if (result.points.empty()) return all;
    for (const io::ObservableResult& o : result.points.front().observables) {
      if (o.exact.empty() || o.error.empty() || o.error[0] == 0) continue;
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
    return all;
  }
  std::string what_was_looked_at() const override {
    return "a model: its distance from the best possible was looked at";
  }

 private:
  [[noreturn]] void complain(const std::string& message) const {
    throw InputError({{.source = input_.system.file.string(), .message = message}});
  }

  void check_data() const {
    if (!data_.is_labelled())
      complain("holds no labels: name a file of them with [system] labels, or a label with [system] key");
    if (input_.model.target != Target::key && data_.label_name != "temperature")
      complain(
          fmt::format("its label is \"{}\", but [model] target = \"{}\" needs \"temperature\"; take target = "
                      "\"key\" to learn the label as it is",
                      data_.label_name, io::name_of(input_.model.target)));
    if (input_.model.kind == SupervisedKind::classifier && input_.model.target == Target::key) {
      for (const double label : data_.labels) {
        if (label != 0 && label != 1)
          complain(fmt::format("its label \"{}\" is {} somewhere, but a classifier needs 0 and 1",
                               data_.label_name, label));
      }
    }
    if (input_.model.architecture == Architecture::convolution && data_.shape.size() < 2 &&
        data_.lattice.empty())
      complain("its rows have no shape: architecture = \"convolution\" needs a lattice; take \"dense\"");
  }

  void check_split() const {
    if (held_out_.empty()) complain("no row is held out: raise [system] holdout");
    if (input_.run.batch < input_.run.shards)
      complain(fmt::format("[run] shards is {}, but a batch has only {} rows", input_.run.shards,
                           input_.run.batch));
    if (input_.optimizer.kind == OptimizerKind::lbfgs && input_.run.batch != lesson_.train.size())
      complain(
          fmt::format("[optimizer] kind = \"lbfgs\" needs a loss that does not change from step to step: set "
                      "[run] batch = {}, all rows that are trained on",
                      lesson_.train.size()));
    if (input_.model.target == Target::phase) {
      const double below = arma::accu(lesson_.targets);
      if (below == 0 || below == static_cast<double>(lesson_.targets.n_elem))
        complain(fmt::format(
            "all its temperatures lie on one side of {:.6g}: there are no two phases to tell apart; "
            "see [model] critical_temperature",
            critical_));
    }
  }

  TrainInput input_;
  data::Dataset data_;
  Lesson lesson_;
  std::vector<std::uint32_t> held_out_;
  double critical_ = 0;
  BestReader best_;
  std::unique_ptr<Learner> learner_;
  mutable std::mutex mutex_;
  io::RunResult found_;
};

}  // namespace

std::unique_ptr<Task> make_train_task(const io::Document& document) {
  return std::make_unique<TrainTask>(decode_train(document));
}

}  // namespace lenz::jobs
