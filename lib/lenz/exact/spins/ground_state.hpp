#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/exact/spins/lanczos_recurrence.hpp"
#include "lenz/exact/spins/level_of.hpp"
#include "lenz/exact/spins/tridiagonal.hpp"
#include "lenz/random/address.hpp"

namespace lenz::exact::spins {

/// How a ground state is found in as little memory as can be.
struct GroundStateOptions {
  double tolerance = 1e-12;           ///< of the residual, relative to |H| as far as it is known
  std::uint64_t max_products = 2000;  ///< with H, of one pass
  random::Address address{.purpose = random::Purpose::initial};  ///< of the start vector
  std::size_t n_threads = 1;                                     ///< for sums of vectors; changes no bit
  bool with_vector = false;  ///< a second pass, which costs as much again, and a vector more
  /// Called after each product of the first pass; may throw to stop.
  std::function<void(std::uint64_t n_products, double energy, double residual)> watch{};

  /// Throws std::invalid_argument where an option is out of its range.
  void check() const {
    check_range("tolerance", tolerance, 1e-15, 0.1);
    check_positive("max_products", max_products);
    check_positive("n_threads", n_threads);
  }
};

/// The lowest eigenvalue with what is wrong with it.
template <OperatorScalar S>
struct GroundState {
  double energy = 0;
  double residual_estimate = 0;      ///< |beta_m s_m| of the recurrence, which knows nothing of rounding
  std::optional<double> residual{};  ///< |H v - E v| of the vector itself, where there is one
  std::vector<S> vector{};           ///< of norm 1, where asked for
  bool converged = false;            ///< all residuals there are, within the tolerance (and rounding)
  std::uint64_t n_products = 0;
};

/// Most memory taken for n states, in bytes, but for the operator's own.
template <LinearOperator Op>
std::uint64_t ground_state_bytes(std::uint64_t n, bool with_vector) {
  return n * sizeof(typename Op::Scalar) * ((AccumulatingOperator<Op> ? 2 : 3) + (with_vector ? 1 : 0));
}

/// sum_j s_j v_j of a recurrence run anew, normalised.
template <LinearOperator Op>
std::vector<typename Op::Scalar> ritz_vector(LanczosRecurrence<Op>& recurrence, const std::vector<double>& s,
                                             std::size_t n_threads) {
  using S = typename Op::Scalar;
  std::vector<S> v(recurrence.size());
  double* sum = as_reals(v.data());
  const std::uint64_t n = n_reals<S>(v.size());
  for (std::size_t j = 0; j < s.size(); ++j) {
    add_scaled(s[j] / recurrence.beta(), as_reals(recurrence.current()), sum, n, n_threads);
    if (j + 1 < s.size()) recurrence.step();
  }
  scale(1 / std::sqrt(dot(sum, sum, n, n_threads)), sum, n, n_threads);
  return v;
}

/// The lowest eigenvalue of a Hermitian operator by Lanczos' recurrence alone, in two vectors and small
/// tables (three where the operator does not accumulate; one more for the eigenvector).
///
/// Without reorthogonalisation further copies of a converged level appear in T (Paige 1971), but only after
/// it has converged, when this stops; a degenerate level is found once, with no sign that it is degenerate
/// (lowest_levels finds all). The eigenvector is summed up in a second pass from the same start. REQUIRES
/// size() >= 1. Throws std::invalid_argument for options out of range or an empty space, NumericalError for a
/// NaN or an infinity. Cost: a product and 24 bytes a real number moved (40 where the product does not tell
/// its overlap), once or twice an iteration.
template <LinearOperator Op>
GroundState<typename Op::Scalar> ground_state(const Op& op, const GroundStateOptions& options) {
  using S = typename Op::Scalar;
  options.check();
  check_positive("the number of states", op.size());
  const auto begin = [&] {
    std::vector<S> start(op.size());
    fill_uniform(options.address, as_reals(start.data()), n_reals<S>(start.size()));
    return LanczosRecurrence<Op>(op, std::move(start), options.n_threads);
  };
  GroundState<S> result{.energy = std::numeric_limits<double>::infinity()};
  std::vector<double> s;
  double bound = 0;
  {
    LanczosRecurrence<Op> recurrence = begin();
    while (!result.converged && result.n_products < options.max_products) {
      recurrence.step();
      ++result.n_products;
      result.energy = lowest_eigenvalue(recurrence.alphas(), recurrence.betas(), result.energy);
      s = lowest_eigenvector(recurrence.alphas(), recurrence.betas(), result.energy);
      result.residual_estimate = std::fabs(recurrence.beta() * s.back());
      bound = options.tolerance * std::fmax(recurrence.norm(), std::fabs(result.energy));
      result.converged = result.residual_estimate <= bound || recurrence.exhausted();
      if (options.watch) options.watch(result.n_products, result.energy, result.residual_estimate);
    }
  }
  if (!options.with_vector) return result;
  LanczosRecurrence<Op> again = begin();
  result.vector = ritz_vector(again, s, options.n_threads);
  std::vector<S> product = again.release();
  const Level level = level_of(op, result.vector, product, options.n_threads);
  result.n_products += s.size();
  result.energy = level.energy;
  result.residual = level.residual;
  result.converged =
      result.converged && level.residual <= std::fmax(10 * bound, 1e-13 / options.tolerance * bound);
  return result;
}

}  // namespace lenz::exact::spins
