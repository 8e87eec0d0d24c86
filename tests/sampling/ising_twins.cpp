#include "support/ising_twins.hpp"

#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/tempering.hpp"
#include "lenz/sampling/wolff.hpp"

#include "support/ising_cases.hpp"
#include "support/transition_matrix.hpp"

namespace ising_twins_tests {

using namespace lenz;
using namespace lenz::sampling;
using models::Ising;
using models::IsingWalker;

namespace {

template <class Step>
test::MatrixDefects defects_on(const Ising& target, const Step& step) {
  const auto states = test::all_states(target.n_sites());
  const arma::mat p = test::transition_matrix(states, test::index_of, step);
  return test::defects_of(p, test::boltzmann(target, states));
}

/// The defects of one attempt with this proposal and rule.
template <class Proposal, class Acceptance = Metropolis>
test::MatrixDefects defects_of_attempt(const Ising& target) {
  return defects_on(target, [&](IsingWalker& w, auto& rng) {
    MoveInfo info;
    MetropolisHastings<Proposal, Acceptance>{}.attempt(target, w, rng, info);
  });
}

Ising torus() { return test::ising({lattice::Kind::square, {3, 2}}, {}, 2.2); }

template <class Target>
test::MatrixDefects defects_of_wolff(const Target& target) {
  return defects_on(target, [&](IsingWalker& w, auto& rng) {
    std::vector<lattice::Site> cluster;
    ClusterInfo info;
    Wolff{}.flip_cluster(target, w, rng, cluster, info);
  });
}

}  // namespace

TEST_CASE("the battery rejects Metropolis with one added to the logarithm of the ratio") {
  CHECK(defects_of_attempt<RandomSite, Metropolis>(torus()).leaves_invariant());
  CHECK(defects_of_attempt<RandomSite, test::PlusOne>(torus()).stationarity > 1e-4);
}

TEST_CASE("the battery rejects a Hastings term dropped or tempered") {
  CHECK(defects_of_attempt<test::UpwardBiased>(torus()).leaves_invariant());
  CHECK(defects_of_attempt<test::DroppedHastings>(torus()).stationarity > 1e-4);
  CHECK(defects_of_attempt<test::TemperedHastings>(torus()).stationarity > 1e-4);
}

TEST_CASE("the battery rejects a heat bath with stale local fields") {
  const Ising target = torus();
  const auto right = [&](IsingWalker& w, auto& rng) { Gibbs{Scan::sequential}.sweep(target, w, rng); };
  const auto wrong = [&](IsingWalker& w, auto& rng) { test::StaleHeatBath{}.sweep(target, w, rng); };
  CHECK(defects_on(target, right).leaves_invariant());
  CHECK(defects_on(target, wrong).stationarity > 1e-4);
}

TEST_CASE("the battery rejects Wolff with wrong bonds") {
  CHECK(defects_of_wolff(torus()).leaves_invariant());
  CHECK(defects_of_wolff(test::HalfActive(torus())).stationarity > 1e-4);
  CHECK(defects_of_wolff(test::Unsatisfied(torus())).stationarity > 1e-4);
}

TEST_CASE("the battery rejects Swendsen-Wang with wrong bonds or without coins") {
  const Ising target = torus();
  const auto defects = [](const auto& t) {
    return defects_on(t, [&](IsingWalker& w, auto& rng) { SwendsenWang{}.sweep(t, w, rng); });
  };
  CHECK(defects(target).leaves_invariant());
  CHECK(defects(test::HalfActive(target)).stationarity > 1e-4);
  CHECK(defects(test::Unsatisfied(target)).stationarity > 1e-4);
  // By rows of bits, too.
  const Ising open = test::ising({lattice::Kind::square, {3, 2}, lattice::Boundary::open}, {}, 2.2);
  CHECK(defects(open).leaves_invariant());
  CHECK(defects(test::HalfActive(open)).stationarity > 1e-4);
  const auto never = defects_on(target, [&](IsingWalker& w, auto& rng) {
    test::NoCoin<std::remove_reference_t<decltype(rng)>> source{rng};
    SwendsenWang{}.sweep(target, w, source);
  });
  CHECK_FALSE(never.irreducible);
}

TEST_CASE("the battery rejects an exchange with the ratio upside down") {
  const lattice::Lattice chain(lattice::Kind::chain, {3});
  const Ising cold = test::ising(chain, {.field = 0.2}, 1.0), hot = test::ising(chain, {.field = 0.2}, 2.0);
  const auto states = test::all_states(3);
  std::vector<std::array<IsingWalker, 2>> pairs;
  for (const auto& a : states) {
    for (const auto& b : states) pairs.push_back({a, b});
  }
  const auto pair_index = [](const auto& pair) {
    return 8 * test::index_of(pair[0]) + test::index_of(pair[1]);
  };
  const arma::vec pi = arma::kron(test::boltzmann(cold, states), test::boltzmann(hot, states));
  const arma::mat right = test::transition_matrix(
      pairs, pair_index, [&](auto& x, auto& rng) { exchange(cold, hot, x[0], x[1], rng); });
  const arma::mat wrong = test::transition_matrix(
      pairs, pair_index, [&](auto& x, auto& rng) { test::exchange_upside_down(cold, hot, x[0], x[1], rng); });
  CHECK(test::defects_of(right, pi).stationarity < 1e-12);
  CHECK(test::defects_of(right, pi).balance < 1e-12);
  CHECK(test::defects_of(wrong, pi).stationarity > 1e-4);
}

}  // namespace ising_twins_tests
