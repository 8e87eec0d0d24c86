#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/spin_case.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/variational/state_below.hpp"

namespace lenz::jobs {

/// The states of one Hamiltonian that have been found, from the lowest on: each is left here for those above.
struct SpinLadder {
  std::vector<variational::StateBelow> states;
};

/// One Hamiltonian of task "ground-state" and one of its levels, as its wavefunction sees them.
struct SpinPoint {
  SpinCase spins;  ///< the model as it is, its one sector that of the magnetization kept
  std::vector<std::pair<std::string, double>> parameters;  ///< as summary.json has them
  models::Spins signs;                   ///< by which the Hamiltonian is turned; empty: it is not
  models::SpinHamiltonian hamiltonian;   ///< turned
  bool is_positive = false;              ///< no off-diagonal element is positive, so that psi > 0 serves
  std::optional<std::size_t> n_up;       ///< of all states, where the magnetization is conserved
  std::size_t level = 0;                 ///< of the state: 0 the ground state
  exact::spins::Sector space{};          ///< of states above the ground state: where their levels are counted
  std::shared_ptr<SpinLadder> ladder{};  ///< of all levels of the Hamiltonian; none where there is one alone

  /// The turn of all spins is a symmetry that keeps the states that are varied.
  bool has_inversion() const {
    return hamiltonian.has_inversion() && (!n_up || 2 * *n_up == hamiltonian.n_sites());
  }
  /// So is the ground state of one that is turned into a positive one.
  bool is_even() const { return has_inversion() && is_positive; }
};

/// All points of an input: sizes, second neighbours, anisotropies, couplings, fields, and levels as what
/// changes first. Throws InputError where a sign rule is asked for that the lattice does not have.
std::vector<SpinPoint> spin_points(const SpinGroundStateInput& input);

/// The penalty on overlaps with states below: as asked for, else 3 min_i |H_i|, |H_i| the largest energy of
/// the terms at site i. One of its three Pauli matrices takes the ground state to one of an energy at most 2
/// |H_i| higher, whose overlap with it is at most 1/3: 3 |H_i| is above the next level of all states, and a
/// guess for those of a symmetry.
double penalty_of(const SpinGroundStateInput& input, const SpinPoint& point);

/// The terms of a Hamiltonian for variational Monte Carlo.
models::SpinHamiltonian hamiltonian_of(const exact::spins::Terms& terms);

}  // namespace lenz::jobs
