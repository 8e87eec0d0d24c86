#pragma once

#include <optional>
#include <span>
#include <string>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/trap_case.hpp"

/// What is known of particles in a trap without varying a wavefunction.
namespace lenz::jobs {

/// Those that may know a trap, strongest first: free-particles, taut, radial, configuration-interaction.
std::span<const Exact> trap_oracles();

/// Why an oracle does not know the ground state of a point; empty where it does.
std::string against_trap_oracle(Exact oracle, const TrapInput& input, const TrapPoint& point);

/// Of the ground state, by the oracle named, by none, or by the strongest that answers (auto; of
/// configuration interaction then in a basis of at most about 3 s, else of 30 s): energy, kinetic, potential,
/// interaction and radius by free-particles, taut and radial, energy alone by configuration-interaction. Of
/// fermions the lowest state with the given number of spins up.
KnownValues known_trap_ground_state(const TrapInput& input, const TrapPoint& point, Exact exact);

/// A value from the literature: never exact, and without a verdict.
struct Published {
  double energy = 0, error = 0;
  std::string source;
};
/// Fixed-node diffusion Monte Carlo energies of 6 and 12 electrons in two dimensions, where there is one.
std::optional<Published> published_energy(const TrapInput& input, const TrapPoint& point);

}  // namespace lenz::jobs
