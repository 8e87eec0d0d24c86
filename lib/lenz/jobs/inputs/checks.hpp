#pragma once

#include <initializer_list>
#include <string_view>

#include "lenz/jobs/inputs/sample_input.hpp"

/// What one key alone cannot show to be wrong. Every function complains about all it finds, at the key that
/// is off, and is silent about keys that were refused already.
namespace lenz::jobs {

/// Lattice against size and file; reads the graph into `input`.
void check_ising(const io::Document& document, IsingInput& input, io::Complaints& complaints);
/// Shapes, symmetry, positive definiteness; fills in the mean.
void check_gaussian(const io::Document& document, GaussianInput& input, io::Complaints& complaints);
/// The same for every component; fills in the weights and divides them by their sum.
void check_mixture(const io::Document& document, MixtureInput& input, io::Complaints& complaints);
/// A square matrix whose rows sum to 1, and a start among its states.
void check_markov_chain(const io::Document& document, MarkovChainInput& input, io::Complaints& complaints);

/// The step of Langevin against what it can take; a default that suits the density where none was given.
void check_langevin_step(const io::Document& document, SampleInput& input, io::Complaints& complaints);

/// The sampler against the system.
void check_sampler(const io::Document& document, const SampleInput& input, io::Complaints& complaints);
/// Finite-size scaling, where it is asked for, against the system.
void check_finite_size(const io::Document& document, const SampleInput& input, io::Complaints& complaints);
/// The oracle, where it is asked for by name, against the system.
void check_exact(const io::Document& document, const SampleInput& input, io::Complaints& complaints);
/// Numbers of sweeps against each other, memory against the machine.
void check_amounts(const io::Document& document, const SampleInput& input, io::Complaints& complaints);

/// The place of element [i] ([i][j], …) of a list, of the whole value where that is no such list.
io::Place element_place(const io::Document& document, std::string_view table, std::string_view key,
                        std::initializer_list<std::size_t> indices);

}  // namespace lenz::jobs
