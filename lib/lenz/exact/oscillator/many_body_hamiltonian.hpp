#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/oscillator/many_body_basis.hpp"

namespace lenz::exact::oscillator {

/// H = omega (quanta + N) + sum_{i<j} V(r_ij) in a ManyBodyBasis, as a sparse matrix; a
/// spins::LinearOperator.
///
/// By the rules of Slater and Condon: for pairs (a, b) of the row and (c, d) of the column, all else equal,
/// <ab|V|cd> - <ab|V|dc> for like fermions with the sign that brings both pairs to the front, <ab|V|cd> for
/// unlike ones, and for bosons (<ab|V|cd> + <ab|V|dc>) / ((1 + d_ab)(1 + d_cd)) sqrt(n_a (n_b - d_ab) n'_c
/// (n'_d - d_cd)). Only the lower triangle is kept: 12 bytes an element.
class ManyBodyHamiltonian {
 public:
  using Scalar = double;

  /// REQUIRES pairs of max_pair_quanta() of the basis, of all momenta that two of its particles can have.
  /// Throws std::invalid_argument as soon as there are more than max_elements. Cost: for each element one
  /// search among the states.
  ManyBodyHamiltonian(const ManyBodyBasis& basis, const PairElements& pairs, double omega,
                      std::size_t max_elements);

  std::size_t size() const { return first_.size() - 1; }
  std::size_t n_elements() const { return values_.size(); }
  /// y = H x, each pair of elements in the order of the rows.
  void apply(const double* x, double* y) const;

 private:
  std::vector<std::size_t> first_;
  std::vector<std::uint32_t> columns_;
  std::vector<double> values_;
};

}  // namespace lenz::exact::oscillator
