#pragma once

#include <algorithm>
#include <armadillo>
#include <complex>
#include <cstdint>

#include "lenz/core/errors.hpp"
#include "lenz/exact/spins/linear_operator.hpp"

namespace lenz::exact::spins {

/// The matrix of an operator, column by column from unit vectors, made Hermitian to the last bit (H + H^+) /
/// 2.
///
/// Throws NumericalError where an element is not finite. Cost: n products, n^2 numbers.
template <LinearOperator Op>
arma::Mat<typename Op::Scalar> dense_matrix(const Op& op) {
  using S = typename Op::Scalar;
  const auto n = static_cast<arma::uword>(op.size());
  arma::Mat<S> matrix(n, n);
  arma::Col<S> unit(n, arma::fill::zeros);
  for (arma::uword j = 0; j < n; ++j) {
    unit(j) = 1;
    op.apply(unit.memptr(), matrix.colptr(j));
    unit(j) = 0;
  }
  if (!matrix.is_finite()) throw NumericalError("an element of the Hamiltonian's matrix is not finite");
  return (matrix + matrix.t()) / 2;
}

/// All eigenvalues in increasing order, and eigenvectors as columns.
template <OperatorScalar S>
struct DenseSpectrum {
  arma::vec energies;
  arma::Mat<S> vectors;
};

/// The full spectrum of a small operator. Throws NumericalError where elements are not finite or the
/// eigensolver fails. Cost: O(n^3), 2 n^2 numbers.
template <LinearOperator Op>
DenseSpectrum<typename Op::Scalar> dense_spectrum(const Op& op, bool with_vectors) {
  DenseSpectrum<typename Op::Scalar> spectrum;
  if (op.size() == 0) return spectrum;
  const auto matrix = dense_matrix(op);
  const bool solved = with_vectors ? arma::eig_sym(spectrum.energies, spectrum.vectors, matrix)
                                   : arma::eig_sym(spectrum.energies, matrix);
  if (!solved) throw NumericalError("the dense eigensolver found no eigenvalues of the Hamiltonian");
  return spectrum;
}

}  // namespace lenz::exact::spins
