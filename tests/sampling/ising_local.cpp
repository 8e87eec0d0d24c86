#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/site_proposals.hpp"

#include "support/ising_cases.hpp"
#include "support/ising_twins.hpp"
#include "support/transition_matrix.hpp"

namespace ising_local_tests {

using namespace lenz;
using namespace lenz::sampling;
using models::Ising;
using models::IsingWalker;

namespace {

/// Builds the matrix of step(target, walker, rng) for every case, with and without field, and checks it.
template <class Step>
void check_matrices(const Step& step, bool detailed_balance) {
  for (const double h : {0.0, 0.4}) {
    for (const test::IsingCase& c : test::ising_cases(h)) {
      CAPTURE(c.name, h);
      const auto states = test::all_states(c.target.n_sites());
      const arma::vec pi = test::boltzmann(c.target, states);
      const auto on_target = [&](IsingWalker& w, auto& rng) { step(c.target, w, rng); };
      const arma::mat p = test::transition_matrix(states, test::index_of, on_target);
      const auto defects = test::defects_of(p, pi);
      CHECK(defects.rows < 1e-12);
      CHECK(defects.stationarity < 1e-12);
      CHECK(defects.irreducible);
      if (detailed_balance) CHECK(defects.balance < 1e-12);
      const std::vector<std::size_t> rows{0, states.size() / 3, states.size() - 1};
      CHECK(test::sampled_rows_p(p, states, test::index_of, on_target, rows, 2000, 11) > 1e-3 / (30 * 3));
    }
  }
}

template <class Acceptance>
void check_metropolis() {
  const SingleSiteMetropolis<Acceptance> kernel;
  check_matrices(
      [&](const Ising& target, IsingWalker& w, auto& rng) {
        MoveInfo info;
        kernel.attempt(target, w, rng, info);
      },
      true);
}

template <class Acceptance>
void check_tabulated() {
  const SingleSiteMetropolis<Acceptance> kernel;
  check_matrices(
      [&](const Ising& target, IsingWalker& w, auto& rng) {
        MoveInfo info;
        if (target.n_ratio_classes() == 0) return kernel.attempt(target, w, rng, info);
        kernel.attempt(target, w, rng, info, kernel.acceptance_table(target));
      },
      true);
}

}  // namespace

TEST_CASE("Metropolis with sites at random leaves every Ising system invariant") {
  check_metropolis<Metropolis>();
  check_tabulated<Metropolis>();
}

TEST_CASE("Barker's rule with sites at random leaves every Ising system invariant") {
  check_metropolis<Barker>();
  check_tabulated<Barker>();
}

TEST_CASE("the heat bath with sites at random leaves every Ising system invariant") {
  const Gibbs kernel{.scan = Scan::random};
  check_matrices([&](const Ising& target, IsingWalker& w, auto& rng) { kernel.attempt(target, w, rng, 0); },
                 true);
}

TEST_CASE(
    "a sequential sweep of the heat bath leaves every Ising system invariant without detailed balance") {
  const Gibbs kernel{.scan = Scan::sequential};
  check_matrices([&](const Ising& target, IsingWalker& w, auto& rng) { kernel.sweep(target, w, rng); },
                 false);
  const Ising target = test::ising_cases(0).front().target;
  const auto states = test::all_states(target.n_sites());
  const arma::mat p = test::transition_matrix(
      states, test::index_of, [&](IsingWalker& w, auto& rng) { kernel.sweep(target, w, rng); });
  CHECK(test::defects_of(p, test::boltzmann(target, states)).balance > 1e-4);
}

TEST_CASE("Metropolis-Hastings with an asymmetric proposal leaves every Ising system invariant") {
  const MetropolisHastings<test::UpwardBiased> kernel;
  check_matrices(
      [&](const Ising& target, IsingWalker& w, auto& rng) {
        MoveInfo info;
        kernel.attempt(target, w, rng, info);
      },
      true);
}

TEST_CASE("the tabulated sweep of Metropolis is as many attempts as random::about draws") {
  const Ising target = test::ising_cases(0.4).front().target;
  const auto states = test::all_states(target.n_sites());
  const SingleSiteMetropolis<> kernel;
  const auto attempt = [&](IsingWalker& w, auto& rng) {
    MoveInfo info;
    kernel.attempt(target, w, rng, info);
  };
  const arma::mat p = test::transition_matrix(states, test::index_of, attempt);
  const arma::mat sweep = p * p * p * p * (arma::eye(p.n_rows, p.n_cols) + 2 * p + p * p) / 4;
  const double smallest = test::sampled_rows_p(
      sweep, states, test::index_of, [&](IsingWalker& w, auto& rng) { kernel.sweep(target, w, rng); },
      {0, 13, 31}, 20000, 3);
  CHECK(smallest > 1e-3 / 3);
}

TEST_CASE("Metropolis in a fixed order of sites is not ergodic") {
  const auto n_reached = [](const lattice::Lattice& lattice) {
    const Ising target = test::ising(lattice, {}, 2.0);
    const auto states = test::all_states(target.n_sites());
    const arma::mat p = test::transition_matrix(states, test::index_of, [&](IsingWalker& w, auto& rng) {
      test::SequentialMetropolis{}.sweep(target, w, rng);
    });
    CHECK(test::defects_of(p, test::boltzmann(target, states)).stationarity < 1e-12);
    return test::n_reached(p, states.size() - 1);
  };
  for (const std::size_t length : {4, 5, 6, 7, 8}) {
    CAPTURE(length);
    CHECK(n_reached({lattice::Kind::chain, {length}}) == 2 * length);
  }
  CHECK(n_reached({lattice::Kind::square, {3, 3}}) == 504);
}

}  // namespace ising_local_tests
