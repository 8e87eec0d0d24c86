#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/ordered_sweep.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/with_field_inversion.hpp"
#include "lenz/sampling/wolff.hpp"

#include "support/ising_cases.hpp"
#include "support/transition_matrix.hpp"

/// A step may reach every state and a sweep of a fixed number of them still keep a parity, so here it is
/// whole sweeps whose matrices are built, on the systems that invite it: free spins, single ones, parts that
/// nothing joins.
namespace whole_sweeps_tests {

using namespace lenz;
using namespace lenz::sampling;
using lattice::Boundary, lattice::Kind, lattice::Lattice;
using models::Ising, models::IsingWalker;

namespace {

std::vector<test::IsingCase> small_systems(double h) {
  return {
      {"one spin", test::ising({Kind::chain, {1}}, {.field = h}, 1.0)},
      {"two free spins", test::ising({Kind::chain, {2}}, {.coupling = 0, .field = h}, 1.0)},
      {"three free spins", test::ising({Kind::chain, {3}}, {.coupling = 0, .field = h}, 1.0)},
      {"an open pair", test::ising({Kind::chain, {2}, Boundary::open}, {.coupling = 1, .field = h}, 0.8)},
      {"an antiferromagnetic triangle", test::ising({Kind::chain, {3}}, {.coupling = -1, .field = h}, 0.7)},
      {"a bond and a free spin", test::ising(Lattice::graph(3, {{0, 1}}), {.coupling = 1, .field = h}, 1.2)},
      {"two pairs", test::ising(Lattice::graph(4, {{0, 1}, {2, 3}}), {.coupling = -1, .field = h}, 1.5)}};
}

/// Powers of 2 as many sweeps lead from every state to every other: irreducible, and no cycle.
bool reaches_all_from_all(arma::mat p) {
  for (int doubling = 0; doubling < 8; ++doubling) p = p * p;
  return p.min() > 0;
}

template <class Kernel>
void check_sweeps(const Kernel& kernel, const std::vector<double>& fields) {
  for (const double h : fields) {
    for (const test::IsingCase& c : small_systems(h)) {
      CAPTURE(c.name, h);
      const auto states = test::all_states(c.target.n_sites());
      const arma::mat p = test::transition_matrix(
          states, test::index_of, [&](IsingWalker& w, auto& rng) { kernel.sweep(c.target, w, rng); });
      const auto defects = test::defects_of(p, test::boltzmann(c.target, states));
      CHECK(defects.rows < 1e-12);
      CHECK(defects.stationarity < 1e-12);
      CHECK(reaches_all_from_all(p));
    }
  }
}

}  // namespace

TEST_CASE("whole sweeps of single spins lead from every state to every other") {
  const std::vector<double> fields{0, 0.4};
  check_sweeps(SingleSiteMetropolis<Metropolis>{}, fields);
  check_sweeps(SingleSiteMetropolis<Barker>{}, fields);
  check_sweeps(OrderedSweep<Metropolis>{}, fields);
  check_sweeps(OrderedSweep<Barker>{}, fields);
  check_sweeps(Gibbs{Scan::random}, fields);
  check_sweeps(Gibbs{Scan::sequential}, fields);
  check_sweeps(WithFieldInversion<OrderedSweep<Metropolis>>{}, fields);
  check_sweeps(WithFieldInversion<Gibbs>{{Scan::sequential}}, fields);
}

TEST_CASE("whole sweeps of clusters lead from every state to every other") {
  for (const std::size_t n_clusters : {1, 2, 3, 4}) {
    CAPTURE(n_clusters);
    Wolff wolff;
    wolff.clusters_per_sweep = n_clusters;
    check_sweeps(wolff, {0});
  }
  check_sweeps(SwendsenWang{}, {0});
}

TEST_CASE("the flip of all spins crosses to the phase against the field as often as Boltzmann says") {
  const Ising target = test::ising({Kind::square, {3, 3}}, {.coupling = 1, .field = 0.4}, 0.5);
  const WithFieldInversion<Gibbs> kernel{{Scan::sequential}};
  random::Stream rng({.seed = 21, .purpose = random::Purpose::test});
  IsingWalker w = target.ordered_walker(-1);
  for (int n = 0; n < 100; ++n) kernel.sweep(target, w, rng);
  CHECK(target.magnetization(w) > 0);  // single spins need e^(16 / T) sweeps for it
  CHECK(target.inversion_log_ratio(w) == Approx(-2 * 0.4 * target.magnetization(w) / 0.5));
}

TEST_CASE("random::about draws odd and even numbers alike and the number itself on average") {
  random::Stream rng({.seed = 22, .purpose = random::Purpose::test});
  for (const std::uint64_t n : {2, 3, 1000}) {
    std::uint64_t sum = 0, odd = 0;
    for (int k = 0; k < 40000; ++k) {
      const std::uint64_t drawn = random::about(rng, n);
      CHECK((drawn + 1 >= n && drawn <= n + 1));
      sum += drawn;
      odd += drawn % 2;
    }
    CHECK(std::fabs(static_cast<double>(sum) / 40000 - static_cast<double>(n)) < 4 * std::sqrt(0.5 / 40000));
    CHECK(std::fabs(static_cast<double>(odd) / 40000 - 0.5) < 4 * std::sqrt(0.25 / 40000));
  }
  for (int k = 0; k < 100; ++k) CHECK(random::about(rng, 1) >= 1);
}

}  // namespace whole_sweeps_tests
