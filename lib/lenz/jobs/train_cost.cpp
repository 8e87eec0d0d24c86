#include "lenz/jobs/train_cost.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/dataset/data_file.hpp"
#include "lenz/jobs/learner.hpp"

namespace lenz::jobs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double trial_seconds = 0.3;
constexpr std::size_t fewest_steps = 3;  ///< of a trial; the first one takes memory and does not count
constexpr double trial_products = 1e9;   ///< multiplications a step of a trial; larger batches are cut to it
constexpr std::uint64_t smallest_cut = 32;

/// A layer of a network: its parameters, and its multiplications and numbers for one row.
struct LayerSize {
  double parameters = 0, products = 0, numbers = 0;
};

LayerSize dense_layer(double n_in, double n_out) {
  return {.parameters = (n_in + 1) * n_out, .products = n_in * n_out, .numbers = n_out};
}

LayerSize network_size(const TrainInput& input, const TrainingRows& rows) {
  LayerSize all;
  const auto add = [&](const LayerSize& layer) {
    all.parameters += layer.parameters;
    all.products += layer.products;
    all.numbers += layer.numbers;
  };
  double n_sites = 1, n_taps = 1, n_in = 1;
  for (const std::size_t length : rows.shape) {
    n_sites *= static_cast<double>(length);
    n_taps *= static_cast<double>(std::min<std::size_t>(input.model.kernel, length));
  }
  const bool convolves = input.model.architecture == Architecture::convolution;
  if (!convolves) n_in = n_sites;
  for (const std::uint64_t width : input.model.layers) {
    const auto n_out = static_cast<double>(width);
    if (convolves) {
      add({.parameters = (n_in * n_taps + 1) * n_out,
           .products = n_in * n_taps * n_out * n_sites,
           .numbers = n_out * n_sites});
    } else {
      add(dense_layer(n_in, n_out));
    }
    n_in = n_out;
  }
  if (convolves) add(dense_layer(n_in, n_in));
  add(dense_layer(n_in, static_cast<double>(rows.n_outputs)));
  return all;
}

/// Numbers that a rule keeps for a parameter, in units of a float.
double memories_of(const OptimizerInput& o) {
  switch (o.kind) {
    case OptimizerKind::sgd:
      return 0;
    case OptimizerKind::momentum:
    case OptimizerKind::nesterov:
    case OptimizerKind::adagrad:
    case OptimizerKind::rmsprop:
      return 1;
    case OptimizerKind::lbfgs:  // pairs of doubles
      return 4 * static_cast<double>(o.memory);
    case OptimizerKind::automatic:
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      break;
  }
  return 2;
}

/// Rows of +-1 in no order, with labels 0 and 1.
data::Dataset noise(const TrainingRows& rows, std::size_t n_rows) {
  data::Dataset data;
  data.shape = rows.shape;
  arma::uword n_features = 1;
  for (const std::size_t length : rows.shape) n_features *= length;
  data.values.set_size(n_features, n_rows);
  std::uint32_t state = 1;
  for (float& value : data.values) {
    state = 1664525 * state + 1013904223;
    value = state >> 31 == 0 ? -1.0F : 1.0F;
  }
  data.labels.set_size(n_rows);
  for (std::size_t row = 0; row < n_rows; ++row) data.labels(row) = static_cast<double>(row % 2);
  return data;
}

/// Times the steps of a training and ends it when it has seen enough.
class Trial final : public CheckpointSink {
 public:
  bool restore(std::size_t, const Read&) override { return false; }
  void offer(std::size_t, const Write&) override {
    const Clock::time_point now = Clock::now();
    if (n_steps_++ == 0) first_ = now;
    last_ = now;
    if (n_steps_ >= fewest_steps && seconds() > trial_seconds) throw Stopped("the trial is over");
  }
  void finish(std::size_t, const Write&) override {}

  double seconds_a_step() const {
    if (n_steps_ < 2) return std::chrono::duration<double>(Clock::now() - start_).count();
    return seconds() / static_cast<double>(n_steps_ - 1);
  }

 private:
  double seconds() const { return std::chrono::duration<double>(last_ - first_).count(); }
  std::size_t n_steps_ = 0;
  Clock::time_point start_ = Clock::now(), first_{}, last_{};
};

}  // namespace

