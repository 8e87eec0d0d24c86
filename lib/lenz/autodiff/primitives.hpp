#pragma once

#include "lenz/autodiff/tape.hpp"

/// The primitives of the tape. Every derivative is made of these again.
///
/// Shapes: two operands of +, -, * (element by element: times()), / must agree or one of them has one row,
/// one column or both, which is then repeated. std::invalid_argument where shapes do not fit.
namespace lenz::autodiff {

// Arithmetic, element by element.
template <class T>
Var<T> operator+(Var<T> a, Var<T> b);
template <class T>
Var<T> operator-(Var<T> a, Var<T> b);
template <class T>
Var<T> times(Var<T> a, Var<T> b);
template <class T>
Var<T> operator/(Var<T> a, Var<T> b);
/// number * x and x + number.
template <class T>
Var<T> scale(Var<T> x, std::type_identity_t<T> number);
template <class T>
Var<T> shift(Var<T> x, std::type_identity_t<T> number);

// Matrices.
/// op(A) op(B), op the transpose where asked for.
template <class T>
Var<T> product(Var<T> a, Var<T> b, bool transpose_a = false, bool transpose_b = false);
template <class T>
Var<T> operator*(Var<T> a, Var<T> b) {
  return product(a, b);
}
/// W x + b, b one column.
template <class T>
Var<T> affine(Var<T> w, Var<T> x, Var<T> b);
template <class T>
Var<T> transpose(Var<T> x);
/// The same numbers, column by column, in another shape.
template <class T>
Var<T> reshape(Var<T> x, arma::uword n_rows, arma::uword n_cols);

// Reductions and their adjoints.
/// Sums over the rows, the columns or both, to n_rows x n_cols, each of which is 1 or x's.
template <class T>
Var<T> sum_to(Var<T> x, arma::uword n_rows, arma::uword n_cols);
template <class T>
Var<T> sum(Var<T> x) {
  return sum_to(x, 1, 1);
}
template <class T>
Var<T> mean(Var<T> x) {
  return scale(sum(x), T(1) / static_cast<T>(x.value().n_elem));
}
/// Repeats the one row, the one column or both.
template <class T>
Var<T> broadcast_to(Var<T> x, arma::uword n_rows, arma::uword n_cols);
/// Sums every n columns next to each other: r x (n N) to r x N.
template <class T>
Var<T> sum_groups(Var<T> x, arma::uword n);
/// The adjoint: every column n times.
template <class T>
Var<T> repeat_groups(Var<T> x, arma::uword n);
/// log sum_i exp(x_ij), stable, of each column: 1 x n_cols.
template <class T>
Var<T> log_sum_exp(Var<T> x);

// Slices and their adjoints.
/// Rows first … first + n - 1.
template <class T>
Var<T> rows(Var<T> x, arma::uword first, arma::uword n);
/// x as rows first … of n_rows, zeros elsewhere.
template <class T>
Var<T> place_rows(Var<T> x, arma::uword first, arma::uword n_rows);
template <class T>
Var<T> columns(Var<T> x, arma::uword first, arma::uword n);
template <class T>
Var<T> place_columns(Var<T> x, arma::uword first, arma::uword n_cols);
/// a above b.
template <class T>
Var<T> join_rows(Var<T> a, Var<T> b);

// Functions, element by element.
template <class T>
Var<T> exp(Var<T> x);
template <class T>
Var<T> log(Var<T> x);
template <class T>
Var<T> sqrt(Var<T> x);
template <class T>
Var<T> square(Var<T> x);
template <class T>
Var<T> sin(Var<T> x);
template <class T>
Var<T> cos(Var<T> x);
template <class T>
Var<T> tanh(Var<T> x);
template <class T>
Var<T> sigmoid(Var<T> x);
template <class T>
Var<T> softplus(Var<T> x);
template <class T>
Var<T> log_cosh(Var<T> x);
template <class T>
Var<T> silu(Var<T> x);
template <class T>
Var<T> relu(Var<T> x);
template <class T>
Var<T> abs(Var<T> x);

template <class T>
Var<T> operator-(Var<T> x) {
  return scale(x, T(-1));
}
template <class T>
Var<T> operator*(std::type_identity_t<T> number, Var<T> x) {
  return scale(x, number);
}

}  // namespace lenz::autodiff
