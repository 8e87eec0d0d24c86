#pragma once

#include <string>
#include <vector>

#include "lenz/jobs/trap_case.hpp"

/// Configuration interaction of a trap's particles, over every angular momentum that may be the lowest.
namespace lenz::jobs {

/// Why it does not know a point; empty where it does.
std::string against_interacting(const TrapInput& input, const TrapPoint& point);

/// abs(M) that the ground state is sought among: 0 of bosons and distinguishable particles, whose ground
/// state has no nodes; of fermions all up to the largest that the lowest configuration without interaction
/// can have (0 for closed shells, 0 and 1 for three electrons of spin 1/2). Only far beyond the coupling at
/// which electrons form a molecule might another be lower.
std::vector<int> momenta_of(const TrapInput& input);

/// How large a basis: at most about 3 s on one core, or 30.
enum class Effort { cheap, thorough };

struct InteractingEnergy {
  double energy = 0, error = 0;
  int momentum = 0;  ///< abs(M) of the state
};

/// The lowest energy over M at the given number of spins up. A small basis tells which M may be the lowest
/// by its own error; those are solved in the large one. Throws as exact::configuration_interaction does.
InteractingEnergy interacting_energy(const TrapInput& input, const TrapPoint& point, Effort effort);

}  // namespace lenz::jobs
