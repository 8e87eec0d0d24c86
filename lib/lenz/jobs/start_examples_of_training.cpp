#include "lenz/jobs/start_examples.hpp"

// Inputs of task "train": they draw their data themselves.
namespace lenz::jobs {

namespace {

constexpr StartExample examples[] = {
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
)"},
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
)"},
    {"optimizer.auto",
     "The rule that suits the model: for a classifier Adam. Compare the loss of every step in the report "
     "with that of another `--set optimizer.kind=sgd`.",
     R"(title = "Phases of matter by what suits the model"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "auto"
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.sgd",
     "Plain gradient descent on batches: the loss falls along its slope, fast in steep directions and "
     "slowly in flat ones. Raise the rate until it diverges, then take half.",
     R"(title = "Phases of matter by sgd"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "sgd"
rate = 0.1
[run]
seed = 1
steps = 1000
[output]
configurations = 400
)"},
    {"optimizer.momentum",
     "Gradient descent with a memory of its velocity (heavy ball): steps in the same direction add up, the"
     " noise of batches averages out.",
     R"(title = "Phases of matter by momentum"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "momentum"
rate = 0.05
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.nesterov",
     "Accelerated gradient: as momentum, with the slope taken ahead of where the velocity leads.",
     R"(title = "Phases of matter by nesterov"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "nesterov"
rate = 0.05
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.adagrad",
     "Every parameter has a rate of its own that shrinks with the gradients it has seen: fast at first, "
     "then ever slower.",
     R"(title = "Phases of matter by adagrad"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "adagrad"
rate = 0.05
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.rmsprop",
     "Gradients divided by their recent size, so that all parameters move about as far in a step.",
     R"(title = "Phases of matter by rmsprop"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "rmsprop"
rate = 0.003
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.adam",
     "Momentum and RMSprop together, without their bias at the start: the rule that most networks are "
     "trained with.",
     R"(title = "Phases of matter by adam"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "adam"
rate = 0.003
schedule = "cosine"
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.adamw",
     "Adam that also lets every parameter decay: weights that the data do not hold up go to 0.",
     R"(title = "Phases of matter by adamw"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "adamw"
rate = 0.003
weight_decay = 0.01
[run]
seed = 1
steps = 600
[output]
configurations = 400
)"},
    {"optimizer.lbfgs",
     "Curvature from the last few gradients, and a line search, on all rows at once: few steps, each as "
     "dear as a pass over the data.",
     R"(title = "Phases of matter by lbfgs"
[system]
kind = "ising"
size = [8, 8]
temperature = { from = 1.5, to = 3.5, count = 11 }
[model]
kind = "classifier"
[optimizer]
kind = "lbfgs"
[run]
seed = 1
steps = 60
[output]
configurations = 400
)"},
};

}  // namespace

std::span<const StartExample> start_examples_of_training() { return examples; }

}  // namespace lenz::jobs
