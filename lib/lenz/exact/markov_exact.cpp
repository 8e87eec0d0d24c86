#include "lenz/exact/markov_exact.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "lenz/core/checks.hpp"

namespace lenz::exact {
namespace {

/// The matrix with rows summing to 1 exactly (to rounding).
arma::mat checked(const TransitionRows& rows) {
  const std::size_t n = rows.size();
  check_positive("the number of states", n);
  arma::mat w(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    check_size("row " + std::to_string(i), rows[i].size(), n);
    for (const double p : rows[i]) check_range("an element of row " + std::to_string(i), p, 0.0, 1.0);
    const arma::rowvec row(rows[i]);
    const double sum = arma::accu(row);
    if (!(std::fabs(sum - 1) <= 1e-9)) throw_invalid("the sum of row " + std::to_string(i), sum, "1");
    w.row(i) = row / sum;
  }
  return w;
}

/// Steps from `start` to every state along non-zero elements; n where there is no way.
std::vector<std::size_t> distances(const arma::mat& w, std::size_t start) {
  std::vector<std::size_t> distance(w.n_rows, w.n_rows), queue{start};
  distance[start] = 0;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::size_t i = queue[next];
    for (std::size_t j = 0; j < w.n_cols; ++j) {
      if (w(i, j) == 0 || distance[j] < w.n_rows) continue;
      distance[j] = distance[i] + 1;
      queue.push_back(j);
    }
  }
  return distance;
}

struct ClosedClass {
  arma::uvec states;
  std::size_t period = 1;
};

/// A state's reach is a closed class when everything in it reaches the state again. The period is the
/// greatest common divisor of d(i) + 1 - d(j) over the class's edges i -> j, d the distance from the state.
std::vector<ClosedClass> closed_classes(const arma::mat& w) {
  const std::size_t n = w.n_rows;
  std::vector<std::vector<std::size_t>> distance;
  for (std::size_t i = 0; i < n; ++i) distance.push_back(distances(w, i));
  std::vector<ClosedClass> classes;
  std::vector<bool> seen(n, false);
  for (std::size_t s = 0; s < n; ++s) {
    std::vector<arma::uword> reach;
    bool closed = true;
    for (std::size_t j = 0; j < n; ++j) {
      if (distance[s][j] == n) continue;
      reach.push_back(j);
      closed = closed && distance[j][s] < n;
    }
    if (!closed || seen[s]) continue;
    std::size_t period = 0;
    for (const std::size_t i : reach) {
      seen[i] = true;
      for (const std::size_t j : reach) {
        if (w(i, j) > 0) period = std::gcd(period, distance[s][i] + 1 - distance[s][j]);
      }
    }
    classes.push_back({.states = arma::uvec(reach), .period = period});
  }
  return classes;
}

/// The one solution of pi W = pi, sum pi = 1 on a closed class.
arma::vec steady_state(const arma::mat& w) {
  const std::size_t n = w.n_rows;
  // Adding the all-ones matrix turns the sum rule into part of a regular system: pi (1 - W + 1 1^T) = 1^T.
  const arma::mat system = arma::eye(n, n) - w + arma::ones(n, n);
  const arma::vec share = arma::solve(system.t(), arma::ones(n));
  return arma::clamp(share, 0.0, 1.0) / arma::accu(arma::clamp(share, 0.0, 1.0));
}

std::vector<std::complex<double>> sorted_eigenvalues(const arma::mat& w) {
  std::vector<std::complex<double>> values =
      arma::conv_to<std::vector<std::complex<double>>>::from(arma::eig_gen(w));
  // Moduli that agree to rounding are ordered by the real part, so that 1 stands before -1 and the roots of
  // unity.
  std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    const double difference = std::round(1e9 * std::abs(a)) - std::round(1e9 * std::abs(b));
    return difference != 0 ? difference > 0 : a.real() > b.real();
  });
  return values;
}

