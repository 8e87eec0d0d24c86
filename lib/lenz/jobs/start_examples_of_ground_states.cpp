#include "lenz/jobs/start_examples.hpp"

namespace lenz::jobs {

namespace {

constexpr StartExample examples_of_ground_states[] = {
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
    {.topic = "model.jastrow",
     .about =
         "Spins of a Heisenberg ring whose pairs are correlated, and whose signs follow Marshall's rule: a "
         "handful of numbers, one for each distance. Its energy lies within a thousandth of the exact one, "
         "by "
         "the Bethe ansatz. Take kind = \"rbm\" and see what more a machine finds.",
     .input = R"(title = "My correlated spins"
[system]
kind = "spin"
model = "xxz"
lattice = "chain"
size = [16]
[model]
kind = "jastrow"
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "model.mean-field",
     .about = "Spins in a transverse field, each by itself: the mean field. Its energy is exact where the "
              "field is "
              "strong, and worst where the chain is critical, at a field of 1: what is missing there is the "
              "work of "
              "correlations. Take kind = \"jastrow\" or \"rbm\" and see it come down.",
     .input = R"(title = "My mean field"
[system]
kind = "spin"
lattice = "chain"
size = [16]
field = [0.5, 1, 3]
[model]
kind = "mean-field"
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "model.network",
     .about =
         "A feed-forward network as the wavefunction of a chain of spins in a transverse field. Change the "
         "widths of its layers, and watch how far the energy stays above the exact one of free fermions.",
     .input = R"(title = "My network of spins"
[system]
kind = "spin"
lattice = "chain"
size = [10]
field = 1
[model]
kind = "network"
layers = [20]
[run]
sweeps = 5000
steps = 60
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "sampler.exchange",
     .about =
         "Unlike neighbours of a Heisenberg ring change places, so that as many spins stay up as down, where "
         "its ground state lies. The state is a restricted Boltzmann machine that every translation leaves "
         "as "
         "it is (Carleo and Troyer 2017); the exact energy is that of the Bethe ansatz.",
     .input = R"(title = "My Heisenberg ring"
[system]
kind = "spin"
model = "xxz"
lattice = "chain"
size = [16]
[model]
kind = "rbm"
density = 1
[sampler]
kind = "exchange"
[run]
sweeps = 5000
steps = 100
batch = 1024
)",
     .task = "ground-state"},
    {.topic = "sampler.exact",
     .about =
         "No sampling at all: energy and gradient are full sums over the 1024 states of a chain of 10 spins, "
         "so "
         "that what stays above the exact energy is due to the machine alone. Change its density, or the "
         "sampler to \"metropolis\", and see which of the two errors is the larger.",
     .input = R"(title = "My machine without a sampling error"
[system]
kind = "spin"
lattice = "chain"
size = [10]
field = 1
[model]
kind = "rbm"
density = 2
[sampler]
kind = "exact"
[run]
steps = 200
)",
     .task = "ground-state"},
};

}  // namespace

std::span<const StartExample> start_examples_of_ground_states() { return examples_of_ground_states; }

}  // namespace lenz::jobs
