#include "lenz/jobs/supervised_training.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/data/hold_out.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/jobs/supervised_oracle.hpp"

namespace lenz::jobs {

namespace {

constexpr std::size_t most_classes = 1000;

/// "cat" of labels that are words, "3.5" of numbers.
std::string name_of_class(const data::Dataset& data, double label) {
  return data.label_words.empty() ? fmt::format("{:g}", label)
                                  : io::plain_text(data.label_words.at(static_cast<std::size_t>(label)));
}

/// Columns whose value grows by one from row to row.
std::vector<std::string> counting_columns(const data::Dataset& data) {
  std::vector<std::string> names;
  for (arma::uword f = 0; f < data.feature_names.size() && data.n_rows() > 2; ++f) {
    bool counts = true;
    for (arma::uword row = 1; counts && row < data.n_rows(); ++row)
      counts = data.values(f, row) == data.values(f, row - 1) + 1;
    if (counts) names.push_back(data.feature_names[f]);
  }
  return names;
}

[[noreturn]] void complain(const std::string& source, const std::string& message) {
  throw InputError({{.source = source, .message = message}});
}

}  // namespace

SupervisedTraining::SupervisedTraining(const TrainInput& input, data::Dataset data, const std::string& source)
    : input_(input),
      target_(target_of(input.model, data.label_name == "temperature")),
      data_(std::move(data)) {
  check_data(source);
  lesson_.data = &data_;
  critical_ = critical_temperature_of(input_, data_);
  lesson_.targets = data_.labels;
  if (target_ == Target::phase)
    lesson_.targets.transform([this](double t) { return t < critical_ ? 1.0 : 0.0; });
  else if (input_.model.kind == SupervisedKind::classifier)
    find_classes(source);
  hold_out(source);
  check_split(source);
  if (input_.exact != Exact::none && target_ != Target::key) best_ = best_reader(data_, critical_);
  standardise();
  if (const std::string why = too_much_memory(input_, rows()); !why.empty()) complain(source, why);
  try {
    learner_ = make_learner(input_, lesson_);
  } catch (const std::invalid_argument& error) {
    complain(source, error.what());
  }
}

/// Each value of the label becomes a class, numbered in increasing order.
void SupervisedTraining::find_classes(const std::string& source) {
  classes_ = arma::conv_to<std::vector<double>>::from(arma::unique(data_.labels));
  if (classes_.size() < 2)
    complain(source, fmt::format("its label \"{}\" is the same of all rows: there is nothing to tell apart",
                                 io::plain_text(data_.label_name)));
  if (classes_.size() > most_classes)
    complain(
        source,
        fmt::format("its label \"{}\" has {} values, but a classifier has at most {} classes: take kind = "
                    "\"regressor\" for a number",
                    io::plain_text(data_.label_name), classes_.size(), most_classes));
  lesson_.n_classes = classes_.size();
  lesson_.targets.transform([this](double label) {
    return static_cast<double>(std::lower_bound(classes_.begin(), classes_.end(), label) - classes_.begin());
  });
}

/// x becomes (x - mean) / deviation, both of the rows trained on: of each feature, or of all together where a
/// convolution must not tell its sites apart. A feature that never varies keeps its width.
void SupervisedTraining::standardise() {
  if (!input_.model.standardise.value.value_or(data_.lattice.empty())) return;
  const arma::uword n = data_.n_features();
  arma::vec sum(n, arma::fill::zeros), squares(n, arma::fill::zeros);
  const auto rows = static_cast<double>(lesson_.train.size());
  for (const std::uint32_t row : lesson_.train) sum += arma::conv_to<arma::vec>::from(data_.values.col(row));
  arma::vec mean = sum / rows;
  if (input_.model.architecture == Architecture::convolution) mean.fill(arma::mean(mean));
  for (const std::uint32_t row : lesson_.train)
    squares += arma::square(arma::conv_to<arma::vec>::from(data_.values.col(row)) - mean);
  arma::vec width = arma::sqrt(squares / rows);
  if (input_.model.architecture == Architecture::convolution)
    width.fill(std::sqrt(arma::mean(squares) / rows));
  width.transform([](double w) { return w > 0 ? w : 1; });
  data_.values.each_col([&](arma::fvec& x) {
    x = arma::conv_to<arma::fvec>::from((arma::conv_to<arma::vec>::from(x) - mean) / width);
  });
  const auto tensor = [n](const char* name, const arma::vec& values) {
    return io::ModelTensor{
        .name = name, .n_rows = n, .n_cols = 1, .values = arma::conv_to<std::vector<double>>::from(values)};
  };
  centre_ = tensor("input_centre", mean);
  width_ = tensor("input_width", width);
}

std::vector<io::ModelTensor> SupervisedTraining::model() const {
  std::vector<io::ModelTensor> all = learner_->model();
  if (!centre_.values.empty()) all.insert(all.begin(), {centre_, width_});
  return all;
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
          .n_held_out = held_out_.size(),
          .n_outputs = classes_.size() > 2 ? classes_.size() : 1};
}

