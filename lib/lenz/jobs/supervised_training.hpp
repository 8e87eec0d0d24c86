#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lenz/data/dataset.hpp"
#include "lenz/jobs/learner.hpp"
#include "lenz/jobs/supervised_results.hpp"
#include "lenz/jobs/train_cost.hpp"

namespace lenz::jobs {

/// One model learned from one data set, and what it reads from the rows that were held out.
class SupervisedTraining {
 public:
  /// Splits the rows and builds model and oracle. `source` is what complaints are about (a file). Throws
  /// InputError where data and model do not fit. `input` must outlive it.
  SupervisedTraining(const TrainInput& input, data::Dataset data, const std::string& source);

  std::vector<std::string> remarks() const;
  std::size_t n_held_out() const { return held_out_.size(); }
  TrainingRows rows() const;
  double critical_temperature() const { return critical_; }
  Target target() const { return target_; }
  /// Trains from the beginning or the checkpoint of `shard`.
  void train(std::size_t n_threads, std::size_t shard, CheckpointSink& sink, Progress& progress);
  /// See supervised_points().
  std::vector<io::PointResult> points() const;
  /// The network's, and input_centre and input_width where features are standardised.
  std::vector<io::ModelTensor> model() const;
  std::vector<io::TrainingSeries> history() const { return learner_->history(); }

 private:
  void check_data(const std::string& source) const;
  void find_classes(const std::string& source);
  void check_split(const std::string& source) const;
  void hold_out(const std::string& source);
  void standardise();

  const TrainInput& input_;
  Target target_;  ///< never automatic
  data::Dataset data_;
  Lesson lesson_;  ///< points to data_: so this class does not move
  std::vector<double>
      classes_;  ///< labels of the classes, in increasing order; empty for a number or a phase
  std::vector<std::uint32_t> held_out_;
  io::ModelTensor centre_, width_;  ///< of the features, where they are standardised
  double critical_ = 0;
  BestReader best_;
  std::unique_ptr<Learner> learner_;
};

}  // namespace lenz::jobs
