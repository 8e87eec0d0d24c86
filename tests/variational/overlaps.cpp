#include "lenz/variational/overlaps.hpp"

#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/spin_moves.hpp"
#include "lenz/variational/spin_trial.hpp"
#include "lenz/variational/vmc_energy.hpp"

#include "support/independent_runs.hpp"
#include "support/memory_archive.hpp"
#include "support/spin_states.hpp"

namespace overlaps_tests {

namespace {

using namespace lenz;
using namespace lenz::models;
using variational::FullSum;
using variational::state_below;
using variational::StateBelow;
using Complex = std::complex<double>;
using Machine = RbmState<Complex>;
using Trial = variational::SpinTrial<Machine>;
using Exchange = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomExchange>>;

constexpr std::size_t n_sites = 6, n_up = 3;

Machine machine(std::uint64_t seed, double width = 0.5) {
  return test::drawn_machine<Complex>({.n_sites = n_sites, .n_features = 4}, seed, width);
}
RbmState<double> positive() {
  return test::drawn_machine<double>({.n_sites = n_sites, .n_features = 3}, 9, 0.4);
}

/// Amplitudes of norm 1 of the states with n_up spins up.
template <class Psi>
arma::cx_vec in_sector(const Psi& psi) {
  arma::cx_vec v = test::amplitudes(psi);
  for (std::size_t word = 0; word < v.n_elem; ++word) {
    if (__builtin_popcountll(word) != int{n_up}) v[word] = 0;
  }
  return v / arma::norm(v);
}

/// <H> + sum_j lambda_j F_j and then all F_j, by matrices.
std::vector<double> by_matrices(const arma::mat& h, const Machine& psi,
                                const std::vector<arma::cx_vec>& below,
                                const std::vector<double>& penalties) {
  const arma::cx_vec v = in_sector(psi);
  std::vector<double> all{arma::cdot(v, h * v).real()};
  for (std::size_t j = 0; j < below.size(); ++j) {
    all.push_back(std::norm(arma::cdot(below[j], v)));
    all[0] += penalties[j] * all.back();
  }
  return all;
}

/// Two states below one that overlaps with both, one of them positive.
struct Above {
  SpinHamiltonian h = test::heisenberg_ring(n_sites);
  std::vector<double> penalties{1.5, 0.7};
  Machine psi = machine(1);
  std::vector<arma::cx_vec> below{in_sector(machine(2)), in_sector(positive())};
  arma::vec theta = [this] {
    arma::vec all(psi.n_parameters());
    psi.parameters({all.memptr(), all.n_elem});
    return all;
  }();

  std::vector<StateBelow> with_walkers() const {
    const std::vector<Spins> starts{{1, -1, 1, -1, 1, -1}, {1, 1, 1, -1, -1, -1}, {-1, 1, 1, -1, -1, 1}};
    return {state_below(machine(2), penalties[0], h.exchanges(), Exchange{}, starts),
            state_below(positive(), penalties[1], h.exchanges(), Exchange{}, starts)};
  }
  std::vector<StateBelow> alone() const {
    return {state_below(machine(2), penalties[0]), state_below(positive(), penalties[1])};
  }
  template <class Kernel>
  optim::Evaluation<double> evaluated(std::vector<StateBelow> states,
                                      const variational::VmcSampling& sampling, std::uint64_t seed = 1,
                                      std::size_t n_threads = 1) const {
    Trial trial(h, psi, n_up);
    trial.set_below(std::move(states));
    const variational::VmcEnergy<Trial, Kernel> objective(trial, Kernel{}, sampling);
    auto state = optim::start_at(objective, {{.name = "psi", .values = theta}},
                                 {.seed = seed, .purpose = random::Purpose::test});
    state.objective = objective.init(state.parameters, state.streams);
    objective.evaluate(state.parameters, state.objective, state.streams, n_threads, state.evaluation);
    return state.evaluation;
  }
  /// By central differences.
  arma::vec slope() const {
    const arma::mat matrix = test::matrix_of(h);
    arma::vec g(theta.n_elem);
    for (arma::uword k = 0; k < theta.n_elem; ++k) {
      for (const double step : {1e-5, -1e-5}) {
        arma::vec moved = theta;
        moved[k] += step;
        Machine other = psi;
        other.set_parameters({moved.memptr(), moved.n_elem});
        g[k] += by_matrices(matrix, other, below, penalties)[0] / (2 * step);
      }
    }
    return g;
  }
};

}  // namespace

TEST_CASE("The energy with a penalty on overlaps and its gradient are those of matrices") {
  const Above above;
  const auto exact = by_matrices(test::matrix_of(above.h), above.psi, above.below, above.penalties);
  const auto e = above.evaluated<FullSum>(above.alone(), {.clip = 0});
  CHECK(e.value == Approx(exact[0]).epsilon(1e-12));
  CHECK(e.error == 0);
  REQUIRE(e.figures.size() == 6);
  CHECK(e.figures[4] == Approx(exact[1]).epsilon(1e-12));
  CHECK(e.figures[5] == Approx(exact[2]).epsilon(1e-12));
  CHECK(exact[1] > 0.01);
  CHECK(exact[2] > 0.01);
  const arma::vec g = above.slope();
  CHECK(arma::abs(e.gradient[0] - g).max() < 1e-8);
  CHECK(arma::abs(g).max() > 0.01);
  // Variances are of H alone.
  CHECK(e.figures[0] == Approx(above.evaluated<FullSum>({}, {.clip = 0}).figures[0]).epsilon(1e-12));
}

TEST_CASE("Samples of a state and of those below give penalty and overlaps and gradient with true errors") {
  const Above above;
  const auto row_of = [](const optim::Evaluation<double>& e) {
    std::vector<double> row{e.value, e.figures[4], e.figures[5]};
    row.insert(row.end(), e.gradient[0].begin(), e.gradient[0].end());
    for (double& x : row) x = std::fabs(x) < 1e-13 ? 0 : x;
    return row;
  };
  const std::vector<double> exact = row_of(above.evaluated<FullSum>(above.alone(), {.clip = 0}));
  const double energy = above.evaluated<FullSum>({}, {.clip = 0}).value;
  std::vector<std::vector<double>> rows;
  double squares = 0, squares_of_energy = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const auto e = above.evaluated<Exchange>(
        above.with_walkers(), {.n_samples = 4096, .n_walkers = 32, .sweeps_at_first = 20, .clip = 0}, seed);
    rows.push_back(row_of(e));
    squares += std::pow((e.value - exact[0]) / e.error, 2) / 24;
    const double off = e.value - 1.5 * e.figures[4] - 0.7 * e.figures[5] - energy;
    squares_of_energy += std::pow(off / e.figures[3], 2) / 24;
  }
  CHECK(test::largest(test::t_scores(rows, exact)) < test::family_bound(exact.size(), rows.size()));
  for (const double mean_square : {squares, squares_of_energy}) {
    CHECK(mean_square > 0.3);
    CHECK(mean_square < 2.2);
  }
}

