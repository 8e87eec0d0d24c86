#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/symmetry.hpp"
#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

/// A Hamiltonian in a sector of a symmetry group, as a sparse matrix. T is double where all characters are
/// real, else std::complex<double>.
///
/// With P = 1/|G| sum_g chi(g)* g, the basis is |r> = P|s> / sqrt(w_s), one for each orbit, s its smallest
/// state and w_s = <s|P|s> = 1/|G| sum_{g s = s} chi(g)*; orbits with w = 0 have no state in the sector.
/// Where H takes s to h_j s_j, s_j = g_j s'_j with the smallest state s'_j of its orbit,
///
///     <r'|H|r> = sum_j h_j chi(g_j) sqrt(w_s' / w_s)
///
/// (Sandvik 2010, AIP Conf. Proc. 1297, 135, section 4). Cost: |G| permutations of a word for each element of
/// the matrix, once; memory: 12 bytes an element (20 complex), about one a bond and orbit.
template <class T>
class SymmetricOperator {
 public:
  using Scalar = T;

  /// Throws std::invalid_argument where terms, group and n_up do not fit: other numbers of sites, a symmetry
  /// that does not commute with H (named), a spin inversion with a magnetization, complex characters for T =
  /// double, a field along x with n_up, more than 40 sites.
  SymmetricOperator(const Terms& terms, const SymmetryGroup& group, std::optional<unsigned> n_up = {},
                    std::size_t n_threads = 1);

  /// May be 0: no orbit has a state in the sector.
  std::uint64_t size() const { return states_.size(); }
  void apply(const T* x, T* y) const { apply_add(x, 0, y); }
  /// y = H x + factor y.
  void apply_add(const T* x, double factor, T* y) const { apply_add_and_dot(x, factor, y); }
  /// The same, and returns Re <x|y>.
  double apply_add_and_dot(const T* x, double factor, T* y) const;
  /// The smallest states of the orbits, in increasing order.
  const std::vector<std::uint64_t>& states() const { return states_; }
  /// w_s of each of them.
  double weight(std::uint64_t index) const { return weights_[index]; }
  std::uint64_t bytes() const;
  /// The vector in the basis of words: v(g s_r) = sum over such g of chi(g)* x_r / (|G| sqrt(w_r)). `group`
  /// is the one of the constructor, `basis` has the magnetization given there. Cost: |G| look-ups a state.
  std::vector<T> expand(const T* x, const SymmetryGroup& group, const ChunkedBasis& basis) const;

 private:
  void find_states(const SymmetryGroup& group, std::optional<unsigned> n_up);
  void find_elements(const Terms& terms, const SymmetryGroup& group);

  std::size_t n_threads_;
  std::vector<std::uint64_t> states_;
  std::vector<double> weights_, diagonal_;
  /// Row r has elements begin_[r] … begin_[r + 1] - 1.
  std::vector<std::uint64_t> begin_;
  std::vector<std::uint32_t> columns_;
  std::vector<T> values_;
};

}  // namespace lenz::exact::spins
