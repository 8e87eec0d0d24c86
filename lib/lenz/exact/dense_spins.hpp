#pragma once

#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"
#include "lenz/exact/spins/terms.hpp"

/// All levels of any quantum spins 1/2 from the matrix of their Hamiltonian in the whole space, element by
/// element as Pauli matrices have them: no sectors, no symmetries, no Lanczos, and nothing shared with those
/// but the list of terms.
namespace lenz::exact::dense_spins {

inline constexpr const char* name = "dense";
inline constexpr unsigned most_sites = 12;

/// 1 to 12 sites.
Applies applies(const spins::Terms& terms);

/// All 2^n eigenvalues in increasing order. Throws std::invalid_argument where it does not apply. Cost: 8^n,
/// 0.1 s for n = 10, 10 s for n = 12; memory: 3 * 4^n numbers.
std::vector<double> levels(const spins::Terms& terms);

/// Of the lowest `count` of them: energy (total), gap, levels.
Values ground_values(std::span<const double> levels, std::size_t count);

/// Thermal averages at each temperature: energy (total); specific_heat, free_energy, entropy per site.
std::vector<Values> values(std::span<const double> levels, std::size_t n_sites,
                           std::span<const double> temperatures);

/// Seconds that levels() takes, roughly.
double cost_seconds(const spins::Terms& terms);

}  // namespace lenz::exact::dense_spins
