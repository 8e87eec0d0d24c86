#include "lenz/jobs/supervised_training.hpp"

#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/data/hold_out.hpp"
#include "lenz/jobs/supervised_oracle.hpp"

namespace lenz::jobs {

namespace {

[[noreturn]] void complain(const std::string& source, const std::string& message) {
  throw InputError({{.source = source, .message = message}});
}

}  // namespace

SupervisedTraining::SupervisedTraining(const TrainInput& input, data::Dataset data, const std::string& source)
    : input_(input), data_(std::move(data)) {
  check_data(source);
  lesson_.data = &data_;
  critical_ = critical_temperature_of(input_, data_);
  lesson_.targets = data_.labels;
  if (input_.model.target == Target::phase)
    lesson_.targets.transform([this](double t) { return t < critical_ ? 1.0 : 0.0; });
  hold_out(source);
  check_split(source);
  if (input_.exact != Exact::none && input_.model.target != Target::key)
    best_ = best_reader(data_, critical_);
  if (const std::string why = too_much_memory(input_, rows()); !why.empty()) complain(source, why);
  try {
    learner_ = make_learner(input_, lesson_);
  } catch (const std::invalid_argument& error) {
    complain(source, error.what());
  }
}

void SupervisedTraining::hold_out(const std::string& source) {
  try {
    data::Split split =
        data::hold_out(data_, {.fraction = holdout_of(input_), .address = {.seed = input_.run.seed}});
    lesson_.train = std::move(split.train);
    held_out_ = std::move(split.held_out);
  } catch (const std::invalid_argument& error) {  // a share of so few rows that none is left on one side
    complain(source, error.what());
  }
}

TrainingRows SupervisedTraining::rows() const {
  const bool dense = input_.model.architecture == Architecture::dense;
  return {.shape = dense ? std::vector<std::size_t>{data_.n_features()} : data_.shape,
          .n_train = lesson_.train.size(),
          .n_held_out = held_out_.size()};
}

std::vector<std::string> SupervisedTraining::remarks() const {
  std::vector<std::string> lines = {fmt::format("{} rows of {} numbers, {} of them held out; {} parameters",
                                                data_.n_rows(), data_.n_features(), held_out_.size(),
                                                learner_->n_parameters())};
  if (!best_.why_not.empty()) lines.push_back("the best possible answer is not known: " + best_.why_not);
  return lines;
}

void SupervisedTraining::train(std::size_t n_threads, std::size_t shard, CheckpointSink& sink,
                               Progress& progress) {
  learner_->train(n_threads, shard, sink, progress);
}

std::vector<io::PointResult> SupervisedTraining::points() const {
  const auto rows = arma::conv_to<arma::uvec>::from(held_out_);
  const HeldOut held_out{.kind = input_.model.kind,
                         .target = input_.model.target,
                         .readings = learner_->read(held_out_),
                         .targets = lesson_.targets(rows),
                         .labels = data_.labels(rows),
                         .label_name = data_.label_name,
                         .critical_temperature = critical_};
  return supervised_points(held_out, best_);
}

void SupervisedTraining::check_data(const std::string& source) const {
  if (!data_.is_labelled())
    complain(source,
             "holds no labels: name a file of them with [system] labels, or a label with [system] key");
  if (input_.model.target != Target::key && data_.label_name != "temperature")
    complain(
        source,
        fmt::format("its label is \"{}\", but [model] target = \"{}\" needs \"temperature\"; take target = "
                    "\"key\" to learn the label as it is",
                    data_.label_name, io::name_of(input_.model.target)));
  if (input_.model.kind == SupervisedKind::classifier && input_.model.target == Target::key) {
    for (const double label : data_.labels) {
      if (label != 0 && label != 1)
        complain(source, fmt::format("its label \"{}\" is {} somewhere, but a classifier needs 0 and 1",
                                     data_.label_name, label));
    }
  }
  if (input_.model.architecture == Architecture::convolution && data_.shape.size() < 2 &&
      data_.lattice.empty())
    complain(source,
             "its rows have no shape: architecture = \"convolution\" needs a lattice; take \"dense\"");
}

void SupervisedTraining::check_split(const std::string& source) const {
  if (held_out_.empty()) complain(source, "no row is held out: raise holdout");
  if (input_.run.batch < input_.run.shards)
    complain(source, fmt::format("[run] shards is {}, but a batch has only {} rows", input_.run.shards,
                                 input_.run.batch));
  if (input_.model.target == Target::phase) {
    const double below = arma::accu(lesson_.targets);
    if (below == 0 || below == static_cast<double>(lesson_.targets.n_elem))
      complain(source,
               fmt::format("all its temperatures lie on one side of {:.6g}: there are no two phases to tell "
                           "apart; see [model] critical_temperature",
                           critical_));
  }
}

}  // namespace lenz::jobs
