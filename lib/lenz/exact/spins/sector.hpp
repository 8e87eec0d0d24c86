#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lenz/exact/spins/parity_operator.hpp"
#include "lenz/exact/spins/spin_operator.hpp"
#include "lenz/exact/spins/symmetric_operator.hpp"
#include "lenz/exact/spins/symmetry.hpp"
#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

/// A part of all states that the Hamiltonian maps onto itself: a number of spins up, a parity of the spin
/// inversion, a one-dimensional representation of a group of symmetries.
struct Sector {
  std::optional<unsigned> n_up = {};
  int parity = 0;  ///< 1 or -1; 0: none. With n_up or a group, the spin inversion is a generator of the group
  std::shared_ptr<const SymmetryGroup> group = {};  ///< none: the identity alone

  bool operator==(const Sector&) const = default;
};

/// All sectors of what is conserved without regard to the lattice, which together hold every state once: of
/// the number of spins up where nothing turns a single spin over, else of the parity of the spin inversion
/// where there is no field along z, else the whole space.
std::vector<Sector> sectors_of(const Terms& terms);

/// The sector that a turn of all spins makes of this one, where it is another one with the same levels.
std::optional<Sector> twin_of(const Terms& terms, const Sector& sector);

/// States of the sector.
double states_in(const Terms& terms, const Sector& sector);

/// Bytes that the sector's operator takes, about: a sparse matrix with a group, else tables.
double operator_bytes(const Terms& terms, const Sector& sector);

/// Calls solve(operator) with the sector's Hamiltonian: a SpinOperator, ParityOperator or SymmetricOperator.
/// Throws std::invalid_argument as they do.
template <class Solve>
auto in_sector(const Terms& terms, const Sector& sector, std::size_t n_threads, const Solve& solve) {
  if (sector.group) {
    if (sector.group->is_real())
      return solve(SymmetricOperator<double>(terms, *sector.group, sector.n_up, n_threads));
    return solve(SymmetricOperator<std::complex<double>>(terms, *sector.group, sector.n_up, n_threads));
  }
  if (sector.parity != 0) return solve(ParityOperator(terms, sector.parity, n_threads));
  return solve(SpinOperator(terms, ChunkedBasis(terms.n_sites, sector.n_up), n_threads));
}

/// A vector of the sector's operator in the basis of words, ChunkedBasis(n_sites, n_up).
template <class S>
std::vector<S> expanded(const SpinOperator&, const Sector&, std::vector<S> v) {
  return v;
}
template <class S>
std::vector<S> expanded(const ParityOperator& op, const Sector&, const std::vector<S>& v) {
  std::vector<S> all(2 * op.size());
  op.expand(v.data(), all.data());
  return all;
}
template <class S>
std::vector<S> expanded(const SymmetricOperator<S>& op, const Sector& sector, const std::vector<S>& v) {
  return op.expand(v.data(), *sector.group, ChunkedBasis(sector.group->n_sites(), sector.n_up));
}

}  // namespace lenz::exact::spins