TEST_CASE("One and two threads give the same bits with states below and so does a run resumed") {
  const Above above;
  const variational::VmcSampling sampling{
      .n_samples = 192, .n_shards = 3, .n_walkers = 4, .sweeps_at_first = 20, .clip = 0};
  const auto bytes_of = [](const auto& value) {
    test::MemoryOutput out;
    out(value);
    return out.bytes;
  };
  CHECK(bytes_of(above.evaluated<Exchange>(above.with_walkers(), sampling, 3, 2)) ==
        bytes_of(above.evaluated<Exchange>(above.with_walkers(), sampling, 3, 1)));

  Trial trial(above.h, above.psi, n_up);
  trial.set_below(above.with_walkers());
  const variational::VmcEnergy<Trial, Exchange> objective(trial, Exchange{}, sampling);
  const optim::Rules rules{{.rule = optim::Sgd{optim::Constant{0.05}}}};
  const auto run = [&](auto& state, std::uint64_t steps) {
    NoCheckpoints sink;
    NoProgress progress;
    optim::minimize(objective, rules, {.steps = steps, .metric = optim::NaturalGradient{.damping = 1e-2}},
                    state, sink, progress);
  };
  auto whole = optim::start_at(objective, {{.name = "psi", .values = above.theta}},
                               {.seed = 5, .purpose = random::Purpose::test});
  auto first = whole;
  run(whole, 4);
  run(first, 2);
  test::MemoryOutput out;
  out(first);
  test::MemoryInput in(out.bytes);
  auto second = decltype(first)();
  in(second);
  run(second, 4);
  CHECK(bytes_of(second) == bytes_of(whole));
}

TEST_CASE("A state orthogonal to the ground state comes to the next level") {
  // Of a ring of 6 in the states with 3 spins up: levels and vectors by matrices.
  const SpinHamiltonian h =
      test::heisenberg_ring(n_sites).turned(*test::heisenberg_ring(n_sites).sign_rule());
  arma::vec levels;
  arma::mat vectors;
  arma::mat matrix = test::matrix_of(h);
  for (std::size_t word = 0; word < matrix.n_rows; ++word) {
    if (__builtin_popcountll(word) != int{n_up}) matrix(word, word) += 100;
  }
  arma::eig_sym(levels, vectors, matrix);
  const optim::Rules rules{{.rule = optim::Sgd{optim::Constant{0.05}}}};
  const optim::MinimizePlan plan{
      .steps = 600, .clip_norm = 6, .metric = optim::NaturalGradient{.damping = 1e-4}};
  std::vector<StateBelow> found;
  for (std::size_t level = 0; level < 3; ++level) {
    Machine psi = test::drawn_machine<Complex>({.n_sites = n_sites, .n_features = 12}, level + 1, 0.2);
    Trial trial(h, psi, n_up);
    trial.set_below(found);
    const variational::VmcEnergy<Trial, FullSum> objective(trial, FullSum{}, {.clip = 0});
    arma::vec theta(psi.n_parameters());
    psi.parameters({theta.memptr(), theta.n_elem});
    auto state = optim::start_at(objective, {{.name = "psi", .values = theta}}, {});
    NoCheckpoints sink;
    NoProgress progress;
    optim::minimize(objective, rules, plan, state, sink, progress);
    CAPTURE(level);
    CHECK(state.history.value.back() == Approx(levels[level]).margin(1e-4));
    const arma::vec& end = state.parameters.front().values;
    psi.set_parameters({end.memptr(), end.n_elem});
    found.push_back(state_below(psi, 4.0));
  }
}

}  // namespace overlaps_tests
