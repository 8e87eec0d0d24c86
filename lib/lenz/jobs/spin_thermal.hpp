#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lenz/exact/spins/thermal_lanczos.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/spin_levels.hpp"

namespace lenz::jobs {

/// What is known of a sector's spectrum for thermal averages: all of it where it is small, else its lowest
/// levels and traces over random vectors. `watch` is called now and then with the products made, and may
/// throw to stop.
exact::spins::ThermalSector find_thermal_sector(const DiagonalizeInput& input, const SectorTask& task,
                                                const std::function<void(std::uint64_t)>& watch);

/// One point a temperature: energy (total), specific_heat, free_energy, entropy per site, and where the
/// magnetization is conserved magnetization and susceptibility N (<m^2> - <m>^2) / T per site, with what is
/// known exactly beside them. Errors are those of the random vectors; ess is the number of random numbers
/// that share in Z.
std::vector<io::PointResult> thermal_points(const DiagonalizeInput& input, const SpinCase& spins,
                                            std::span<const exact::spins::ThermalSector> sectors);

double thermal_bytes(const DiagonalizeInput& input, const SpinCase& spins);
/// Of a sector of so many states.
bool is_dense_thermal(const DiagonalizeInput& input, double n_states);

}  // namespace lenz::jobs
