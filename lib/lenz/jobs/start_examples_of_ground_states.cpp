#include "lenz/jobs/start_examples.hpp"

namespace lenz::jobs {

namespace {

constexpr StartExample examples[] = {
    {.topic = "system.trap",
     .about =
         "Two electrons in a two-dimensional trap, a quantum dot, at two strengths of their repulsion: a "
         "Gaussian times a Jastrow factor with Kato's cusp, whose parameters are found by the natural "
         "gradient. At omega = 1 the exact energy is 3 (Taut 1994): watch how closely the variational one "
         "comes to it, from above.",
     .input = R"(title = "My quantum dot"
[system]
kind = "trap"
particles = 2
omega = [0.5, 1]
statistics = "fermion"
interaction = "coulomb"
[model]
kind = "gaussian"
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "model.gaussian",
     .about = "The simplest state of particles in a trap, a Gaussian, here of two bosons that repel each "
              "other over "
              "a short range. It does not know where the other one is, and its energy lies a few percent "
              "above the "
              "exact one: set jastrow = \"boys-handy\" and see how much of that was due to it.",
     .input = R"(title = "My two bosons"
[system]
kind = "trap"
particles = 2
interaction = "gaussian"
strength = 3
range = 0.5
[model]
kind = "gaussian"
jastrow = "none"
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "model.rbm",
     .about =
         "A Gaussian-binary restricted Boltzmann machine as the wavefunction of two electrons in a trap, "
         "whose "
         "hidden units see the distance of the pair, times a Jastrow factor for its cusp. Take more hidden "
         "units, or jastrow = \"none\" to see what the machine can do alone.",
     .input = R"(title = "My machine in a trap"
[system]
kind = "trap"
particles = 2
statistics = "fermion"
interaction = "coulomb"
[model]
kind = "rbm"
hidden = 2
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "sampler.importance",
     .about =
         "Importance sampling: each particle drifts to where the wavefunction is large, and Hastings' ratio, "
         "with the drift at both ends, keeps the density exact. Here it draws two electrons in a "
         "three-dimensional trap, whose energy is 2; compare the autocorrelation times with those of kind = "
         "\"metropolis\".",
     .input = R"(title = "Two electrons, importance sampling"
[system]
kind = "trap"
particles = 2
dimensions = 3
omega = 0.5
statistics = "fermion"
interaction = "coulomb"
[model]
kind = "gaussian"
[sampler]
kind = "importance"
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
};

}  // namespace

std::span<const StartExample> start_examples_of_ground_states() { return examples; }

}  // namespace lenz::jobs
