#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "lenz/core/numerics.hpp"
#include "lenz/stats/least_squares.hpp"

/// Samples of several distributions, pooled to be samples of each.
namespace lenz::stats {

/// Rows of samples that are alike: how many a row stands for, and the logarithms log q_k of densities there.
template <class S>
concept SampleRows = requires(const S& rows, std::size_t row, std::size_t k) {
  { rows.size() } -> std::convertible_to<std::size_t>;
  { rows.count(row) } -> std::convertible_to<double>;
  { rows.log_density(row, k) } -> std::convertible_to<double>;
};

/// N_k samples of each of K densities q_k(x) exp(f_k), f_k = -log of an integral that is not known. All
/// together they come from the mixture sum_k N_k q_k exp(f_k), whose part k has of a sample x the share
///
///     p_k(x) = N_k q_k(x) exp(f_k) / sum_l N_l q_l(x) exp(f_l),
///
/// so that p_k(x_n) / N_k are the weights with which all samples n stand for density k, none above 1 / N_k:
/// wherever one of the densities is sampled, all of them are known. sum_n p_k(x_n) = N_k for all k fixes the
/// f_k up to a constant, f_0 = 0: they are the minimum of the convex function
///
///     sum_n log sum_k N_k q_k(x_n) exp(f_k) - sum_k N_k f_k.
///
/// Samples count alike, whatever the tau of their chain: that costs a little accuracy where taus differ much,
/// never a bias. Sources: Vardi (1985); Ferrenberg and Swendsen (1989), without the histogram's bins: Shirts
/// and Chodera (2008), Eq. 11, known as MBAR; the balance heuristic of Veach and Guibas (1995) where the f_k
/// are known.
template <SampleRows Rows>
class PooledSamples {
 public:
  /// `n`: the N_k, all positive. `rows` must outlive it.
  PooledSamples(const Rows& rows, std::vector<double> n) : rows_(rows), n_(std::move(n)) {
    for (const double count : n_) log_n_.push_back(std::log(count));
  }

  /// log sum_k N_k q_k exp(f_k) of a row; `terms` are the logarithms of its K terms.
  double log_density(const std::vector<double>& f, std::size_t row, std::vector<double>& terms) const {
    for (std::size_t k = 0; k < f.size(); ++k) terms[k] = log_n_[k] + f[k] + rows_.log_density(row, k);
    return log_sum_exp(terms);
  }
  /// All p_k of a row.
  void shares(const std::vector<double>& f, std::size_t row, std::vector<double>& p) const {
    const double log_sum = log_density(f, row, p);
    for (double& share : p) share = std::exp(share - log_sum);
  }

  /// The f_k to 1e-12, from a first guess; none where densities do not overlap, so that they do not settle.
  /// Cost: a few times rows x K^2.
  std::optional<std::vector<double>> free_energies(std::vector<double> f) const {
    if (f.size() == 1) return f;
    double here = value(f);
    for (std::size_t step = 0; step < most_steps; ++step) {
      const std::vector<double> move = newton_move(f);
      double length = 0;
      for (const double d : move) length = std::max(length, std::fabs(d));
      double scale = std::min(1.0, 50 / std::max(length, 1e-300));
      std::vector<double> next = f;
      double there = 0;
      for (;; scale /= 2) {
        for (std::size_t k = 0; k < f.size(); ++k) next[k] = f[k] + scale * move[k];
        there = value(next);
        if (there <= here + 1e-13 * std::fabs(here) || scale < 1e-10) break;
      }
      f = next;
      here = there;
      if (length < 1e-9) return f;  // quadratic: the next step would be far below 1e-12
    }
    return {};
  }

  /// sum_n p_k (delta_kl - p_l), k and l from 1 on: how fast sum_n p_k rises with f_l. Row after row.
  std::vector<double> stiffness(const std::vector<double>& f) const { return slopes(f).stiffness; }

 private:
  static constexpr std::size_t most_steps = 200;

  struct Slopes {
    std::vector<double> totals;     ///< sum_n p_k
    std::vector<double> stiffness;  ///< a share of N_k more on the diagonal: never singular to rounding
  };

  double value(const std::vector<double>& f) const {
    std::vector<double> terms(f.size());
    double sum = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) sum += rows_.count(row) * log_density(f, row, terms);
    for (std::size_t k = 0; k < f.size(); ++k) sum -= n_[k] * f[k];
    return sum;
  }
  Slopes slopes(const std::vector<double>& f) const {
    const std::size_t n = f.size(), m = n - 1;
    Slopes all{.totals = std::vector<double>(n), .stiffness = std::vector<double>(m * m)};
    std::vector<double> p(n);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const double count = rows_.count(row);
      shares(f, row, p);
      for (std::size_t k = 0; k < n; ++k) all.totals[k] += count * p[k];
      for (std::size_t k = 1; k < n; ++k) {
        all.stiffness[(k - 1) * m + k - 1] += count * p[k];
        for (std::size_t l = 1; l < n; ++l) all.stiffness[(k - 1) * m + l - 1] -= count * p[k] * p[l];
      }
    }
    for (std::size_t k = 0; k < m; ++k) all.stiffness[k * m + k] += 1e-12 * n_[k + 1];
    return all;
  }
  /// -H^-1 g with f_0 held; a share of steepest descent where the Hessian is singular to rounding.
  std::vector<double> newton_move(const std::vector<double>& f) const {
    Slopes all = slopes(f);
    std::vector<double> right(f.size() - 1);
    for (std::size_t k = 1; k < f.size(); ++k) right[k - 1] = n_[k] - all.totals[k];
    const auto solved = solve_positive(std::move(all.stiffness), right);
    std::vector<double> move(f.size());
    for (std::size_t k = 1; k < f.size(); ++k) move[k] = solved ? (*solved)[k - 1] : right[k - 1] / n_[k];
    return move;
  }

  const Rows& rows_;
  std::vector<double> n_, log_n_;
};

}  // namespace lenz::stats
