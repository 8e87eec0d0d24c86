#include <string>
#include <vector>

#include <fmt/format.h>

#include "lenz/jobs/start_examples.hpp"

// Inputs of task "train": they draw their data themselves.
namespace lenz::jobs {

namespace {

constexpr StartExample models[] = {
    {"model.classifier",
     "A network that is shown configurations of the Ising model and learns to say on which side of the "
     "transition each was drawn. Lenz draws them first, then trains; beside the share that it gets right "
     "stands the best that is possible, which is known exactly.",
     R"(title = "My classifier of phases"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
architecture = "convolution"
layers = [8]
[run]
seed = 1
steps = 600
[output]
configurations = 400
)",
     "train"},
    {"model.regressor",
     "A network that learns to read the temperature from a configuration of the Ising model: a thermometer"
     " of one look. Lenz draws the configurations first; beside its squared error stands the least that is"
     " possible, that of the posterior mean.",
     R"(title = "My thermometer"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "regressor"
architecture = "convolution"
layers = [8]
[run]
seed = 1
steps = 600
[output]
configurations = 400
)",
     "train"},
};

/// What differs from one optimizer to the other.
struct OptimizerExample {
  std::string_view topic, title, about, keys;
  int steps;
};

constexpr OptimizerExample optimizers[] = {
    {"optimizer.auto", "Phases of matter by what suits the model",
     "The rule that suits the model: for a classifier Adam. Compare the loss of every step in the report "
     "with that of another `--set optimizer.kind=sgd`.",
     "", 600},
    {"optimizer.sgd", "Phases of matter by sgd",
     "Plain gradient descent on batches: the loss falls along its slope, fast in steep directions and "
     "slowly in flat ones. Raise the rate until it diverges, then take half.",
     "rate = 0.1\n", 1000},
    {"optimizer.momentum", "Phases of matter by momentum",
     "Gradient descent with a memory of its velocity (heavy ball): steps in the same direction add up, the"
     " noise of batches averages out.",
     "rate = 0.05\n", 600},
    {"optimizer.nesterov", "Phases of matter by nesterov",
     "Accelerated gradient: as momentum, with the slope taken ahead of where the velocity leads.",
     "rate = 0.05\n", 600},
    {"optimizer.adagrad", "Phases of matter by adagrad",
     "Every parameter has a rate of its own that shrinks with the gradients it has seen: fast at first, "
     "then ever slower.",
     "rate = 0.05\n", 600},
    {"optimizer.rmsprop", "Phases of matter by rmsprop",
     "Gradients divided by their recent size, so that all parameters move about as far in a step.",
     "rate = 0.003\n", 600},
    {"optimizer.adam", "Phases of matter by adam",
     "Momentum and RMSprop together, without their bias at the start: the rule that most networks are "
     "trained with.",
     "rate = 0.003\nschedule = \"cosine\"\n", 600},
    {"optimizer.adamw", "Phases of matter by adamw",
     "Adam that also lets every parameter decay: weights that the data do not hold up go to 0.",
     "rate = 0.003\nweight_decay = 0.01\n", 600},
    {"optimizer.lbfgs", "Phases of matter by lbfgs",
     "Curvature from the last few gradients, and a line search, on all rows at once: few steps, each as "
     "dear as a pass over the data.",
     "", 60},
};

std::string input_of(const OptimizerExample& example) {
  return fmt::format(R"(title = "{}"
[system]
kind = "ising"
size = [8, 8]
temperature = {{ from = 1.5, to = 3.5, count = 11 }}
[model]
kind = "classifier"
[optimizer]
kind = "{}"
{}[run]
seed = 1
steps = {}
[output]
configurations = 400
)",
                     example.title, example.topic.substr(example.topic.find('.') + 1), example.keys,
                     example.steps);
}

}  // namespace

std::span<const StartExample> start_examples_of_training() {
  static const std::vector<std::string> inputs = [] {
    std::vector<std::string> all;
    for (const OptimizerExample& o : optimizers) all.push_back(input_of(o));
    return all;
  }();
  static const std::vector<StartExample> all = [] {
    std::vector<StartExample> list(std::begin(models), std::end(models));
    for (std::size_t k = 0; k < inputs.size(); ++k)
      list.push_back(
          {.topic = optimizers[k].topic, .about = optimizers[k].about, .input = inputs[k], .task = "train"});
    return list;
  }();
  return all;
}

}  // namespace lenz::jobs