std::vector<std::string> SupervisedTraining::remarks() const {
  std::vector<std::string> lines = {fmt::format("{} rows of {} numbers, {} of them held out; {} parameters",
                                                data_.n_rows(), data_.n_features(), held_out_.size(),
                                                learner_->n_parameters())};
  lines.insert(lines.end(), data_.remarks.begin(), data_.remarks.end());
  if (!classes_.empty()) {
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(classes_.size(), 10); ++k)
      names += (k > 0 ? ", " : "") + name_of_class(data_, classes_[k]);
    lines.push_back(fmt::format("{} classes, the values of \"{}\": {}{}", classes_.size(),
                                io::plain_text(data_.label_name), names, classes_.size() > 10 ? ", …" : ""));
  }
  if (!centre_.values.empty())
    lines.push_back(
        "the features are standardised by the rows trained on (standardise = false leaves them as they are)");
  for (const std::string& name : counting_columns(data_))
    lines.push_back(
        fmt::format("column \"{}\" only counts the rows: leave it out if it is a number of the row",
                    io::plain_text(name)));
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
                         .target = target_,
                         .readings = learner_->read(held_out_),
                         .targets = lesson_.targets(rows),
                         .labels = data_.labels(rows),
                         .label_name = data_.label_name,
                         .classes = classes_,
                         .critical_temperature = critical_};
  return supervised_points(held_out, best_);
}

void SupervisedTraining::check_data(const std::string& source) const {
  if (!data_.is_labelled())
    complain(source,
             "holds no labels: name a file of them with [system] labels, or a label with [system] key");
  if (target_ != Target::key && data_.label_name != "temperature")
    complain(
        source,
        fmt::format("its label is \"{}\", but [model] target = \"{}\" needs \"temperature\"; take target = "
                    "\"key\" to learn the label as it is",
                    io::plain_text(data_.label_name), io::name_of(target_)));
  const bool needs_number = input_.model.kind == SupervisedKind::regressor || target_ != Target::key;
  if (needs_number && !data_.label_words.empty())
    complain(source, fmt::format("its label \"{}\" is a word somewhere (\"{}\"), but must be a number for {}",
                                 io::plain_text(data_.label_name), io::plain_text(data_.label_words.back()),
                                 input_.model.kind == SupervisedKind::regressor ? "kind \"regressor\""
                                                                                : "a temperature"));
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
  if (target_ == Target::phase) {
    const double below = arma::accu(lesson_.targets);
    if (below == 0 || below == static_cast<double>(lesson_.targets.n_elem))
      complain(source,
               fmt::format("all its temperatures lie on one side of {:.6g}: there are no two phases to tell "
                           "apart; see [model] critical_temperature",
                           critical_));
  }
}

}  // namespace lenz::jobs
