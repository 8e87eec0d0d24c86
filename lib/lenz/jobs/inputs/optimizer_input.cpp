#include "lenz/jobs/inputs/optimizer_input.hpp"

#include <array>

namespace lenz::jobs {

namespace {

using O = OptimizerInput;
using enum OptimizerKind;

constexpr std::size_t n_optimizers = std::size(io::EnumNames<OptimizerKind>::names);

io::KindWords words_of(OptimizerKind kind) {
  switch (kind) {
    case automatic:
      return {"the rule that suits the model", "For classifier and regressor: adam."};
    case sgd:
      return {"gradient descent", "theta <- theta - rate g (Robbins and Monro 1951)."};
    case momentum:
      return {"heavy ball", "v <- mu v + g, theta <- theta - rate v (Polyak 1964)."};
    case nesterov:
      return {"accelerated gradient", "v <- mu v + g, theta <- theta - rate (g + mu v) (Nesterov 1983)."};
    case adagrad:
      return {"rates that shrink where gradients were large",
              "s <- s + g^2, theta <- theta - rate g / (sqrt s + epsilon) (Duchi, Hazan and Singer 2011)."};
    case rmsprop:
      return {"gradients divided by their recent size",
              "v <- rho v + (1 - rho) g^2, theta <- theta - rate g / (sqrt v + epsilon) (Tieleman and Hinton "
              "2012)."};
    case adam:
      return {"moments of the gradient, unbiased", "Kingma and Ba 2015, Alg. 1."};
    case adamw:
      return {"adam with decoupled weight decay",
              "theta <- theta - rate weight_decay theta, then as adam (Loshchilov and Hutter 2019)."};
    case lbfgs:
      return {"quasi-Newton on all rows at once",
              "Nocedal and Wright 2006, Alg. 7.5, with a line search; [run] batch means nothing to it."};
  }
  return {};
}

O defaults_of(OptimizerKind kind) {
  O o;
  o.kind = kind;
  if (kind == sgd || kind == momentum || kind == nesterov || kind == adagrad) o.rate = 1e-2;
  if (kind == adamw) o.weight_decay = 1e-2;
  return o;
}

void add_rate(io::Schema<O>& s,
              std::string_view clip =
                  "longest gradient, over all parameters; longer ones are shortened; auto: no limit") {
  s.key("rate", &O::rate,
        {.meaning = "learning rate of the first step", .min = 0, .max = 1000, .exclusive_min = true});
  s.key("schedule", &O::schedule,
        {.meaning = "how the rate goes on: constant, down to 0 like half a cosine over [run] steps, times "
                    "`factor` after each `every` steps, or down to `factor` of it exponentially over [run] "
                    "steps"});
  s.key("every", &O::every,
        {.meaning = "steps between two drops (step)", .unit = "steps", .min = 1, .max = 1e15});
  s.key("factor", &O::factor,
        {.meaning = "what the rate is multiplied by (step, exponential)",
         .min = 0,
         .max = 1,
         .exclusive_min = true});
  s.key("clip", &O::clip, {.meaning = clip, .min = 0, .exclusive_min = true});
}

void add_natural(io::Schema<O>& s) {
  s.key("natural", &O::natural,
        {.meaning = "take the natural gradient: that in the metric of the distributions"});
  s.key("damping", &O::damping, {.meaning = "added to the diagonal of the metric", .min = 0, .max = 1e6});
  s.key("angle", &O::angle,
        {.meaning =
             "longest step d in the metric, sqrt(d^T S d): of wavefunctions the angle between the states "
             "before and after it; longer ones are shortened; auto: 0.05 for quantum spins, no limit else",
         .min = 0,
         .exclusive_min = true});
  s.key("solver", &O::solver,
        {.meaning = "of the metric: Cholesky in parameters (dense) or samples (kernel), conjugate gradients, "
                    "or what is cheapest"});
}

void add_constants(io::Schema<O>& s, OptimizerKind kind) {
  const io::KeyInfo decaying{.min = 0, .max = 1, .exclusive_max = true};
  const auto with = [](io::KeyInfo info, std::string_view meaning) {
    info.meaning = meaning;
    return info;
  };
  if (kind == momentum || kind == nesterov)
    s.key("momentum", &O::momentum, with(decaying, "mu, how much of the velocity is kept"));
  if (kind == rmsprop) s.key("rho", &O::rho, with(decaying, "how much of the mean square is kept"));
  if (kind == adam || kind == adamw || kind == automatic) {
    s.key("beta1", &O::beta1, with(decaying, "how much of the mean gradient is kept"));
    s.key("beta2", &O::beta2, with(decaying, "how much of the mean square is kept"));
  }
  if (kind != sgd && kind != momentum && kind != nesterov && kind != lbfgs)
    s.key("epsilon", &O::epsilon,
          {.meaning = "keeps the divisor from 0", .min = 0, .max = 1, .exclusive_min = true});
  if (kind == lbfgs)
    s.key("memory", &O::memory,
          {.meaning = "changes of the gradient that are remembered", .min = 1, .max = 1000});
}

/// Of sampled energies, where the metric of the state is at hand.
io::Schema<O> make_natural() {
  O defaults;
  defaults.rate = 0.1;
  defaults.natural = true;
  defaults.damping = 1e-4;
  io::Schema<O> s("optimizer", std::string(io::name_of(automatic)), "the natural gradient", defaults);
  s.of_task("ground-state");
  s.conventions(
      "theta <- theta - rate (S + damping)^-1 g with the covariance S of the derivatives of log psi "
      "(stochastic reconfiguration, Sorella 1998): kind sgd with natural = true.");
  add_rate(
      s,
      "longest direction, over all parameters; longer ones are shortened; auto: 0.3 / rate with the natural "
      "gradient, so that no step is longer than 0.3");
  s.key("weight_decay", &O::weight_decay,
        {.meaning = "adds weight_decay |theta|^2 / 2 to the loss", .min = 0, .max = 1e6});
  add_natural(s);
  return s;
}

io::Schema<O> make(OptimizerKind kind) {
  const io::KindWords words = words_of(kind);
  io::Schema<O> s("optimizer", std::string(io::name_of(kind)), words.meaning, defaults_of(kind));
  s.conventions(words.conventions);
  if (kind != lbfgs) add_rate(s);
  s.key("weight_decay", &O::weight_decay,
        {.meaning = kind == adamw ? "share of each parameter that goes in a step, in units of the rate"
                                  : "adds weight_decay |theta|^2 / 2 to the loss",
         .min = 0,
         .max = kind == adamw ? 1.0 : 1e6});
  add_constants(s, kind);
  if (kind != lbfgs) add_natural(s);
  return s;
}

template <std::size_t... K>
std::array<io::Schema<O>, n_optimizers> make_all(std::index_sequence<K...>) {
  return {make(static_cast<OptimizerKind>(K))...};
}

}  // namespace

const io::Schema<OptimizerInput>& ground_state_optimizer_schema(OptimizerKind kind) {
  static const io::Schema<O> natural = make_natural();
  return kind == automatic ? natural : optimizer_schema(kind);
}

const io::Schema<OptimizerInput>& optimizer_schema(OptimizerKind kind) {
  static const std::array<io::Schema<O>, n_optimizers> all =
      make_all(std::make_index_sequence<n_optimizers>());
  return all[static_cast<std::size_t>(kind)];
}

}  // namespace lenz::jobs