arma::rowvec checked_start(const std::vector<double>& start, std::size_t n) {
  check_size("start", start.size(), n);
  return arma::rowvec(start);
}

std::vector<double> as_vector(const arma::rowvec& v) { return {v.begin(), v.end()}; }

}  // namespace

MarkovAnalysis analyse_markov(const TransitionRows& matrix) {
  const arma::mat w = checked(matrix);
  const std::vector<ClosedClass> classes = closed_classes(w);
  MarkovAnalysis result;
  result.eigenvalues = sorted_eigenvalues(w);
  result.n_closed_classes = classes.size();
  for (const ClosedClass& c : classes) result.period = std::lcm(result.period, c.period);
  if (result.unique()) {
    result.stationary.assign(w.n_rows, 0.0);
    const arma::uvec& states = classes.front().states;
    const arma::vec share = steady_state(w.submat(states, states));
    for (std::size_t k = 0; k < states.n_elem; ++k) result.stationary[states(k)] = share(k);
  }
  if (!result.unique() || !result.settles()) {
    result.relaxation_time = std::numeric_limits<double>::infinity();
  } else if (w.n_rows > 1) {
    const double modulus = std::abs(result.eigenvalues[1]);
    result.relaxation_time = modulus > 0 ? -1 / std::log(modulus) : 0.0;
  }
  return result;
}

std::vector<double> markov_distribution(const TransitionRows& matrix, const std::vector<double>& start,
                                        std::uint64_t t) {
  arma::mat power = checked(matrix);
  arma::rowvec p = checked_start(start, power.n_rows);
  for (; t > 0; t /= 2) {
    if (t % 2 == 1) p = p * power;
    if (t > 1) power = power * power;
  }
  return as_vector(p);
}

std::vector<double> markov_time_average(const TransitionRows& matrix, const std::vector<double>& start) {
  const arma::mat w = checked(matrix);
  const arma::rowvec p = checked_start(start, w.n_rows);
  const std::vector<ClosedClass> classes = closed_classes(w);
  std::vector<bool> closed(w.n_rows, false);
  for (const ClosedClass& c : classes) {
    for (const arma::uword i : c.states) closed[i] = true;
  }
  std::vector<arma::uword> open;
  for (std::size_t i = 0; i < w.n_rows; ++i) {
    if (!closed[i]) open.push_back(i);
  }
  const arma::uvec transient(open);
  // Expected visits of transient states before the walker is absorbed: p_T (1 - W_TT)^-1.
  arma::vec visits;
  if (!open.empty()) {
    const arma::mat inner = w.submat(transient, transient);
    visits = arma::solve((arma::eye(open.size(), open.size()) - inner).t(), p.elem(transient));
  }
  arma::rowvec average(w.n_rows, arma::fill::zeros);
  for (const ClosedClass& c : classes) {
    double share = arma::accu(p.elem(c.states));
    if (!open.empty()) share += arma::accu(visits.t() * w.submat(transient, c.states));
    average.elem(c.states) = share * steady_state(w.submat(c.states, c.states));
  }
  return as_vector(average);
}

double markov_tau(const TransitionRows& matrix, const std::vector<double>& f) {
  const arma::mat w = checked(matrix);
  check_size("f", f.size(), w.n_rows);
  const MarkovAnalysis chain = analyse_markov(matrix);
  if (!chain.unique())
    throw_invalid("the number of closed classes", chain.n_closed_classes, "1 (a unique steady state)");
  const arma::vec share(chain.stationary);
  const arma::vec f_centred = arma::vec(f) - arma::dot(share, arma::vec(f));
  const double variance = arma::accu(share % f_centred % f_centred);
  if (!(variance > 0)) return 0.5;
  const arma::mat system = arma::eye(w.n_rows, w.n_rows) - w + arma::ones(w.n_rows) * share.t();
  const arma::vec g = arma::solve(system, f_centred);
  return arma::accu(share % f_centred % g) / variance - 0.5;
}

}  // namespace lenz::exact
