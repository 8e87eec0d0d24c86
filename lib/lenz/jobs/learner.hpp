#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/data/dataset.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

/// What a supervised model is to learn: a number for each row of the data, from the rows listed.
struct Lesson {
  const data::Dataset* data = nullptr;
  arma::vec targets;          ///< of a classifier the number of the class, 0 … n_classes - 1
  std::size_t n_classes = 2;  ///< of a classifier
  std::vector<std::uint32_t> train;
};

/// A model of one kind with its optimizer. One virtual call a training.
class Learner {
 public:
  virtual ~Learner() = default;
  virtual std::size_t n_parameters() const = 0;
  /// Goes from the beginning, or the checkpoint of `shard`, to the end. Throws what optim::minimize throws.
  virtual void train(std::size_t n_threads, std::size_t shard, CheckpointSink& sink, Progress& progress) = 0;
  /// Of each of the rows, a column each: P(target = 1) of two classes, P(target = k) of each of more, or the
  /// estimate of a regressor.
  virtual arma::mat read(std::span<const std::uint32_t> rows) const = 0;
  virtual std::vector<io::ModelTensor> model() const = 0;
  /// loss, loss_error and gradient_norm of every step so far.
  virtual std::vector<io::TrainingSeries> history() const = 0;
};

/// The learner of an input. `lesson` must outlive it. Throws std::invalid_argument where the model does not
/// fit the data.
std::unique_ptr<Learner> make_learner(const TrainInput& input, const Lesson& lesson);

}  // namespace lenz::jobs
