// What the fast paths of the Ising kernels visit, against Boltzmann by enumeration and against the slow
// paths.
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/ordered_sweep.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/wolff.hpp"

#include "support/ising_cases.hpp"
#include "support/ising_twins.hpp"
#include "support/transition_matrix.hpp"

namespace ising_fast_paths_tests {

using namespace lenz;
using namespace lenz::sampling;
using lattice::Boundary, lattice::Kind, lattice::Lattice;
using models::Disorder, models::Ising, models::IsingWalker;

namespace {

std::vector<test::IsingCase> tori() {
  return {
      {"3x3, J > 0", test::ising({Kind::square, {3, 3}}, {.coupling = 1}, 2.6)},
      {"3x3, J < 0", test::ising({Kind::square, {3, 3}}, {.coupling = -1}, 2.6)},
      {"4x4, J > 0", test::ising({Kind::square, {4, 4}}, {.coupling = 1}, 3.5)},
      {"4x4, J < 0", test::ising({Kind::square, {4, 4}}, {.coupling = -1}, 3.5)},
      {"open 4x3", test::ising({Kind::square, {4, 3}, Boundary::open}, {.coupling = 1}, 2.0)},
      {"triangular 3x3, J < 0", test::ising({Kind::triangular, {3, 3}}, {.coupling = -1}, 4.0)},
      {"triangular 4x3, J > 0", test::ising({Kind::triangular, {4, 3}}, {.coupling = 1}, 5.0)},
      {"open triangular 4x3", test::ising({Kind::triangular, {4, 3}, Boundary::open}, {.coupling = -1}, 3.0)},
      {"honeycomb 3x2 open", test::ising({Kind::honeycomb, {3, 2}, Boundary::open}, {.coupling = -1}, 1.7)},
      {"honeycomb 2x4 open", test::ising({Kind::honeycomb, {2, 4}, Boundary::open}, {.coupling = 1}, 1.7)},
      {"open cubic 3x2x2", test::ising({Kind::cubic, {3, 2, 2}, Boundary::open}, {.coupling = 1}, 3.0)},
      {"chain of 11", test::ising({Kind::chain, {11}}, {.coupling = 1}, 1.8)},
      {"open chain of 10", test::ising({Kind::chain, {10}, Boundary::open}, {.coupling = -1}, 1.8)},
      {"graph", test::ising(test::random_graph(), {.coupling = -0.8}, 1.8)},
      {"+-J 3x3", test::ising({Kind::square, {3, 3}}, {.coupling = 1, .disorder = Disorder::bimodal}, 2.4)},
      {"Gaussian 4x3",
       test::ising({Kind::square, {4, 3}}, {.coupling = 1, .disorder = Disorder::gaussian}, 2.4)},
      {"Gaussian graph",
       test::ising(test::random_graph(), {.coupling = 1, .disorder = Disorder::gaussian}, 2.0)}};
}

/// p of the states visited by independent starts: states drawn from pi, then some sweeps, which must leave
/// pi.
template <class Target, class Kernel>
double p_of_visits(const Target& target, const Kernel& kernel, std::uint32_t seed, std::size_t n = 40000) {
  const auto states = test::all_states(target.n_sites());
  const arma::vec pi = test::boltzmann(target, states), up_to = arma::cumsum(pi);
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  std::vector<std::uint64_t> counts(states.size());
  for (std::size_t k = 0; k < n; ++k) {
    const double u = random::uniform(rng);
    const auto first = std::min<std::size_t>(
        static_cast<std::size_t>(std::lower_bound(up_to.begin(), up_to.end(), u) - up_to.begin()),
        states.size() - 1);
    IsingWalker w = states[first];
    for (int sweep = 0; sweep < 2; ++sweep) kernel.sweep(target, w, rng);
    ++counts[test::index_of(w)];
  }
  return stats::chi_squared_test(counts, arma::conv_to<std::vector<double>>::from(pi)).p;
}

constexpr double family = 1e-3 / (17 * 4);

}  // namespace

TEST_CASE("Swendsen-Wang and Wolff visit the states of small systems as often as Boltzmann says") {
  Wolff wolff;
  wolff.clusters_per_sweep = 3;
  for (const test::IsingCase& c : tori()) {
    CAPTURE(c.name);
    CHECK(p_of_visits(c.target, SwendsenWang{}, 71) > family);
    CHECK(p_of_visits(c.target, wolff, 72) > family);
  }
}

TEST_CASE("sweeps in a fixed order visit the states of small systems as often as Boltzmann says") {
  for (const test::IsingCase& c : tori()) {
    CAPTURE(c.name);
    CHECK(p_of_visits(c.target, OrderedSweep<Metropolis>{}, 73) > family);
    CHECK(p_of_visits(c.target, Gibbs{Scan::sequential}, 74) > family);
  }
}

TEST_CASE("the test of visited states rejects half-active bonds") {
  const Ising target = test::ising({Kind::square, {3, 3}}, {.coupling = 1}, 2.6);
  Wolff wolff;
  wolff.clusters_per_sweep = 3;
  CHECK(p_of_visits(target, SwendsenWang{}, 75) > 1e-3);
  CHECK(p_of_visits(test::HalfActive(target), SwendsenWang{}, 75) < 1e-6);
  CHECK(p_of_visits(test::HalfActive(target), wolff, 75) < 1e-6);
}

TEST_CASE("Metropolis in a fixed order leaves every Ising system invariant and reaches every state") {
  for (const double h : {0.0, 0.4}) {
    for (const test::IsingCase& c : test::ising_cases(h)) {
      CAPTURE(c.name, h);
      const auto states = test::all_states(c.target.n_sites());
      const auto step = [&](IsingWalker& w, auto& rng) { OrderedSweep<>{}.sweep(c.target, w, rng); };
      const arma::mat p = test::transition_matrix(states, test::index_of, step);
      const auto defects = test::defects_of(p, test::boltzmann(c.target, states));
      CHECK(defects.rows < 1e-12);
      CHECK(defects.stationarity < 1e-12);
      CHECK(defects.irreducible);
      CHECK(test::sampled_rows_p(p, states, test::index_of, step, {0, states.size() / 3}, 3000, 13) >
            1e-3 / (30 * 2));
    }
  }
}

TEST_CASE("a sweep over a stretch of sixteen sites has the means of the exact tree of draws") {
  for (const std::size_t length : {12, 18, 19}) {
    for (const Disorder disorder : {Disorder::none, Disorder::gaussian}) {
      CAPTURE(length, static_cast<int>(disorder));
      const Ising target =
          test::ising({Kind::chain, {length}}, {.coupling = 1, .field = 0.3, .disorder = disorder}, 1.3);
      random::Stream rng({.seed = 14, .purpose = random::Purpose::test});
      const IsingWalker start = target.random_walker(rng);
      const OrderedSweep<> kernel;
      const auto add = [&](const IsingWalker& w, double weight, arma::vec& sums) {
        for (std::size_t i = 0; i < length; ++i) {
          sums(i) += weight * w.spins[i];
          sums(length + i) += weight * w.spins[i] * w.spins[(i + 1) % length];
        }
      };
      arma::vec exact(2 * length, arma::fill::zeros), sampled(2 * length, arma::fill::zeros);
      test::for_each_outcome([&](test::BranchingSource& source) {
        IsingWalker w = start;
        kernel.sweep(target, w, source);
        add(w, source.probability(), exact);
      });
      const int n = 100000;
      for (int k = 0; k < n; ++k) {
        IsingWalker w = start;
        kernel.sweep(target, w, rng);
        add(w, 1.0 / n, sampled);
      }
      const arma::vec z = (sampled - exact) / arma::sqrt((1 - exact % exact) / n);
      CHECK(stats::normal_p(arma::abs(z).max()) > 1e-3 / (6 * 38));
    }
  }
}

TEST_CASE("sweeps of a long open chain of Gaussian couplings keep its exact correlations") {
  // <s_i s_i+1> = tanh(J_i / T), bonds are independent: states are drawn from the density itself.
  const double temperature = 1.1;
  for (const std::size_t length : {300, 531, 1200}) {
    // The longest one as a graph, its sites in a random order: too many patterns of neighbours for stencils.
    std::vector<lattice::Site> site(length);
    std::iota(site.begin(), site.end(), 0U);
    random::Stream shuffle({.seed = 18, .purpose = random::Purpose::test});
    for (std::size_t i = length; length == 1200 && i > 1; --i)
      std::swap(site[i - 1], site[random::uniform_index(shuffle, i)]);
    std::vector<lattice::Bond> bonds;
    for (std::size_t i = 0; i + 1 < length; ++i) bonds.push_back({site[i], site[i + 1]});
    const Lattice lattice =
        length == 1200 ? Lattice::graph(length, bonds) : Lattice(Kind::chain, {length}, Boundary::open);
    const Ising target = test::ising(lattice, {.coupling = 1, .disorder = Disorder::gaussian}, temperature);
    CHECK(target.system().stencils().has_value() == (length < 1200));
    const auto couplings = target.system().couplings();
    const auto p_of = [&](const auto& kernel) {
      random::Stream rng({.seed = 17, .purpose = random::Purpose::test});
      const int n = 4000;
      std::vector<double> sums(length - 1);
      for (int k = 0; k < n; ++k) {
        IsingWalker w = target.ordered_walker();
        for (std::size_t i = 0; i + 1 < length; ++i) {
          const bool alike = random::bernoulli(rng, (1 + std::tanh(couplings[i] / temperature)) / 2);
          w.spins[site[i + 1]] = static_cast<std::int8_t>(alike ? w.spins[site[i]] : -w.spins[site[i]]);
        }
        kernel.sweep(target, w, rng);
        for (std::size_t i = 0; i + 1 < length; ++i) sums[i] += w.spins[site[i]] * w.spins[site[i + 1]];
      }
      double chi2 = 0;
      for (std::size_t i = 0; i + 1 < length; ++i) {
        const double exact = std::tanh(couplings[i] / temperature);
        chi2 += (sums[i] / n - exact) * (sums[i] / n - exact) * n / (1 - exact * exact);
      }
      return stats::chi_squared_p(chi2, length - 1);
    };
    CAPTURE(length);
    CHECK(p_of(OrderedSweep<>{}) > 1e-3 / 6);
    CHECK(p_of(Gibbs{Scan::sequential}) > 1e-3 / 6);
  }
}

TEST_CASE("clusters of rows of bits are those of the list of bonds") {
  // With every bond active or none, clusters are what the spins alone say, on lattices wider than a word.
  for (const Boundary boundary : {Boundary::periodic, Boundary::open}) {
    const std::vector<Lattice> lattices = {
        {Kind::chain, {131}, boundary},         {Kind::square, {64, 5}, boundary},
        {Kind::square, {65, 4}, boundary},      {Kind::square, {127, 3}, boundary},
        {Kind::square, {128, 3}, boundary},     {Kind::triangular, {67, 5}, boundary},
        {Kind::triangular, {128, 4}, boundary}, {Kind::honeycomb, {33, 4}, boundary},
        {Kind::honeycomb, {32, 5}, boundary},   {Kind::cubic, {66, 4, 3}, boundary}};
    for (const Lattice& lattice : lattices) {
      for (const int sign : {1, -1}) {
        CAPTURE(static_cast<int>(lattice.kind()), lattice.length(0), static_cast<int>(boundary), sign);
        const Ising target = test::ising(lattice, {.coupling = double(sign)}, 1e-3);  // activation 1
        REQUIRE(cluster_detail::RowClusters::fits(lattice));
        random::Stream rng({.seed = 15});
        const IsingWalker w = target.random_walker(rng);
        cluster_detail::DisjointSets sets(target.n_sites());
        for (const lattice::Bond& bond : lattice.bonds()) {
          if (sign * w.spins[bond.a] * w.spins[bond.b] > 0) sets.unite(bond.a, bond.b);
        }
        std::map<lattice::Site, std::int64_t> moments;
        for (lattice::Site i = 0; i < target.n_sites(); ++i) moments[sets.settle(i)] += w.spins[i];
        cluster_detail::RowClusters rows;
        rows.join(lattice, w.spins.data(), sign, target.uniform_activation(), rng);
        const auto sums = rows.settle(rng);
        CHECK(sums.n_clusters == moments.size());
        std::int64_t sum2 = 0;
        for (const auto& [root, m] : moments) sum2 += m * m;
        CHECK(sums.sum2 == sum2);
        std::map<lattice::Site, lattice::Site> name;  // of each cluster here, its root there
        const auto& roots = rows.roots();
        bool same = true;
        IsingWalker flipped = w;
        rows.flip(flipped.spins.data());
        for (lattice::Site i = 0; i < target.n_sites(); ++i) {
          const lattice::Site root = sets.roots()[i];
          same = same && name.emplace(roots[i], root).first->second == root;
          same = same && flipped.spins[i] * w.spins[i] == flipped.spins[root] * w.spins[root];
        }
        CHECK(same);
        CHECK(name.size() == moments.size());
        if (moments.size() > 20) CHECK((flipped.spins != w.spins));
      }
    }
  }
}

TEST_CASE("squeezed decisions are those of the exponential for every random number") {
  struct One {
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    std::uint64_t word;
    std::uint64_t operator()() { return word; }
  };
  random::Stream rng({.seed = 16});
  const auto agree = [&](const auto& squeezed, double log_r) {
    const double p = squeezed.probability(log_r);
    const random::Probability exact(p);
    const std::uint64_t at = static_cast<std::uint64_t>(std::ceil(p * 0x1p53));
    bool same = true;
    for (const std::int64_t near : {-2, -1, 0, 1, 2}) {
      const std::uint64_t bits =
          std::min<std::uint64_t>(at + static_cast<std::uint64_t>(near), (1ULL << 53) - 1);
      One source{bits << 11};
      same = same && squeezed(log_r, source) == exact.holds(bits);
    }
    for (int n = 0; n < 20; ++n) {
      One source{rng()};
      same = same && squeezed(log_r, source) == exact.holds(source.word >> 11);
    }
    return same;
  };
  const auto& metropolis = Squeezed<Metropolis>::shared();
  const auto& barker = Squeezed<Barker>::shared();
  bool all = true;
  for (int n = 0; n < 20000; ++n) {
    const double log_r = 40 * (random::uniform(rng) - 0.5);
    all = all && agree(metropolis, log_r) && agree(barker, log_r);
    const double edge = std::round(log_r * 64) / 64;
    all = all && agree(metropolis, edge) && agree(barker, edge);
  }
  for (const double log_r : {-1e300, -800.0, -16.0, 0.0, 16.0, 800.0, 1e300}) {
    all = all && agree(metropolis, log_r) && agree(barker, log_r);
  }
  CHECK(all);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(agree(barker, infinity));
  CHECK(agree(metropolis, -infinity));
  CHECK_THROWS_AS(barker(std::nan(""), rng), NumericalError);
}

}  // namespace ising_fast_paths_tests
