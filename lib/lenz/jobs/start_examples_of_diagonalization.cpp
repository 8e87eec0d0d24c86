#include "lenz/jobs/start_examples.hpp"

namespace lenz::jobs {

namespace {

constexpr StartExample examples_of_diagonalization[] = {
    {.topic = "system.spin",
     .about =
         "The Ising chain in a transverse field, diagonalized: its lowest levels and its ground state on "
         "both "
         "sides of the quantum phase transition at h = 1. Watch the gap open, the order along z go and the "
         "entanglement peak in between; beside each number stands that of free fermions. With model = "
         "\"xxz\" "
         "it is the Heisenberg ring, with a temperature its thermodynamics.",
     .input = R"(title = "My transverse-field chain"
[system]
kind = "spin"
model = "transverse-ising"
lattice = "chain"
size = [10]
field = { from = 0.2, to = 2.0, count = 10 }
[run]
levels = 4
)",
     .task = "diagonalize"},
};

}  // namespace

std::span<const StartExample> start_examples_of_diagonalization() { return examples_of_diagonalization; }

}  // namespace lenz::jobs
