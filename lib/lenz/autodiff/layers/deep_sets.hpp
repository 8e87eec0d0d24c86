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
    const arma::uword n_samples = x.n_cols();
    const Var<T> each = inner_(p, reshape(x, x.n_rows() / n_particles_, n_particles_ * n_samples));
    const arma::uword width = each.n_rows();
    // Particles of a sample stand next to each other: their sum is that of channels over sites, sample by
    // sample.
    const Var<T> by_sample = reshape(each, width * n_particles_, n_samples);
    Var<T> pooled = rows(by_sample, 0, width);
    for (arma::uword a = 1; a < n_particles_; ++a) pooled = pooled + rows(by_sample, a * width, width);
    return outer_(p, pooled);
  }

 private:
  arma::uword n_particles_;
  Inner inner_;
  Outer outer_;
};

}  // namespace lenz::autodiff
