#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

/// The rows that a model is to be trained on.
struct TrainingRows {
  std::vector<std::size_t> shape;  ///< of a row: of a lattice its sizes, else the number of features
  std::size_t n_train = 0, n_held_out = 0;
  std::size_t n_outputs = 1;  ///< of the network: one for each class where there are more than two
};

/// The rows of each model that an input with a density asks for: one for each size. REQUIRES a density.
std::vector<TrainingRows> rows_to_draw(const TrainInput& input);

/// Parameters of the network that an input asks for on such rows.
double count_parameters(const TrainInput& input, const TrainingRows& rows);

/// Bytes that a training needs at least: rows, parameters and what the optimizer remembers of them, the
/// network's numbers for a batch, the history.
double training_bytes(const TrainInput& input, const TrainingRows& rows);

/// Seconds that the steps and the reading of the held-out rows take on n_threads, from some steps on noise of
/// that shape which are timed and forgotten: good to a factor of 2. Cost: a third of a second for networks
/// of ordinary size, three steps at least. Throws what make_learner throws.
double training_seconds(const TrainInput& input, const TrainingRows& rows, std::size_t n_threads);

/// "this training needs at least 12 GiB of memory, …" where it needs more than a training may take of the
/// machine's; else empty.
std::string too_much_memory(const TrainInput& input, const TrainingRows& rows);

}  // namespace lenz::jobs
