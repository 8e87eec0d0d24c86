#pragma once

#include <utility>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

/// y = outer(sum_a inner(x_a)): a function of a set of n particles that does not know their order (Zaheer et
/// al. 2017, theorem 2). x is (n d) x N, the d coordinates of a particle next to each other; inner takes d
/// rows.
template <class Inner, class Outer>
class DeepSets {
 public:
  DeepSets(arma::uword n_particles, Inner inner, Outer outer)
      : n_particles_(n_particles), inner_(std::move(inner)), outer_(std::move(outer)) {}

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    const Var<T> each = inner_(p, reshape(x, x.n_rows() / n_particles_, n_particles_ * x.n_cols()));
    return outer_(p, sum_groups(each, n_particles_));
  }

 private:
  arma::uword n_particles_;
  Inner inner_;
  Outer outer_;
};

}  // namespace lenz::autodiff
