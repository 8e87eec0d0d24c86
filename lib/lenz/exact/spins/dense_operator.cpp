#include "lenz/exact/spins/dense_operator.hpp"

#include <cmath>
#include <vector>

namespace lenz::exact::spins {
namespace {

/// Takes the first n_taken columns of `vectors` off v, twice, because of rounding.
void take_off(const arma::cx_mat& vectors, arma::uword n_taken, arma::cx_vec& v) {
  for (unsigned pass = 0; pass < 2; ++pass) {
    for (arma::uword i = 0; i < n_taken; ++i) {
      const std::complex<double> overlap = arma::cdot(vectors.col(i), v);
      v -= overlap * vectors.col(i);
    }
  }
}

/// Half of the complex vectors x + i y of a level, orthonormal: v and i v both stand among them. The largest
/// rest of d-fold degenerate ones has a square of at least 1/d of what it was.
void take_half(std::vector<arma::cx_vec> candidates, arma::cx_mat& vectors, arma::uword& n_taken) {
  for (std::size_t left = candidates.size() / 2; left > 0; --left) {
    std::size_t best = 0;
    double longest = -1;
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      const double length = std::sqrt(std::real(arma::cdot(candidates[k], candidates[k])));
      if (length > longest) {
        longest = length;
        best = k;
      }
    }
    arma::cx_vec v = candidates[best] / longest;
    take_off(vectors, n_taken, v);
    v /= std::sqrt(std::real(arma::cdot(v, v)));
    vectors.col(n_taken++) = v;
    for (arma::cx_vec& c : candidates) {
      const std::complex<double> overlap = arma::cdot(v, c);
      c -= overlap * v;
    }
  }
}

/// n complex eigenvectors of 2 n real ones in increasing order of their energies.
arma::cx_mat complex_vectors(const DenseSpectrum<double>& twice) {
  const arma::uword n = twice.energies.n_elem / 2;
  const double close = 1e-12 * arma::abs(twice.energies).max();
  arma::cx_mat vectors(n, n);
  std::vector<arma::cx_vec> level;
  arma::uword n_taken = 0;
  for (arma::uword k = 0; k < 2 * n; ++k) {
    level.emplace_back(twice.vectors.submat(0, k, n - 1, k), twice.vectors.submat(n, k, 2 * n - 1, k));
    const bool ends = k + 1 == 2 * n || twice.energies(k + 1) - twice.energies(k) > close;
    if (!ends || level.size() % 2 == 1) continue;
    take_half(std::move(level), vectors, n_taken);
    level.clear();
  }
  return vectors;
}

}  // namespace

DenseSpectrum<double> spectrum_of(const arma::mat& matrix, bool with_vectors) {
  DenseSpectrum<double> spectrum;
  const bool solved = with_vectors ? arma::eig_sym(spectrum.energies, spectrum.vectors, matrix)
                                   : arma::eig_sym(spectrum.energies, matrix);
  if (!solved) throw NumericalError("the dense eigensolver found no eigenvalues of the Hamiltonian");
  return spectrum;
}

DenseSpectrum<std::complex<double>> spectrum_of(const arma::cx_mat& matrix, bool with_vectors) {
  const arma::uword n = matrix.n_rows;
  arma::mat real(2 * n, 2 * n);
  real.submat(0, 0, n - 1, n - 1) = arma::real(matrix);
  real.submat(n, n, 2 * n - 1, 2 * n - 1) = arma::real(matrix);
  real.submat(n, 0, 2 * n - 1, n - 1) = arma::imag(matrix);
  real.submat(0, n, n - 1, 2 * n - 1) = -arma::imag(matrix);
  const DenseSpectrum<double> twice = spectrum_of(real, with_vectors);
  DenseSpectrum<std::complex<double>> spectrum;
  spectrum.energies.set_size(n);
  for (arma::uword k = 0; k < n; ++k)
    spectrum.energies(k) = (twice.energies(2 * k) + twice.energies(2 * k + 1)) / 2;
  if (with_vectors) spectrum.vectors = complex_vectors(twice);
  return spectrum;
}

}  // namespace lenz::exact::spins
