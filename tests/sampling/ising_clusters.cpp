#include <catch2/catch.hpp>

#include "lenz/models/ising_measurement.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/wolff.hpp"

#include "support/ising_cases.hpp"
#include "support/memory_archive.hpp"
#include "support/transition_matrix.hpp"

namespace ising_clusters_tests {

using namespace lenz;
using namespace lenz::sampling;
using models::Ising;
using models::IsingWalker;

namespace {

template <class Step>
void check_matrices(const std::vector<test::IsingCase>& cases, const Step& step) {
  for (const test::IsingCase& c : cases) {
    CAPTURE(c.name);
    const auto states = test::all_states(c.target.n_sites());
    const arma::vec pi = test::boltzmann(c.target, states);
    const auto on_target = [&](IsingWalker& w, auto& rng) { step(c.target, w, rng); };
    const arma::mat p = test::transition_matrix(states, test::index_of, on_target);
    const auto defects = test::defects_of(p, pi);
    CHECK(defects.rows < 1e-12);
    CHECK(defects.stationarity < 1e-12);
    CHECK(defects.balance < 1e-12);
    CHECK(defects.irreducible);
    const std::vector<std::size_t> rows{0, states.size() / 3, states.size() - 1};
    CHECK(test::sampled_rows_p(p, states, test::index_of, on_target, rows, 5000, 12) > 1e-3 / (15 * 3));
  }
}

ImprovedEstimators possible_on(const lattice::Lattice& lattice) {
  return {.structure_factor = lattice.has_waves(), .correlation = lattice.n_axes() > 0};
}

/// Exact means over pi and over all draws of what sweeps of this kernel estimate, and what they should be.
template <class Kernel>
void check_improved(const test::IsingCase& c, const Kernel& kernel) {
  CAPTURE(c.name);
  const auto states = test::all_states(c.target.n_sites());
  const arma::vec pi = test::boltzmann(c.target, states);
  const ImprovedEstimators wanted = possible_on(c.target.lattice());
  const models::IsingMeasurement plain(
      c.target.system(), {.structure_factor = wanted.structure_factor, .correlation = wanted.correlation});
  const std::size_t n = plain.names().size();
  arma::vec expected(n, arma::fill::zeros), improved(n, arma::fill::zeros);
  std::vector<double> row(n);
  for (std::size_t i = 0; i < states.size(); ++i) {
    plain.measure(c.target, std::span(&states[i], 1), 0, MoveInfo{}, row);
    expected += pi(i) * arma::vec(row);
    arma::vec of_state(n, arma::fill::zeros);
    bool complete = true;
    test::for_each_outcome([&](test::BranchingSource& source) {
      IsingWalker w = states[i];
      const ClusterInfo info = kernel.sweep(c.target, w, source);
      complete = complete && info.m2 && info.structure_factor.has_value() == wanted.structure_factor &&
                 info.correlation.empty() != wanted.correlation;
      // From the state before the sweep, so that nothing but the estimators can differ.
      plain.measure(c.target, std::span(&states[i], 1), 0, info, row);
      of_state += source.probability() * arma::vec(row);
    });
    CHECK(complete);
    improved += pi(i) * of_state;
  }
  INFO("off by " << arma::abs(improved - expected).max());
  CHECK(arma::abs(improved - expected).max() < 1e-12);
}

/// The elementary step as a sweep.
struct OneCluster {
  Wolff wolff{};
  template <class T, class Rng>
  ClusterInfo sweep(const T& target, IsingWalker& w, Rng& rng) const {
    ClusterInfo info;
    info.n_sites = target.n_sites();
    std::vector<lattice::Site> cluster;
    wolff.flip_cluster(target, w, rng, cluster, info);
    return info;
  }
};

}  // namespace

TEST_CASE("one cluster of Wolff leaves every Ising system without field invariant") {
  auto cases = test::ising_cases(0, true);
  cases.push_back({"square torus 3x3", test::ising({lattice::Kind::square, {3, 3}}, {.coupling = 1}, 2.3)});
  check_matrices(cases, [](const Ising& target, IsingWalker& w, auto& rng) {
    std::vector<lattice::Site> cluster;
    ClusterInfo info;
    Wolff{}.flip_cluster(target, w, rng, cluster, info);
  });
}

TEST_CASE("one update of Swendsen-Wang leaves every Ising system without field invariant") {
  check_matrices(test::ising_cases(0, true), [](const Ising& target, IsingWalker& w, auto& rng) {
    SwendsenWang{}.sweep(target, w, rng);
  });
}

TEST_CASE("improved estimators of Swendsen-Wang have the exact means of the plain ones") {
  for (const test::IsingCase& c : test::ising_cases(0, true)) {
    check_improved(c, SwendsenWang{possible_on(c.target.lattice())});
  }
}

TEST_CASE("improved estimators of Wolff have the exact means of the plain ones") {
  for (const test::IsingCase& c : test::ising_cases(0, true)) {
    OneCluster kernel;
    kernel.wolff.estimators = possible_on(c.target.lattice());
    kernel.wolff.improve_from = 1;
    check_improved(c, kernel);
  }
  // One to three clusters a sweep: the second is grown on what the first left.
  Wolff kernel;
  kernel.clusters_per_sweep = 2;
  kernel.improve_from = 1;
  kernel.estimators = {.structure_factor = true, .correlation = true};
  check_improved(test::ising_cases(0).front(), kernel);
}

TEST_CASE("cluster kernels refuse a field and estimators the lattice has no room for") {
  random::Stream rng({.seed = 1});
  const Ising with_field = test::ising({lattice::Kind::chain, {4}}, {.field = 0.1}, 1.0);
  const Ising graph = test::ising(test::random_graph(), {}, 1.0);
  IsingWalker w = with_field.ordered_walker(), on_graph = graph.ordered_walker();
  CHECK_THROWS_AS(SwendsenWang{}.sweep(with_field, w, rng), std::invalid_argument);
  CHECK_THROWS_AS(Wolff{}.sweep(with_field, w, rng), std::invalid_argument);
  CHECK_THROWS_AS((SwendsenWang{{.structure_factor = true}}.sweep(graph, on_graph, rng)),
                  std::invalid_argument);
  CHECK_THROWS_AS((SwendsenWang{{.correlation = true}}.sweep(graph, on_graph, rng)), std::invalid_argument);
}

TEST_CASE("tuning makes about N spins flip in a sweep of Wolff and stays where it is") {
  for (const double temperature : {1.5, 2.27, 4.0}) {
    const Ising target = test::ising({lattice::Kind::square, {24, 24}}, {}, temperature);
    random::Stream rng({.seed = 5, .slot = static_cast<std::uint32_t>(10 * temperature)});
    IsingWalker w = target.random_walker(rng);
    Wolff kernel;
    for (std::size_t window = 0; window < 40; ++window) {
      ClusterInfo total;
      for (int sweep = 0; sweep < 10; ++sweep) total += kernel.sweep(target, w, rng);
      kernel.tune(total, window);
    }
    ClusterInfo total;
    const int n_sweeps = 2000;
    for (int sweep = 0; sweep < n_sweeps; ++sweep) total += kernel.sweep(target, w, rng);
    const double flipped = static_cast<double>(total.n_accepted) / (n_sweeps * 24.0 * 24.0);
    CAPTURE(temperature, kernel.clusters_per_sweep);
    CHECK(flipped > 0.6);
    CHECK(flipped < 1.6);
    // Each sweep draws k - 1, k, k or k + 1 clusters, at least one.
    const double k = static_cast<double>(kernel.clusters_per_sweep), drawn = k > 1 ? k : 1.25;
    CHECK(std::fabs(static_cast<double>(total.n_clusters) / n_sweeps - drawn) <
          4 * std::sqrt(0.5 / n_sweeps));
    const Wolff restored = test::through_archive(kernel);
    CHECK(restored.clusters_per_sweep == kernel.clusters_per_sweep);
  }
}

}  // namespace ising_clusters_tests
