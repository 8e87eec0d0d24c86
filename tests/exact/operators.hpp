#pragma once

#include <algorithm>
#include <armadillo>
#include <complex>
#include <cstdint>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

/// Operators whose spectra are known, for the eigenvalue solvers.
namespace lenz::test {

template <class T>
struct MatrixOperator {
  using Scalar = T;
  arma::Mat<T> matrix;

  std::uint64_t size() const { return matrix.n_rows; }
  void apply(const T* x, T* y) const {
    const arma::Col<T> product = matrix * arma::Col<T>(x, matrix.n_rows);
    std::copy(product.begin(), product.end(), y);
  }
};

/// The same, with the product that accumulates.
template <class T>
struct AccumulatingMatrix : MatrixOperator<T> {
  void apply_add(const T* x, double factor, T* y) const {
    const arma::uword n = this->matrix.n_rows;
    const arma::Col<T> sum = this->matrix * arma::Col<T>(x, n) + factor * arma::Col<T>(y, n);
    std::copy(sum.begin(), sum.end(), y);
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

/// Q D Q^+ with a random unitary Q.
template <class T>
arma::Mat<T> with_spectrum(std::uint64_t seed, const arma::vec& energies) {
  arma::Mat<T> q, r;
  arma::qr(q, r, random_matrix<T>(seed, energies.n_elem));
  const arma::Mat<T> m = q * arma::diagmat(arma::conv_to<arma::Col<T>>::from(energies)) * q.t();
  return (m + m.t()) / 2;
}

}  // namespace lenz::test
