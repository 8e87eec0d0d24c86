#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/spin_case.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"

namespace lenz::jobs {

/// One Hamiltonian of task "ground-state", as its wavefunction sees it.
struct SpinPoint {
  SpinCase spins;  ///< the model as it is, its one sector that of the magnetization kept
  std::vector<std::pair<std::string, double>> parameters;  ///< as summary.json has them
  models::Spins signs;                  ///< by which the Hamiltonian is turned; empty: it is not
  models::SpinHamiltonian hamiltonian;  ///< turned
  bool is_positive = false;             ///< no off-diagonal element is positive, so that psi > 0 serves
  std::optional<std::size_t> n_up;      ///< of all states, where the magnetization is conserved

  /// The turn of all spins is a symmetry that keeps the states that are varied.
  bool has_inversion() const {
    return hamiltonian.has_inversion() && (!n_up || 2 * *n_up == hamiltonian.n_sites());
  }
  /// So is the ground state of one that is turned: it is positive, or a singlet, whose sign of a turn of all
  /// spins is that of N/2.
  bool is_even() const { return has_inversion() && (is_positive || !signs.empty()); }
};

/// All points of an input: sizes, second neighbours, anisotropies, couplings, and fields as what changes
/// first. Throws InputError where a sign rule is asked for that the lattice does not have.
std::vector<SpinPoint> spin_points(const SpinGroundStateInput& input);

/// The terms of a Hamiltonian for variational Monte Carlo.
models::SpinHamiltonian hamiltonian_of(const exact::spins::Terms& terms);

}  // namespace lenz::jobs
