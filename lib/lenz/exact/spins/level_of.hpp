#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/exact/spins/linear_operator.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"

namespace lenz::exact::spins {

/// One eigenvalue, with what is wrong with it.
struct Level {
  double energy = 0;
  double residual = 0;  ///< |H v - E v|, from a product of its own with the eigenvector, |v| = 1
};

/// <v|H|v> of a unit vector and |H v - <v|H|v> v|; `product` is overwritten. Throws NumericalError where they
/// are not finite.
template <LinearOperator Op>
Level level_of(const Op& op, const std::vector<typename Op::Scalar>& v,
               std::vector<typename Op::Scalar>& product, std::size_t n_threads) {
  const std::uint64_t n = n_reals<typename Op::Scalar>(v.size());
  op.apply(v.data(), product.data());
  const double energy = dot(as_reals(v.data()), as_reals(product.data()), n, n_threads);
  const double residual =
      std::sqrt(subtract_and_norm(energy, as_reals(v.data()), 1, as_reals(product.data()), n, n_threads));
  if (!std::isfinite(residual)) throw NumericalError("the residual of an eigenvector is not finite");
  return {.energy = energy, .residual = residual};
}

}  // namespace lenz::exact::spins
