#include "lenz/jobs/optimizer_rules.hpp"

#include <algorithm>
#include <cmath>

namespace lenz::jobs {
namespace {

optim::Schedule schedule_of(const OptimizerInput& o, std::uint64_t steps) {
  switch (o.schedule) {
    case RateSchedule::cosine:
      return optim::Cosine{.rate = o.rate, .steps = std::max<std::uint64_t>(steps, 1)};
    case RateSchedule::step:
      return optim::StepDecay{.rate = o.rate, .every = o.every, .factor = o.factor};
    case RateSchedule::exponential:  // `factor` over the whole run
      return optim::Exponential{
          .rate = o.rate,
          .factor = std::pow(o.factor, 1 / static_cast<double>(std::max<std::uint64_t>(steps, 1)))};
    case RateSchedule::constant:
      break;
  }
  return optim::Constant{.rate = o.rate};
}

optim::Rule rule_of(const OptimizerInput& o, const optim::Schedule& rate) {
  switch (o.kind) {
    case OptimizerKind::sgd:
      return optim::Sgd{.learning_rate = rate};
    case OptimizerKind::momentum:
      return optim::Momentum{.learning_rate = rate, .mu = o.momentum};
    case OptimizerKind::nesterov:
      return optim::Nesterov{.learning_rate = rate, .mu = o.momentum};
    case OptimizerKind::adagrad:
      return optim::AdaGrad{.learning_rate = rate, .epsilon = o.epsilon};
    case OptimizerKind::rmsprop:
      return optim::RmsProp{.learning_rate = rate, .rho = o.rho, .epsilon = o.epsilon};
    case OptimizerKind::adamw:
      return optim::AdamW{.learning_rate = rate,
                          .beta1 = o.beta1,
                          .beta2 = o.beta2,
                          .epsilon = o.epsilon,
                          .decay = o.weight_decay};
    case OptimizerKind::lbfgs:
      return optim::Lbfgs{.memory = o.memory};
    case OptimizerKind::automatic:
    case OptimizerKind::adam:
      break;
  }
  return optim::Adam{.learning_rate = rate, .beta1 = o.beta1, .beta2 = o.beta2, .epsilon = o.epsilon};
}

}  // namespace

optim::Rules rules_of(const OptimizerInput& input, std::uint64_t steps) {
  // AdamW decays by itself.
  const double decay = input.kind == OptimizerKind::adamw ? 0 : input.weight_decay;
  return {{.rule = rule_of(input, schedule_of(input, steps)), .weight_decay = decay}};
}

std::optional<double> clip_norm_of(const OptimizerInput& input) {
  if (input.clip.is_auto()) return std::nullopt;
  return *input.clip.value;
}

}  // namespace lenz::jobs
