#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lenz/exact/spins/sector.hpp"
#include "lenz/exact/spins/terms.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"
#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// One value of every scanned number of a system but its temperature.
struct SpinParameters {
  double coupling = 1, field = 0, anisotropy = 1, j2 = 0;
};

/// A Hamiltonian of a scan, all its temperatures together, with the sectors that its input asks for.
struct SpinCase {
  SpinInput input;  ///< of one size and without scans
  std::shared_ptr<const lattice::Lattice> lattice;
  SpinParameters parameters;
  exact::spins::Terms terms;
  std::vector<exact::spins::Sector> sectors;  ///< but for twins, which have the same levels
  std::optional<double> size;                 ///< the edge, where the input scans sizes

  /// As summary.json has them, but for the temperature: field, coupling, anisotropy, j2, size.
  std::vector<std::pair<std::string, double>> named_parameters() const;
  /// What one sz counts in the operators of the model: 1 with Pauli matrices, 1/2 for spins.
  double spin() const { return input.model == SpinModel::transverse_ising ? 1 : 0.5; }
  /// The whole space is asked for.
  bool has_all_sectors() const;
  /// The sector stands for another one as well, of the opposite magnetization and with the same levels.
  bool is_twin(std::size_t sector) const;
};

/// The bonds and fields of a Hamiltonian. REQUIRES an input of one size.
exact::spins::Terms terms_of(const SpinInput& input, const lattice::Lattice& lattice,
                             const SpinParameters& parameters);

/// All cases of an input, in the order of its points: sizes, second neighbours, anisotropies, couplings, and
/// fields as what changes first. Throws std::invalid_argument for symmetries that contradict each other.
std::vector<SpinCase> spin_cases(const SpinInput& input);

/// The input with the smallest and the largest value of each scanned number of the Hamiltonian, and with zero
/// where it is scanned: what is wrong with any Hamiltonian of a scan is wrong with one of these few. All
/// sizes and temperatures stay.
SpinInput extremes_of(const SpinInput& input);

}  // namespace lenz::jobs
