#include <functional>

#include <catch2/catch.hpp>

#include "lenz/models/ising_measurement.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/wolff.hpp"

#include "support/independent_runs.hpp"
#include "support/ising_cases.hpp"
#include "support/transition_matrix.hpp"

namespace ising_runs_tests {

using namespace lenz;
using namespace lenz::sampling;
using models::Ising;
using models::IsingWalker;

namespace {

constexpr std::size_t n_runs = 400, n_sweeps = 400;

/// A state drawn from pi.
template <class Rng>
IsingWalker draw(const std::vector<IsingWalker>& states, const arma::vec& pi, Rng& rng) {
  double u = random::uniform(rng);
  std::size_t i = 0;
  while (i + 1 < states.size() && u >= pi(i)) u -= pi(i++);
  return states[i];
}

/// The spread of the means of independent runs of sweeps is what the exact matrix of one sweep says: chi^2
/// with one degree of freedom a run, two-sided, and the means themselves. Returns the smaller p-value of the
/// two.
template <class Kernel>
double p_of_runs(const Ising& target, const Kernel& kernel, const arma::mat& sweep,
                 const std::function<double(const IsingWalker&)>& observable, std::uint64_t seed) {
  const auto states = test::all_states(target.n_sites());
  const arma::vec pi = test::boltzmann(target, states), f = test::over_states(states, observable);
  const double exact = arma::dot(pi, f), variance = test::exact_variance_of_mean(sweep, pi, f, n_sweeps);
  // n Var(n) = 2 tau var - B / n for n beyond every relaxation time, B from the ends of the run: from two
  // lengths B cancels, and tau from the linear equation is held against tau from the sum of correlations.
  const double twice_as_long = test::exact_variance_of_mean(sweep, pi, f, 2 * n_sweeps);
  const double limit = n_sweeps * (4 * twice_as_long - variance);
  CHECK(limit / (2 * arma::dot(pi, arma::square(f - exact))) ==
        Approx(test::exact_tau(sweep, pi, f)).epsilon(1e-6));
  double squares = 0, sum = 0;
  for (std::uint32_t run = 0; run < n_runs; ++run) {
    random::Stream rng({.seed = seed, .slot = run, .purpose = random::Purpose::test});
    IsingWalker w = draw(states, pi, rng);
    double mean = 0;
    for (std::size_t n = 0; n < n_sweeps; ++n) {
      kernel.sweep(target, w, rng);
      mean += observable(w) / n_sweeps;
    }
    squares += (mean - exact) * (mean - exact) / variance;
    sum += (mean - exact) / std::sqrt(variance);
  }
  const double p = stats::chi_squared_p(squares, n_runs);
  return std::min({2 * p, 2 * (1 - p), stats::normal_p(sum / std::sqrt(double{n_runs}))});
}

template <class Step>
arma::mat matrix_of(const Ising& target, const Step& step) {
  return test::transition_matrix(test::all_states(target.n_sites()), test::index_of,
                                 [&](IsingWalker& w, auto& rng) { step(w, rng); });
}

arma::mat power(const arma::mat& p, std::size_t n) {
  return n == 0 ? arma::eye(p.n_rows, p.n_cols) : arma::mat(p * power(p, n - 1));
}

/// n - 1, n, n or n + 1 steps, as random::about draws them. REQUIRES n > 1.
arma::mat about(const arma::mat& p, std::size_t n) {
  return power(p, n - 1) * (arma::eye(p.n_rows, p.n_cols) + 2 * p + p * p) / 4;
}

/// Two observables on each of these systems with one kernel and the matrix of its sweep.
template <class Kernel, class MatrixOf>
void check_tau(const std::vector<test::IsingCase>& cases, const Kernel& kernel, const MatrixOf& matrix) {
  const double bound = 1e-3 / (2.0 * 5 * static_cast<double>(cases.size()));  // five kernels below
  for (const test::IsingCase& c : cases) {
    CAPTURE(c.name);
    const arma::mat sweep = matrix(c.target);
    CHECK(p_of_runs(
              c.target, kernel, sweep, [&](const IsingWalker& w) { return c.target.energy(w); }, 41) > bound);
    const auto absolute = [&](const IsingWalker& w) { return std::fabs(c.target.magnetization(w)); };
    CHECK(p_of_runs(c.target, kernel, sweep, absolute, 42) > bound);
  }
}

std::vector<test::IsingCase> some_cases(double h) {
  auto cases = test::ising_cases(h, true);
  return {cases[0], cases[4], cases[7], cases[8], cases[11]};
}

/// t of everything IsingMeasurement records against the exact means over all states.
template <class Kernel>
void check_means(const Kernel& kernel, double h, std::uint64_t seed) {
  for (const test::IsingCase& c : test::ising_cases(h, true)) {
    CAPTURE(c.name);
    const lattice::Lattice& lattice = c.target.lattice();
    const models::IsingMeasurement measurement(c.target.system(),
                                               {.staggered = lattice.bipartite_colouring().has_value(),
                                                .structure_factor = lattice.has_waves(),
                                                .correlation = lattice.n_axes() > 0});
    const auto states = test::all_states(c.target.n_sites());
    const arma::vec pi = test::boltzmann(c.target, states);
    std::vector<double> exact(measurement.names().size()), row(exact.size());
    for (std::size_t i = 0; i < states.size(); ++i) {
      measurement.measure(c.target, std::span(&states[i], 1), 0, MoveInfo{}, row);
      for (std::size_t q = 0; q < row.size(); ++q) exact[q] += pi(i) * row[q];
    }
    const auto means =
        test::run_means(kernel, c.target, measurement, [&](auto& rng) { return draw(states, pi, rng); },
                        {.seed = seed, .n_runs = 100, .sweeps = 300});
    std::vector<double> t = test::t_scores(means, exact);
    for (std::size_t q = 0; q < t.size(); ++q) {  // constants, such as correlation_0 = 1, to rounding
      bool constant = true;
      for (const auto& run : means) constant = constant && std::fabs(run[q] - exact[q]) < 1e-12;
      if (constant) t[q] = 0;
    }
    CHECK(test::largest(t) < test::family_bound(12 * 10 * 7, 100));
  }
}

}  // namespace

TEST_CASE("runs of every Ising kernel scatter as the exact tau of their matrix says") {
  const SingleSiteMetropolis<> metropolis;
  check_tau(some_cases(0.3), metropolis, [&](const Ising& target) {
    const arma::mat attempt = matrix_of(target, [&](IsingWalker& w, auto& rng) {
      MoveInfo info;
      metropolis.attempt(target, w, rng, info);
    });
    return about(attempt, target.n_sites());
  });
  const Gibbs random_scan{Scan::random}, sequential{Scan::sequential};
  check_tau(some_cases(0.3), random_scan, [&](const Ising& target) {
    const arma::mat one =
        matrix_of(target, [&](IsingWalker& w, auto& rng) { random_scan.attempt(target, w, rng, 0); });
    return power(one, target.n_sites());
  });
  check_tau(some_cases(0.3), sequential, [&](const Ising& target) {
    return matrix_of(target, [&](IsingWalker& w, auto& rng) { sequential.sweep(target, w, rng); });
  });
}

TEST_CASE("runs of cluster kernels scatter as the exact tau of their matrix says") {
  Wolff wolff;
  wolff.clusters_per_sweep = 2;
  check_tau(some_cases(0), wolff, [&](const Ising& target) {
    return about(matrix_of(target,
                           [&](IsingWalker& w, auto& rng) {
                             std::vector<lattice::Site> cluster;
                             ClusterInfo info;
                             wolff.flip_cluster(target, w, rng, cluster, info);
                           }),
                 wolff.clusters_per_sweep);
  });
  check_tau(some_cases(0), SwendsenWang{}, [&](const Ising& target) {
    return matrix_of(target, [&](IsingWalker& w, auto& rng) { SwendsenWang{}.sweep(target, w, rng); });
  });
}

TEST_CASE("every recorded quantity of every Ising kernel has its exact mean") {
  check_means(SingleSiteMetropolis<>{}, 0.4, 51);
  check_means(SingleSiteMetropolis<Barker>{}, 0, 52);
  check_means(Gibbs{Scan::random}, 0, 53);
  check_means(Gibbs{Scan::sequential}, 0.4, 54);
  Wolff wolff;
  wolff.clusters_per_sweep = 3;
  wolff.improve_from = 1;
  check_means(wolff, 0, 55);
  check_means(SwendsenWang{}, 0, 56);
}

}  // namespace ising_runs_tests
