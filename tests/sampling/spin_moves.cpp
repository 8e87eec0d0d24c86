#include "lenz/sampling/spin_moves.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/spin_density.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/site_proposals.hpp"

#include "support/spin_states.hpp"
#include "support/transition_matrix.hpp"

namespace spin_moves_tests {

using namespace lenz;
using namespace lenz::models;
using namespace lenz::sampling;

namespace {

constexpr std::size_t n = 6;
using Machine = RbmState<double>;

/// A machine whose cache never hears of a move.
struct StaleMachine : Machine {
  using Machine::Machine;
  void accept(const Spins&, Cache&, Flips) const {}
};

/// The defects of an attempted move of |psi|^2 in all states, or those with three spins up; steps: moves in a
/// row from a fresh cache.
template <class Kernel, class Psi>
test::MatrixDefects defects(const Kernel& kernel, const Psi& psi, bool conserves, int steps = 1) {
  const SpinHamiltonian h = test::heisenberg_ring(n);
  const SpinDensity<Psi> density(psi, h.exchanges());
  std::vector<std::uint64_t> states;
  for (std::uint64_t word = 0; word < 1 << n; ++word) {
    if (!conserves || __builtin_popcountll(word) == n / 2) states.push_back(word);
  }
  const auto index_of = [&](std::uint64_t word) {
    return static_cast<std::size_t>(std::lower_bound(states.begin(), states.end(), word) - states.begin());
  };
  arma::vec pi(states.size());
  for (std::size_t k = 0; k < states.size(); ++k)
    pi[k] = std::exp(density.log_density(density.walker(test::spins_of(states[k], n))));
  const auto step = [&](std::uint64_t& word, auto& rng) {
    auto walker = density.walker(test::spins_of(word, n));
    typename Kernel::Info info;
    for (int k = 0; k < steps; ++k) kernel.attempt(density, walker, rng, info);
    word = test::word_of(walker.spins);
  };
  return test::defects_of(test::transition_matrix(states, index_of, step), pi / arma::accu(pi));
}

/// Without symmetry, so that nothing cancels.
Machine machine() { return test::drawn_machine<Machine::Value>({.n_sites = n, .n_features = 4}, 1); }

}  // namespace

TEST_CASE("Moves of spins leave the density of their wavefunction invariant") {
  using Flip = MetropolisHastings<WithInversion<RandomSite>>;
  using Exchange = MetropolisHastings<WithInversion<RandomExchange>>;
  const auto holds = [](const test::MatrixDefects& d) { return d.leaves_invariant() && d.balance < 1e-14; };
  for (const bool turns : {true, false}) {
    CAPTURE(turns);
    CHECK(holds(defects(Flip{.proposal = {.turns = turns}}, machine(), false)));
    CHECK(holds(defects(Exchange{.proposal = {.turns = turns}}, machine(), true)));
  }
  CHECK(holds(defects(MetropolisHastings<WithInversion<RandomSite>, Barker>{}, machine(), false)));
  // Exchanges alone do not leave their sector.
  CHECK_FALSE(defects(Exchange{.proposal = {.turns = true}}, machine(), false).irreducible);
  const auto complex = test::drawn_machine<std::complex<double>>({.n_sites = n, .n_features = 4}, 2);
  CHECK(holds(defects(Flip{}, complex, false)));
}

TEST_CASE("A machine that does not hear of its moves is rejected") {
  const StaleMachine stale = [] {
    StaleMachine psi({.n_sites = n, .n_features = 4});
    std::vector<double> theta(psi.n_parameters());
    machine().parameters(theta);
    psi.set_parameters(theta);
    return psi;
  }();
  const MetropolisHastings<WithInversion<RandomSite>> kernel{.proposal = {.turns = false}};
  CHECK(defects(kernel, machine(), false, 2).leaves_invariant());
  CHECK(defects(kernel, stale, false, 2).stationarity > 1e-3);
}

}  // namespace spin_moves_tests
