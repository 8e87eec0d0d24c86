#include <catch2/catch.hpp>

#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/tempering.hpp"

#include "support/ising_cases.hpp"
#include "support/transition_matrix.hpp"

namespace ising_tempering_tests {

using namespace lenz;
using namespace lenz::sampling;
using models::Ising;
using models::IsingWalker;

namespace {

using Walkers = std::vector<IsingWalker>;

/// All states of the walkers together, the first one's bits highest.
std::vector<Walkers> product_states(std::size_t n_sites, std::size_t n_walkers) {
  std::vector<Walkers> states{{}};
  for (std::size_t k = 0; k < n_walkers; ++k) {
    std::vector<Walkers> longer;
    for (const Walkers& state : states) {
      for (const IsingWalker& w : test::all_states(n_sites)) {
        longer.push_back(state);
        longer.back().push_back(w);
      }
    }
    states = std::move(longer);
  }
  return states;
}

std::size_t product_index(const Walkers& walkers) {
  std::size_t index = 0;
  for (const IsingWalker& w : walkers) index = (index << w.spins.size()) + test::index_of(w);
  return index;
}

/// One whole step() of tempering over these targets: unit rows, pi P = pi for the product density,
/// irreducible.
template <class Kernel>
arma::mat check_step(const std::vector<Ising>& ladder, const Kernel& kernel, std::size_t rungs = 0) {
  const std::size_t n_sites = ladder.front().n_sites();
  const PerSlot<Ising> targets(ladder);
  const Tempering<Kernel> tempering(kernel, ladder.size(), rungs);
  const auto step = [&](Walkers& walkers, auto& rng) {
    Ensemble<IsingWalker> ensemble{walkers, {}};
    std::vector<typename Tempering<Kernel>::Info> info(ladder.size());
    tempering.step(targets, ensemble, test::OneSource<std::remove_reference_t<decltype(rng)>>{rng},
                   std::span(info));
    walkers = ensemble.walkers;
  };
  const auto states = product_states(n_sites, ladder.size());
  arma::vec pi{1.0};
  for (const Ising& target : ladder) pi = arma::kron(pi, test::boltzmann(target, test::all_states(n_sites)));
  const arma::mat p = test::transition_matrix(states, product_index, step);
  const auto defects = test::defects_of(p, pi);
  CHECK(defects.rows < 1e-12);
  CHECK(defects.stationarity < 1e-12);
  CHECK(defects.irreducible);
  CHECK(test::sampled_rows_p(p, states, product_index, step, {0, states.size() / 2 + 1}, 20000, 21) >
        1e-3 / 8);
  return p;
}

}  // namespace

TEST_CASE("replica exchange of two temperatures leaves the product density invariant") {
  const lattice::Lattice chain(lattice::Kind::chain, {4}, lattice::Boundary::open);
  check_step({test::ising(chain, {.field = 0.3}, 0.8), test::ising(chain, {.field = 0.3}, 2.0)},
             Gibbs{Scan::sequential});
  const lattice::Lattice ring(lattice::Kind::chain, {3});
  check_step({test::ising(ring, {.coupling = -1}, 0.6), test::ising(ring, {.coupling = -1}, 1.5)},
             SingleSiteMetropolis<>{});
  check_step({test::ising(ring, {}, 0.6), test::ising(ring, {}, 1.5)}, SwendsenWang{});
}

TEST_CASE("replica exchange of three temperatures makes both rounds") {
  const lattice::Lattice pair(lattice::Kind::chain, {2}, lattice::Boundary::open);
  check_step({test::ising(pair, {.field = 0.3}, 0.5), test::ising(pair, {.field = 0.3}, 1.0),
              test::ising(pair, {.field = 0.3}, 3.0)},
             Gibbs{Scan::sequential});
}

TEST_CASE("ladders side by side do not exchange") {
  const lattice::Lattice pair(lattice::Kind::chain, {2}, lattice::Boundary::open);
  const Ising cold = test::ising(pair, {.field = 0.3}, 0.5), hot = test::ising(pair, {.field = 0.3}, 1.0);
  const arma::mat one = check_step({cold, hot}, Gibbs{Scan::sequential});
  const arma::mat two = check_step({cold, hot, cold, hot}, Gibbs{Scan::sequential}, 2);
  CHECK(arma::abs(two - arma::kron(one, one)).max() < 1e-14);
}

TEST_CASE("an exchange alone has detailed balance in the product density") {
  const lattice::Lattice ring(lattice::Kind::chain, {3});
  const Ising cold = test::ising(ring, {.field = 0.2}, 0.7), hot = test::ising(ring, {.field = 0.2}, 1.9);
  const auto states = product_states(3, 2);
  const arma::vec pi =
      arma::kron(test::boltzmann(cold, test::all_states(3)), test::boltzmann(hot, test::all_states(3)));
  const arma::mat p = test::transition_matrix(
      states, product_index, [&](Walkers& w, auto& rng) { exchange(cold, hot, w[0], w[1], rng); });
  CHECK(test::defects_of(p, pi).rows < 1e-12);
  CHECK(test::defects_of(p, pi).balance < 1e-12);
}

}  // namespace ising_tempering_tests
