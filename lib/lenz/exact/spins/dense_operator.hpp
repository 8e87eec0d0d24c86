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

/// Of a real symmetric or complex Hermitian matrix.
///
/// A complex one goes as the real symmetric [[Re H, -Im H], [Im H, Re H]], whose levels are those of H twice:
/// the reduction of complex matrices in OpenBLAS 0.3.21 reads through stray pointers (its issue 4013) and
/// now and then ends the program. Throws NumericalError where the eigensolver fails.
DenseSpectrum<double> spectrum_of(const arma::mat& matrix, bool with_vectors);
DenseSpectrum<std::complex<double>> spectrum_of(const arma::cx_mat& matrix, bool with_vectors);

/// The full spectrum of a small operator. Throws NumericalError where elements are not finite or the
/// eigensolver fails. Cost: O(n^3), at most 5 n^2 numbers (real) or 8 n^2 (complex).
template <LinearOperator Op>
DenseSpectrum<typename Op::Scalar> dense_spectrum(const Op& op, bool with_vectors) {
  if (op.size() == 0) return {};
  return spectrum_of(dense_matrix(op), with_vectors);
}

}  // namespace lenz::exact::spins
