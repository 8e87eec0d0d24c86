#pragma once

#include <array>
#include <concepts>
#include <span>
#include <stdexcept>

#include "lenz/autodiff/tape.hpp"

namespace lenz::autodiff {

/// Vector-Jacobian product by reverse mode: g_k = sum_ij seed_ij d y_ij / d x_k, one for each x, of its
/// shape. The results are expressions on the tape. An x on which y does not depend has a gradient of zeros.
/// Cost: a few times that of y, whatever the number of x (Griewank 1989).
template <class T>
void pull_back(Var<T> y, Var<T> seed, std::span<const Var<T>> x, std::span<Var<T>> gradients);

/// Gradients of a y of one element in each x.
template <class T>
void gradients(Var<T> y, std::span<const Var<T>> x, std::span<Var<T>> gradients) {
  if (y.value().n_elem != 1)
    throw std::invalid_argument("gradients: y must have one element; sum() it, or use pull_back()");
  pull_back(y, y.tape().constant(T(1)), x, gradients);
}
/// auto [dW, db] = gradients(y, W, b).
template <class T, std::same_as<Var<T>>... X>
std::array<Var<T>, sizeof...(X)> gradients(Var<T> y, X... x) {
  const std::array<Var<T>, sizeof...(X)> all = {x...};
  std::array<Var<T>, sizeof...(X)> result;
  gradients(y, std::span<const Var<T>>(all), std::span<Var<T>>(result));
  return result;
}
template <class T>
Var<T> gradient(Var<T> y, Var<T> x) {
  return gradients(y, x)[0];
}

/// Jacobian-vector product by forward mode: sum_k (d y / d x_k) v_k, of y's shape; v of x's shape.
/// Cost: about that of y.
template <class T>
Var<T> push_forward(Var<T> y, Var<T> x, Var<T> v);

/// For y of shape 1 x N, each column a function of the same column of x (D x N) alone: sum_d d^2 y / d x_d^2,
/// 1 x N. Cost: D times about three times that of y.
template <class T>
Var<T> laplacian(Var<T> y, Var<T> x);

}  // namespace lenz::autodiff
