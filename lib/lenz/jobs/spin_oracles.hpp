#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/spin_case.hpp"

/// What is known exactly of quantum spins without diagonalizing them as Lenz does.
namespace lenz::jobs {

/// Those that may know a Hamiltonian, strongest first: free-fermions, bethe, dense.
std::span<const Exact> spin_oracles();

/// Why an oracle does not know the ground state (temperatures empty) or the thermal averages of a case; empty
/// where it does. It must know them in the sectors that the input asks for.
std::string against_spin_oracle(Exact oracle, const SpinCase& spins, std::span<const double> temperatures);

/// Of the ground state and the lowest levels, by the oracle named, by none, or by all whose cost is small
/// (auto): energy, gap, levels, transverse_magnetization, correlation, entanglement_entropy as far as each
/// knows them.
KnownValues known_ground_state(const SpinCase& spins, Exact exact, std::size_t n_levels);

/// Of each temperature: energy, specific_heat, free_energy, entropy.
std::vector<KnownValues> known_averages(const SpinCase& spins, Exact exact,
                                        std::span<const double> temperatures);

}  // namespace lenz::jobs
