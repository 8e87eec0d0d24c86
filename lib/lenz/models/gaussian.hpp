#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/continuum_walker.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// A matrix as its rows, in the way an input file gives it.
using Rows = std::vector<std::vector<double>>;

/// The normal density of any dimension n, normalised:
///   log p(x) = -(x - m)^T A (x - m) / 2 + log sqrt(det A / (2 pi)^n),   A the inverse of the covariance C.
///
/// A walker caches r = A (x - m), which is minus the gradient. Then the ratio for a move of one coordinate
/// costs O(1), carrying it out O(n), log density and gradient O(n), a move of all coordinates (`place`)
/// O(n^2).
class Gaussian {
 public:
  using Walker = ContinuumWalker;
  using Move = CoordinateMove;

  /// Throws std::invalid_argument, saying why, where the covariance is not n x n, finite, symmetric (to 1e-12
  /// of the largest element) and positive definite. Cost O(n^3).
  Gaussian(std::vector<double> mean, const Rows& covariance);

  std::size_t dimension() const { return mean_.size(); }
  std::size_t moves_per_sweep() const { return mean_.size(); }
  std::size_t n_blocks() const { return mean_.size(); }
  std::span<const double> mean() const { return mean_; }
  /// A_ij, element of the precision matrix.
  double precision(std::size_t i, std::size_t j) const { return precision_[i * dimension() + j]; }
  /// log of the density at its peak: (log det A - n log 2 pi) / 2.
  double log_peak() const { return log_peak_; }

  /// A walker at x. Throws std::invalid_argument where x has not n finite coordinates.
  Walker walker(std::vector<double> x) const;
  /// Moves all coordinates at once. REQUIRES x.size() == n.
  void place(Walker& w, std::span<const double> x) const;

  double log_density(const Walker& w) const;
  void grad_log_density(const Walker& w, std::span<double> g) const {
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = -w.cache[i];
  }
  /// log p(x + delta e_i) - log p(x) = -delta r_i - delta^2 A_ii / 2.
  double log_ratio(const Walker& w, Move move) const {
    return -move.delta * (w.cache[move.index] + 0.5 * move.delta * precision(move.index, move.index));
  }
  void accept(Walker& w, Move move) const {
    w.x[move.index] += move.delta;
    add_column(move, w.cache);
    if (++w.n_updates >= updates_between_rebuilds) rebuild(w);
  }
  /// Coordinate i given the others: normal with mean x_i - r_i / A_ii and variance 1 / A_ii.
  template <class Rng>
  void draw_block(Walker& w, std::size_t i, Rng& rng) const {
    const double a = precision(i, i);
    accept(w, {.index = i, .delta = -w.cache[i] / a + random::normal(rng) / std::sqrt(a)});
  }
  /// An independent point: m + L xi with C = L L^T. Cost O(n^2).
  template <class Rng>
  std::vector<double> draw(Rng& rng) const {
    std::vector<double> xi(dimension());
    for (double& value : xi) value = random::normal(rng);
    return transformed(xi);
  }

  /// r = A (x - m), into `residual` of size n.
  void residual(std::span<const double> x, std::span<double> residual) const;
  /// residual += delta A_{., i}: what a move of one coordinate does to r.
  void add_column(Move move, std::span<double> residual) const {
    const double* column = &precision_[move.index * dimension()];  // A is symmetric: its row
    for (std::size_t j = 0; j < dimension(); ++j) residual[j] += move.delta * column[j];
  }

 private:
  void rebuild(Walker& w) const;
  std::vector<double> transformed(std::span<const double> xi) const;

  std::vector<double> mean_;
  std::vector<double> precision_;  // n x n, row by row
  std::vector<double> cholesky_;   // L, lower triangle, row by row
  double log_peak_ = 0;
};

}  // namespace lenz::models
