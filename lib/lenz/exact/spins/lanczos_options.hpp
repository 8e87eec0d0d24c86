#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "lenz/exact/spins/level_of.hpp"
#include "lenz/exact/spins/linear_operator.hpp"
#include "lenz/random/address.hpp"

namespace lenz::exact::spins {

/// How the lowest levels are found.
struct LanczosOptions {
  std::size_t n_levels = 1;
  double tolerance = 1e-12;             ///< of a residual |H v - E v|, relative to |H| as far as it is known
  std::size_t krylov_dimension = 0;     ///< vectors between restarts; 0: 2 n_levels + 28
  std::uint64_t max_products = 100000;  ///< with H
  std::uint64_t dense_up_to = 256;      ///< states of spaces that are diagonalized as dense matrices
  random::Address address{.purpose = random::Purpose::initial};  ///< of the first start vector; slots from it
                                                                 ///< on are those of further ones
  std::size_t n_threads = 1;                                     ///< for sums of vectors; changes no bit
  bool with_vectors = false;
  /// Called now and then with the lowest Ritz value of the search under way and its residual; may throw to
  /// stop.
  std::function<void(std::uint64_t n_products, double energy, double residual)> watch{};

  std::size_t dimension() const { return krylov_dimension > 0 ? krylov_dimension : 2 * n_levels + 28; }
  /// Throws std::invalid_argument where an option is out of its range.
  void check() const;
  /// Whether a space of n states is diagonalized as a dense matrix.
  bool is_dense(std::uint64_t n) const { return n <= dense_up_to || n <= dimension() + 2 * n_levels + 2; }
  /// The most memory taken for n states of `scalar_bytes` each, in bytes, but for the operator's own.
  std::uint64_t bytes(std::uint64_t n, std::size_t scalar_bytes) const;
};

enum class LanczosStatus {
  converged,   ///< every residual is small enough, and a search in the rest of the space found nothing lower
  unverified,  ///< residuals are small enough, but products ran out during that search: copies of a
               ///< degenerate level may be missing
  out_of_products  ///< products ran out before: residuals say how far the levels are
};

/// The lowest levels, in increasing order, a d-fold degenerate one d times.
template <OperatorScalar S>
struct LanczosResult {
  std::vector<Level> levels;            ///< min(n_levels, size)
  std::vector<std::vector<S>> vectors;  ///< orthonormal, one a level, where asked for
  LanczosStatus status = LanczosStatus::converged;
  std::uint64_t n_products = 0;
  double norm = 0;  ///< |H| as far as it is known: the largest Ritz value by modulus
};

}  // namespace lenz::exact::spins
