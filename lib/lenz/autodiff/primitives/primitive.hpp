#pragma once

#include <stdexcept>
#include <string>

#include "lenz/autodiff/primitives.hpp"

/// What the files of primitives share. A primitive is a struct of three static functions, as
/// autodiff::Primitive documents them.
namespace lenz::autodiff {

template <class T>
using Values = std::array<const arma::Mat<T>*, 3>;
template <class T>
using Inputs = std::array<Var<T>, 3>;
using Wanted = std::array<bool, 3>;

template <template <class> class P, class T>
inline constexpr Primitive<T> primitive = {P<T>::name, &P<T>::evaluate, &P<T>::pull_back,
                                           &P<T>::push_forward};

template <template <class> class P, class T>
Var<T> record(const Inputs<T>& inputs, const Settings<T>& settings = {}) {
  return inputs[0].tape().record(primitive<P, T>, inputs, settings);
}

inline std::string shape_text(arma::uword n_rows, arma::uword n_cols) {
  return std::to_string(n_rows) + " x " + std::to_string(n_cols);
}
template <class T>
std::string shape_text(const arma::Mat<T>& x) {
  return shape_text(x.n_rows, x.n_cols);
}
template <class T>
bool same_shape(const arma::Mat<T>& a, const arma::Mat<T>& b) {
  return a.n_rows == b.n_rows && a.n_cols == b.n_cols;
}
/// Adds what is there: an empty Var is zero.
template <class T>
Var<T> add_if(Var<T> a, Var<T> b) {
  if (!a) return b;
  return b ? a + b : a;
}
/// x summed to the shape of `like`.
template <class T>
Var<T> sum_like(Var<T> x, Var<T> like) {
  return sum_to(x, like.n_rows(), like.n_cols());
}

}  // namespace lenz::autodiff
