#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"

namespace lenz::jobs {

enum class OptimizerKind { automatic, sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, lbfgs };
enum class RateSchedule { constant, cosine, step, exponential };
enum class MetricChoice { automatic, dense, kernel, cg };

/// [optimizer]. Which keys a kind has stands in its schema; the others keep their defaults.
struct OptimizerInput {
  OptimizerKind kind = OptimizerKind::automatic;  ///< auto: adam, or sgd for task "ground-state"
  double rate = 1e-3;                             ///< of the first step
  RateSchedule schedule = RateSchedule::cosine;   ///< over [run] steps
  std::uint64_t every = 1000;                     ///< schedule step: steps between two drops
  /// What the rate is multiplied by: at each drop (step), over the whole run (exponential).
  double factor = 0.1;
  io::Auto<double> clip;    ///< largest norm of the gradient; auto: none
  double weight_decay = 0;  ///< pulls parameters to 0: weight_decay |theta|^2 / 2 is added to the loss
  double momentum = 0.9;    ///< mu of momentum and nesterov
  double rho = 0.9;         ///< of rmsprop
  double beta1 = 0.9, beta2 = 0.999;  ///< of adam and adamw
  double epsilon = 1e-8;              ///< of adagrad, rmsprop, adam and adamw
  std::uint64_t memory = 10;          ///< of lbfgs
  bool natural = false;               ///< precondition with the Fisher (quantum geometric) tensor
  double damping = 1e-3;              ///< added to its diagonal
  io::Auto<double> angle;             ///< longest step in the metric
  MetricChoice solver = MetricChoice::automatic;
};

/// The schema of one kind; all of them exist.
const io::Schema<OptimizerInput>& optimizer_schema(OptimizerKind kind);
/// The same of task "ground-state", where auto is the natural gradient.
const io::Schema<OptimizerInput>& ground_state_optimizer_schema(OptimizerKind kind);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::OptimizerKind> {
  static constexpr std::string_view names[] = {"auto",    "sgd",  "momentum", "nesterov", "adagrad",
                                               "rmsprop", "adam", "adamw",    "lbfgs"};
};
template <>
struct EnumNames<jobs::RateSchedule> {
  static constexpr std::string_view names[] = {"constant", "cosine", "step", "exponential"};
};
template <>
struct EnumNames<jobs::MetricChoice> {
  static constexpr std::string_view names[] = {"auto", "dense", "kernel", "cg"};
};

}  // namespace lenz::io
