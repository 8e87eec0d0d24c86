#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lenz/core/archive.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"
#include "lenz/jobs/spin_observables.hpp"

namespace lenz::jobs {

/// What a sector's search found: its lowest levels, and expectation values in the lowest of them, averaged
/// over its copies in the sector.
struct SectorLevels {
  std::vector<double> energies, residuals;
  std::uint64_t n_lowest = 0;  ///< copies of the lowest level
  NamedValues observables;
  double n_updates = 0;  ///< products times states

  template <class Archive>
  void serialize(Archive& archive) {
    archive(energies, residuals, n_lowest, observables, n_updates);
  }
};

/// One sector of a case: which one, where its random numbers come from, on how many threads.
struct SectorTask {
  const SpinCase& spins;
  std::size_t point = 0, sector = 0;
  std::size_t n_threads = 1;
};

/// Called now and then while a sector is searched, with a Ritz value and its residual; may throw to stop.
using WatchLevels = std::function<void(std::uint64_t n_products, double energy, double residual)>;

/// Diagonalizes a sector as the input says. An empty one has no levels. Throws NumericalError where levels do
/// not converge.
SectorLevels find_levels(const DiagonalizeInput& input, const SectorTask& task, const WatchLevels& watch);

/// The levels of all sectors together, and what the lowest of them says: energy, energy_variance, v_score,
/// gap, levels, residuals, degeneracy (where no copy can be missing) and the observables, with what is known
/// exactly beside them. REQUIRES sectors in the order of the case's.
io::PointResult ground_state_point(const DiagonalizeInput& input, const SpinCase& spins,
                                   const std::vector<SectorLevels>& sectors);

/// Bytes that finding the levels takes at the most, and whether expectation values are taken at all.
double levels_bytes(const DiagonalizeInput& input, const SpinCase& spins);
bool has_observables(const DiagonalizeInput& input, const SpinCase& spins);

}  // namespace lenz::jobs
