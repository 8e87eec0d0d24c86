#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/continuum_walker.hpp"
#include "lenz/models/gaussian.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// Draws an index k with probability exp(log_weights[k]) / sum. REQUIRES a finite log_sum. One word at most
/// for each candidate.
template <class Rng>
std::size_t draw_index(std::span<const double> log_weights, double log_sum, Rng& rng) {
  double left = 1;
  for (std::size_t k = 0; k + 1 < log_weights.size(); ++k) {
    const double p = std::exp(log_weights[k] - log_sum);
    if (random::bernoulli(rng, p / left)) return k;
    left -= p;
  }
  return log_weights.size() - 1;
}

/// A mixture of K normal densities in n dimensions, normalised: p(x) = sum_k w_k N(x; m_k, C_k), with sum_k
/// w_k = 1.
///
/// A walker caches, for each component, q_k = (x - m_k)^T A_k (x - m_k) and r_k = A_k (x - m_k). Then the
/// ratio for a move of one coordinate costs O(K), carrying it out O(K n), the gradient O(K n), a move of all
/// coordinates (`place`) O(K n^2).
class Mixture {
 public:
  using Walker = ContinuumWalker;
  using Move = CoordinateMove;

  /// Weights are divided by their sum. Throws std::invalid_argument where weights are not positive, numbers
  /// of weights, means and covariances or dimensions differ, or a covariance is none (see Gaussian).
  Mixture(std::vector<double> weights, const std::vector<std::vector<double>>& means,
          const std::vector<Rows>& covariances);

  std::size_t dimension() const { return components_.front().dimension(); }
  std::size_t moves_per_sweep() const { return dimension(); }
  std::size_t n_blocks() const { return dimension(); }
  std::size_t n_components() const { return components_.size(); }

  /// A walker at x. Throws std::invalid_argument where x has not n finite coordinates.
  Walker walker(std::vector<double> x) const;
  /// Moves all coordinates at once. REQUIRES x.size() == n.
  void place(Walker& w, std::span<const double> x) const;

  /// log sum_k exp(log w_k + log peak_k - q_k / 2).
  double log_density(const Walker& w) const;
  /// g = -sum_k p(k | x) r_k, with p(k | x) = w_k N(x; m_k, C_k) / p(x).
  void grad_log_density(const Walker& w, std::span<double> g) const;
  double log_ratio(const Walker& w, Move move) const;
  void accept(Walker& w, Move move) const;

  /// Coordinate i given the others: itself a mixture, of normals with means x_i - r_ki / A_kii, variances 1 /
  /// A_kii and weights proportional to w_k peak_k exp(-(q_k - r_ki^2 / A_kii) / 2) / sqrt(A_kii).
  template <class Rng>
  void draw_block(Walker& w, std::size_t i, Rng& rng) const {
    double log_sum = 0;
    const std::vector<double> log_weights = conditional_log_weights(w, i, log_sum);
    const std::size_t k = draw_index(log_weights, log_sum, rng);
    const double a = components_[k].precision(i, i);
    accept(w, {.index = i, .delta = -residual(w, k)[i] / a + random::normal(rng) / std::sqrt(a)});
  }
  /// An independent point.
  template <class Rng>
  std::vector<double> draw(Rng& rng) const {
    return components_[draw_index(log_weights_, 0.0, rng)].draw(rng);
  }
  /// An independent point of component k. REQUIRES k < n_components().
  template <class Rng>
  std::vector<double> draw_from(std::size_t k, Rng& rng) const {
    return components_[k].draw(rng);
  }

 private:
  // The walker's cache, component after component: q_k, r_k0 … r_k(n-1).
  std::size_t offset(std::size_t k) const { return k * (dimension() + 1); }
  double form(const Walker& w, std::size_t k) const { return w.cache[offset(k)]; }
  std::span<const double> residual(const Walker& w, std::size_t k) const {
    return {&w.cache[offset(k) + 1], dimension()};
  }
  double log_term(std::size_t k, double q) const {
    return log_weights_[k] + components_[k].log_peak() - 0.5 * q;
  }
  double moved_form(const Walker& w, std::size_t k, Move move) const;
  std::vector<double> conditional_log_weights(const Walker& w, std::size_t i, double& log_sum) const;
  void rebuild(Walker& w) const;

  std::vector<double> log_weights_;  // normalised: their exponentials sum to 1
  std::vector<Gaussian> components_;
};

}  // namespace lenz::models