std::vector<TrainingRows> rows_to_draw(const TrainInput& input) {
  std::vector<TrainingRows> all;
  for (const IsingInput& one : by_size(std::get<DensityInput>(input.system).ising)) {
    const std::size_t n_rows = input.output.configurations * one.n_points();
    const auto n_held_out = static_cast<std::size_t>(holdout_of(input) * static_cast<double>(n_rows));
    std::vector<std::size_t> shape(one.size.begin(), one.size.end());
    if (input.model.architecture == Architecture::dense || shape.empty()) shape = {one.n_sites()};
    const bool classes = input.model.kind == SupervisedKind::classifier &&
                         target_of(input.model, true) == Target::temperature && one.temperature.size() > 2;
    all.push_back({.shape = std::move(shape),
                   .n_train = n_rows - n_held_out,
                   .n_held_out = n_held_out,
                   .n_outputs = classes ? one.temperature.size() : 1});
  }
  return all;
}

double count_parameters(const TrainInput& input, const TrainingRows& rows) {
  return network_size(input, rows).parameters;
}

double training_bytes(const TrainInput& input, const TrainingRows& rows) {
  const LayerSize network = network_size(input, rows);
  double n_features = 1;
  for (const std::size_t length : rows.shape) n_features *= static_cast<double>(length);
  const auto n_rows = static_cast<double>(rows.n_train + rows.n_held_out);
  const auto batch = static_cast<double>(rows_in_step(input, rows.n_train));
  const auto shards = static_cast<double>(input.run.shards);
  const double parameters = 2 + shards + memories_of(input.optimizer);  // values, gradient, one a shard
  const double history = 3 * 8 * static_cast<double>(input.run.steps);
  // A number of the network is kept before and after its activation, and so is its derivative.
  return n_rows * (4 * n_features + 3 * 8) + 4 * parameters * network.parameters +
         4 * batch * (n_features + 4 * network.numbers) + history;
}

double training_seconds(const TrainInput& input, const TrainingRows& rows, std::size_t n_threads) {
  const double products = std::max(1.0, network_size(input, rows).products);
  const auto fitting = static_cast<std::uint64_t>(std::min(trial_products / products, 1e9));
  const std::uint64_t whole = rows_in_step(input, rows.n_train),
                      batch = std::min(whole, std::max(fitting, smallest_cut));
  TrainInput trial_input = input;
  trial_input.run.batch = batch;
  trial_input.run.shards = std::min(input.run.shards, batch);
  // Noise learned by heart would leave gradients so small that the CPU is slow with them.
  trial_input.optimizer.rate = 1e-9;
  trial_input.run.steps = std::numeric_limits<std::uint32_t>::max();
  const data::Dataset data = noise(rows, batch);
  Lesson lesson{.data = &data,
                .targets = data.labels,
                .n_classes = std::max<std::size_t>(2, rows.n_outputs),
                .train = {}};
  for (std::uint32_t row = 0; row < batch; ++row) lesson.train.push_back(row);
  Trial trial;
  NoProgress progress;
  try {
    make_learner(trial_input, lesson)->train(n_threads, 0, trial, progress);
  } catch (const Stopped&) {
  } catch (const NumericalError&) {  // noise may drive a rate too high for it to infinity
  }
  const double row = trial.seconds_a_step() / static_cast<double>(batch);
  constexpr double share_of_reading = 1.0 / 3;  // no derivatives
  return row * (static_cast<double>(whole) * static_cast<double>(input.run.steps) +
                share_of_reading * static_cast<double>(rows.n_held_out));
}

std::string too_much_memory(const TrainInput& input, const TrainingRows& rows) {
  const double bytes = training_bytes(input, rows), most = static_cast<double>(io::dataset::most_memory());
  if (bytes <= most) return {};
  return fmt::format(
      "this training needs at least {:.3g} GiB of memory, but may take {:.3g}, three quarters of the "
      "machine's: smaller [model] layers, [run] batch, shards or steps",
      bytes / 0x1p30, most / 0x1p30);
}

}  // namespace lenz::jobs
