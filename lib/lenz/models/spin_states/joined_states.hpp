#pragma once

#include <vector>

#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/models/spin_states/spin_state.hpp"

namespace lenz::models {

/// The states s' that a Hamiltonian joins to a configuration s, with what a local energy takes of them:
///
///     E_L(s) = <s|H|s> + sum_s' <s|H|s'> psi(s') / psi(s).
///
/// Kept from one configuration to the next, so that nothing is allocated.
template <SpinState Psi>
struct JoinedStates {
  using Value = typename Psi::Value;

  std::vector<Flips> flips{};  ///< those of H first; ratios are found of all
  std::vector<double> elements{};
  std::vector<Value> ratios{};

  void find_ratios(const Psi& psi, const SpinWalker<typename Psi::Cache>& walker) {
    ratios.resize(flips.size());
    psi.ratios(walker.spins, walker.cache, flips, ratios);
  }
  /// diagonal + sum_s' <s|H|s'> psi(s') / psi(s).
  Value sum(double diagonal) const {
    Value total = diagonal;
    for (std::size_t k = 0; k < elements.size(); ++k) total += elements[k] * ratios[k];
    return total;
  }
  /// E_L of a walker. Cost: a ratio for each state joined to s.
  Value local_energy(const SpinHamiltonian& h, const Psi& psi,
                     const SpinWalker<typename Psi::Cache>& walker) {
    h.connected(walker.spins, flips, elements);
    find_ratios(psi, walker);
    return sum(h.diagonal(walker.spins));
  }
};

}  // namespace lenz::models
