#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/random/stream.hpp"
#include "lenz/stats/tests.hpp"

#include "support/branching_source.hpp"

/// The exact transition matrix of a kernel on an enumerable system, and what it must obey.
namespace lenz::test {

/// P_ij = probability that step(state i, rng) gives state j, from the kernel's own code on a BranchingSource.
/// index_of(state) is the state's place in `states`.
template <class State, class IndexOf, class Step>
arma::mat transition_matrix(const std::vector<State>& states, const IndexOf& index_of, const Step& step) {
  arma::mat p(states.size(), states.size(), arma::fill::zeros);
  for (std::size_t i = 0; i < states.size(); ++i) {
    for_each_outcome([&](BranchingSource& source) {
      State state = states[i];
      step(state, source);
      p(i, index_of(state)) += source.probability();
    });
  }
  return p;
}

/// Number of states that are reached from one in any number of steps, itself included (backwards: that reach
/// it).
inline std::size_t n_reached(const arma::mat& p, std::size_t from, bool backwards = false) {
  std::vector<bool> seen(p.n_rows, false);
  std::vector<std::size_t> stack{from};
  seen[from] = true;
  std::size_t n = 1;
  while (!stack.empty()) {
    const std::size_t i = stack.back();
    stack.pop_back();
    for (std::size_t j = 0; j < p.n_rows; ++j) {
      if (seen[j] || !((backwards ? p(j, i) : p(i, j)) > 0)) continue;
      seen[j] = true;
      ++n;
      stack.push_back(j);
    }
  }
  return n;
}

/// By how much a matrix misses each law; all 0 for a right kernel.
struct MatrixDefects {
  double rows = 0;          ///< max |sum_j P_ij - 1|
  double stationarity = 0;  ///< max |(pi P - pi)_j|
  double balance = 0;       ///< max |pi_i P_ij - pi_j P_ji|; 0 only where detailed balance is claimed
  bool irreducible = false;

  bool leaves_invariant(double tolerance = 1e-12) const {
    return rows < tolerance && stationarity < tolerance && irreducible;
  }
};

inline MatrixDefects defects_of(const arma::mat& p, const arma::vec& pi) {
  const arma::mat flow = arma::diagmat(pi) * p;
  return {.rows = arma::abs(arma::sum(p, 1) - 1).max(),
          .stationarity = arma::abs(pi.t() * p - pi.t()).max(),
          .balance = arma::abs(flow - flow.t()).max(),
          .irreducible = n_reached(p, 0) == p.n_rows && n_reached(p, 0, true) == p.n_rows};
}

/// tau = 1/2 + sum_{t >= 1} rho(t) = f (1 + P) (1 - P)^-1 f / (2 f f) in the scalar product weighted by pi, f
/// centred, in steps of P.
inline double exact_tau(const arma::mat& p, const arma::vec& pi, const arma::vec& observable) {
  const arma::vec f = observable - arma::dot(pi, observable);
  const double variance = arma::dot(pi, f % f);
  if (variance < 1e-24) return 0.5;
  // 1 - P is singular on constants alone; adding 1 pi^T mends that and leaves centred functions as they are.
  const arma::mat a = arma::eye(p.n_rows, p.n_cols) - p + arma::ones(p.n_rows) * pi.t();
  const arma::vec g = arma::solve(a, f);
  return arma::dot(pi, f % (g + p * g)) / (2 * variance);
}

/// Exact variance of the mean of n successive states' observable, from a start in pi.
inline double exact_variance_of_mean(const arma::mat& p, const arma::vec& pi, const arma::vec& observable,
                                     std::size_t n) {
  const arma::vec f = observable - arma::dot(pi, observable);
  arma::vec g = f;
  double sum = static_cast<double>(n) * arma::dot(pi, f % f);
  for (std::size_t t = 1; t < n; ++t) {
    g = p * g;
    sum += 2 * static_cast<double>(n - t) * arma::dot(pi, f % g);
  }
  return sum / (static_cast<double>(n) * static_cast<double>(n));
}

/// The smallest p-value of Pearson's chi^2 of n sampled steps from each of some states against the rows of P.
template <class State, class IndexOf, class Step>
double sampled_rows_p(const arma::mat& p, const std::vector<State>& states, const IndexOf& index_of,
                      const Step& step, const std::vector<std::size_t>& rows, std::size_t n,
                      std::uint64_t seed) {
  double smallest = 1;
  for (const std::size_t row : rows) {
    random::Stream rng(
        {.seed = seed, .slot = static_cast<std::uint32_t>(row), .purpose = random::Purpose::test});
    std::vector<std::uint64_t> counts(states.size());
    for (std::size_t k = 0; k < n; ++k) {
      State state = states[row];
      step(state, rng);
      ++counts[index_of(state)];
    }
    const std::vector<double> expected = arma::conv_to<std::vector<double>>::from(p.row(row));
    smallest = std::min(smallest, stats::chi_squared_test(counts, expected).p);
  }
  return smallest;
}

}  // namespace lenz::test
