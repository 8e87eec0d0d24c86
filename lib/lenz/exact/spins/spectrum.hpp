#pragma once

#include <span>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/lanczos_options.hpp"
#include "lenz/exact/spins/sector.hpp"
#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

struct SpectrumLevel {
  double energy = 0;
  double residual = 0;  ///< |H v - E v|
  Sector sector;
};

struct Spectrum {
  std::vector<SpectrumLevel> levels;  ///< in increasing order, each as often as it is degenerate
  LanczosStatus status = LanczosStatus::converged;  ///< the worst of any sector
};

/// The lowest levels of all sectors together. Sectors that a turn of all spins maps onto each other are
/// diagonalized once. Throws as SpinOperator and lowest_levels do. Cost: a run of lowest_levels for each
/// sector; memory: that of the largest.
Spectrum lowest_spectrum(const Terms& terms, const LanczosOptions& options);

/// The most memory that finding the levels of any of the sectors takes, in bytes, vectors and operators.
double spectrum_bytes(const Terms& terms, std::span<const Sector> sectors, const LanczosOptions& options);

/// A state in a basis of words, whatever sector it was found in.
struct SectorState {
  ChunkedBasis basis;
  std::vector<double> vector;  ///< of norm 1
  double energy = 0, residual = 0;
};

/// The lowest state of a sector whose numbers are real. Throws std::runtime_error, with the residual, where
/// it does not converge, std::invalid_argument for complex characters.
SectorState lowest_state(const Terms& terms, const Sector& sector, const LanczosOptions& options);

}  // namespace lenz::exact::spins
