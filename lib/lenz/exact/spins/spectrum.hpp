#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/lanczos_options.hpp"
#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

/// What is conserved without regard to the lattice: the number of spins up where nothing turns a single spin
/// over, else the parity of the spin inversion where there is no field along z, else nothing.
struct Sector {
  std::optional<unsigned> n_up = {};
  int parity = 0;  ///< 1 or -1; 0: none

  bool operator==(const Sector&) const = default;
};

/// All sectors of a Hamiltonian, which together hold every state once.
std::vector<Sector> sectors_of(const Terms& terms);

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

/// The most memory that takes, in bytes, vectors and tables.
double spectrum_bytes(const Terms& terms, const LanczosOptions& options);

/// A state in a basis of words, whatever sector it was found in.
struct SectorState {
  ChunkedBasis basis;
  std::vector<double> vector;  ///< of norm 1
  double energy = 0, residual = 0;
};

/// The lowest state of a sector. Throws std::runtime_error, with the residual, where it does not converge.
SectorState lowest_state(const Terms& terms, const Sector& sector, const LanczosOptions& options);

}  // namespace lenz::exact::spins
