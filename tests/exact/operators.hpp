#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

/// Operators whose spectra are known, for the eigenvalue solvers.
namespace lenz::test {

/// A Hermitian matrix; its products by hand, because OpenBLAS' of complex matrices and vectors are not to be
/// trusted (lenz/exact/spins/dense_operator.hpp).
template <class T>
struct MatrixOperator {
  using Scalar = T;
  arma::Mat<T> matrix;

  std::uint64_t size() const { return matrix.n_rows; }
  void apply(const T* x, T* y) const {
    std::fill_n(y, size(), T{0});
    add(x, y);
  }

 protected:
  void add(const T* x, T* y) const {
    for (arma::uword j = 0; j < matrix.n_cols; ++j) {
      const T* column = matrix.colptr(j);
      for (arma::uword i = 0; i < matrix.n_rows; ++i) y[i] += column[i] * x[j];
    }
  }
};

/// The same, with the product that accumulates.
template <class T>
struct AccumulatingMatrix : MatrixOperator<T> {
  void apply_add(const T* x, double factor, T* y) const {
    for (std::uint64_t i = 0; i < this->size(); ++i) y[i] *= factor;
    this->add(x, y);
  }
};

/// diagonal[i] x_i + off (x_{i-1} + x_{i+1}), open ends.
struct TridiagonalOperator {
  using Scalar = double;
  std::uint64_t n;
  double diagonal, off;

  std::uint64_t size() const { return n; }
  void apply(const double* x, double* y) const {
    for (std::uint64_t i = 0; i < n; ++i)
      y[i] = diagonal * x[i] + off * ((i > 0 ? x[i - 1] : 0) + (i + 1 < n ? x[i + 1] : 0));
  }
};

struct DiagonalOperator {
  using Scalar = double;
  std::vector<double> diagonal;

  std::uint64_t size() const { return diagonal.size(); }
  void apply(const double* x, double* y) const {
    for (std::uint64_t i = 0; i < size(); ++i) y[i] = diagonal[i] * x[i];
  }
};

inline double conj_of(double x) { return x; }
inline std::complex<double> conj_of(std::complex<double> x) { return std::conj(x); }
inline void draw(random::Stream& rng, double& x) { x = random::normal(rng); }
inline void draw(random::Stream& rng, std::complex<double>& x) {
  const double re = random::normal(rng);
  x = {re, random::normal(rng)};
}

template <class T>
arma::Mat<T> random_matrix(std::uint64_t seed, arma::uword n) {
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  arma::Mat<T> m(n, n);
  for (T& x : m) draw(rng, x);
  return m;
}

/// (A + A^+) / 2 of independent normal elements.
template <class T>
arma::Mat<T> random_hermitian(std::uint64_t seed, arma::uword n) {
  const arma::Mat<T> a = random_matrix<T>(seed, n);
  return (a + a.t()) / 2;
}

/// Q D Q^+, Q the product of reflections 1 - 2 u u^+ at random unit vectors u.
template <class T>
arma::Mat<T> with_spectrum(std::uint64_t seed, const arma::vec& energies) {
  arma::Mat<T> m = arma::diagmat(arma::conv_to<arma::Col<T>>::from(energies));
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  arma::Col<T> u(energies.n_elem), w(energies.n_elem);
  for (unsigned reflection = 0; reflection < 3; ++reflection) {
    for (T& x : u) draw(rng, x);
    u /= std::sqrt(std::real(arma::cdot(u, u)));
    // (1 - 2 u u^+) M (1 - 2 u u^+) = M - 2 u w^+ - 2 w u^+ + 4 u (u^+ w) u^+, w = M u.
    MatrixOperator<T>{m}.apply(u.memptr(), w.memptr());
    const T middle = 4.0 * arma::cdot(u, w);
    for (arma::uword j = 0; j < m.n_cols; ++j) {
      const T a = w(j), b = u(j);
      for (arma::uword i = 0; i < m.n_rows; ++i)
        m(i, j) += -2.0 * u(i) * conj_of(a) - 2.0 * w(i) * conj_of(b) + middle * u(i) * conj_of(b);
    }
  }
  return (m + m.t()) / 2;
}

/// All levels in increasing order; of a complex matrix those of [[Re, -Im], [Im, Re]], every second one.
inline arma::vec levels_of(const arma::mat& m) { return arma::eig_sym(m); }
inline arma::vec levels_of(const arma::cx_mat& m) {
  const arma::mat re = arma::real(m), im = arma::imag(m), minus = -im;
  const arma::vec twice = arma::eig_sym(arma::join_cols(arma::join_rows(re, minus), arma::join_rows(im, re)));
  return twice.elem(arma::regspace<arma::uvec>(0, 2, twice.n_elem - 1));
}

}  // namespace lenz::test
