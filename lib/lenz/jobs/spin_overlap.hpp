#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/models/spin_states/spin_state.hpp"

namespace lenz::jobs {

/// The spins of a basis state: bit i set is spin i up.
inline models::Spins spins_of_word(std::uint64_t word, std::size_t n_sites) {
  models::Spins spins(n_sites);
  for (std::size_t i = 0; i < n_sites; ++i) spins[i] = (word >> i & 1) != 0 ? 1 : -1;
  return spins;
}

/// What the turn of a Hamiltonian by signs makes of a basis state: (-1)^(spins down on sites with -1).
inline double sign_of(const models::Spins& spins, const models::Spins& signs) {
  double sign = 1;
  for (std::size_t i = 0; i < signs.size(); ++i) sign = signs[i] < 0 && spins[i] < 0 ? -sign : sign;
  return sign;
}

/// 1 - |<psi|exact>|^2, `exact` of norm 1 in the basis of words and psi of the turned Hamiltonian; none where
/// `exact` is empty. Cost: psi of every state.
template <models::SpinState Psi>
std::optional<double> infidelity(const Psi& psi, const SpinPoint& point, const std::vector<double>& exact) {
  if (exact.empty()) return std::nullopt;
  const std::size_t n = point.hamiltonian.n_sites();
  const exact::spins::ChunkedBasis basis(static_cast<unsigned>(n), point.spins.sectors.front().n_up);
  std::vector<std::complex<double>> values;
  std::vector<double> signs;
  double largest = -std::numeric_limits<double>::infinity();
  typename Psi::Cache cache;
  for (std::uint64_t k = 0; k < basis.size(); ++k) {
    const models::Spins spins = spins_of_word(basis.state(k), n);
    psi.rebuild(spins, cache);
    values.emplace_back(psi.log_psi(spins, cache));
    signs.push_back(sign_of(spins, point.signs));
    largest = std::max(largest, values.back().real());
  }
  double norm = 0, rest = 0;
  std::complex<double> overlap = 0;
  for (std::uint64_t k = 0; k < basis.size(); ++k) {
    values[k] = signs[k] * std::exp(values[k] - largest);
    norm += std::norm(values[k]);
    overlap += exact[k] * values[k];
  }
  // Of a state that is all but exact, 1 - |overlap|^2 / norm keeps no digit; what is left of psi does.
  for (std::uint64_t k = 0; k < basis.size(); ++k) rest += std::norm(values[k] - overlap * exact[k]);
  return rest / norm;
}

}  // namespace lenz::jobs
