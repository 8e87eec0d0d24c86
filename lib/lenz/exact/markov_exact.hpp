#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Exact theory of finite Markov chains, from the matrix alone: rows W(i, .) sum to 1, W(i, j) is the
/// probability of i -> j, and p_j(t + 1) = sum_i p_i(t) W(i, j), which with columns for rows is p(t) = W^t
/// p(0).
namespace lenz::exact {

using TransitionRows = std::vector<std::vector<double>>;

/// What a chain does in the long run.
struct MarkovAnalysis {
  /// All n, by falling modulus; real eigenvalues before complex ones of the same modulus, 1 first.
  std::vector<std::complex<double>> eigenvalues;
  std::size_t n_closed_classes = 0;  ///< sets of states that are never left; as many steady states as these
  std::size_t period = 1;            ///< least common multiple of the periods of the closed classes
  /// pi with pi W = pi; empty where it is not unique (more than one closed class).
  std::vector<double> stationary;
  /// -1 / log |lambda_2|, in steps; 0 where lambda_2 = 0 and for one state, infinite where the chain never
  /// forgets its start.
  double relaxation_time = 0;

  bool unique() const { return n_closed_classes == 1; }
  /// Whether p(t) has a limit from every start: not so with an eigenvalue of modulus 1 other than 1 (period
  /// above 1).
  bool settles() const { return period == 1; }
};

/// Classes and periods come from the graph of non-zero elements, so that no threshold decides them.
/// Cost O(n^3). Throws std::invalid_argument where the matrix is not square, has elements outside [0, 1] or
/// rows that do not sum to 1 within 1e-9.
MarkovAnalysis analyse_markov(const TransitionRows& matrix);

/// p(t) from p(0) = start after t steps. Cost O(n^3 log t). Throws as analyse_markov, and where start has not
/// n elements.
std::vector<double> markov_distribution(const TransitionRows& matrix, const std::vector<double>& start,
                                        std::uint64_t t);

/// lim (1/T) sum_{t < T} p(t), which is there also where p(t) never settles or where the steady state depends
/// on the start: the probability of ending in each closed class times the steady state of that class. Throws
/// as markov_distribution.
std::vector<double> markov_time_average(const TransitionRows& matrix, const std::vector<double>& start);

/// Integrated autocorrelation time of f(state) in the steady state pi, in steps:
///   tau = 1/2 + sum_{t >= 1} rho(t) = <f g> / <f f> - 1/2,   (1 - W + 1 pi^T) g = f - <f>.
/// 1/2 where f is constant. Throws std::invalid_argument where the steady state is not unique.
double markov_tau(const TransitionRows& matrix, const std::vector<double>& f);

}  // namespace lenz::exact
