#pragma once

#include <string>
#include <vector>

#include "lenz/exact/spins/symmetry.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"
#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// A symmetry that an input asks for, with the key that does.
struct KeyedGenerator {
  std::string key;
  exact::spins::Generator generator;
};

/// Whether any key asks for a sector of the lattice's symmetries.
bool asks_for_lattice_symmetries(const SpinInput& input);

/// Translations by one cell along each axis at the momentum asked for, reflections, and the spin inversion
/// where it is asked for; whether the Hamiltonian has them is another matter. REQUIRES an input of one size
/// whose keys fit the lattice, one site a cell for reflections.
std::vector<KeyedGenerator> generators_of(const SpinInput& input, const lattice::Lattice& lattice);

}  // namespace lenz::jobs
