#include "lenz/variational/spin_trial.hpp"

#include <cmath>
#include <complex>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/spin_moves.hpp"
#include "lenz/variational/vmc_energy.hpp"

#include "support/independent_runs.hpp"
#include "support/memory_archive.hpp"
#include "support/spin_states.hpp"
#include "support/stopping_sink.hpp"

namespace spin_trial_tests {

namespace {

using namespace lenz;
using namespace lenz::models;
using optim::Evaluation;
using sampling::MetropolisHastings;
using sampling::RandomExchange;
using sampling::RandomSite;
using sampling::WithInversion;
using variational::FullSum;
using variational::SpinTrial;
using variational::VmcEnergy;
using variational::VmcSampling;
using Complex = std::complex<double>;
using Flip = MetropolisHastings<WithInversion<RandomSite>>;
using Exchange = MetropolisHastings<WithInversion<RandomExchange>>;

/// The objective of a machine with all that it needs.
template <class Kernel, class Psi>
struct Trial {
  SpinTrial<Psi> problem;
  VmcEnergy<SpinTrial<Psi>, Kernel> objective;
  optim::Parameters<double> start;

  Trial(const SpinHamiltonian& h, const Psi& psi, std::optional<std::size_t> n_up = {},
        const VmcSampling& sampling = {.n_samples = 1024, .clip = 0})
      : problem(h, psi, n_up), objective(problem, Kernel{}, sampling) {
    arma::vec theta(psi.n_parameters());
    psi.parameters({theta.memptr(), theta.n_elem});
    start = {{.name = "psi", .values = theta}};
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Evaluation<double> evaluated(std::uint64_t seed = 1, std::size_t n_threads = 1) const {
    auto state = optim::start_at(objective, start, {.seed = seed, .purpose = random::Purpose::test});
    state.objective = objective.init(state.parameters, state.streams);
    objective.evaluate(state.parameters, state.objective, state.streams, n_threads, state.evaluation);
    return state.evaluation;
  }
  auto minimized(std::uint64_t steps, double rate, double damping) const {
    auto state = optim::start_at(objective, start, {.seed = 1, .purpose = random::Purpose::test});
    NoCheckpoints sink;
    NoProgress progress;
    const optim::MinimizePlan plan{
        .steps = steps, .clip_norm = 0.3 / rate, .metric = optim::NaturalGradient{.damping = damping}};
    optim::minimize(objective, {{.rule = optim::Sgd{optim::Constant{rate}}}}, plan, state, sink, progress);
    return state;
  }
};

/// <psi|H|psi> / <psi|psi> and <H^2> - <H>^2, of the states of a sector where n_up is given.
template <SpinState Psi>
arma::vec moments(const arma::mat& h, const Psi& psi, std::optional<int> n_up) {
  arma::cx_vec v = test::amplitudes(psi);
  for (std::size_t word = 0; word < v.n_elem; ++word) {
    if (n_up && __builtin_popcountll(word) != *n_up) v[word] = 0;
  }
  v /= arma::norm(v);
  const arma::cx_vec hv(h * arma::real(v), h * arma::imag(v));
  const double mean = arma::cdot(v, hv).real();
  return {mean, arma::cdot(hv, hv).real() - mean * mean};
}

/// Gradient of the energy by central differences.
template <SpinState Psi>
arma::vec slope(const arma::mat& h, Psi psi, std::optional<int> n_up) {
  std::vector<double> theta(psi.n_parameters());
  psi.parameters(theta);
  arma::vec g(theta.size());
  for (std::size_t k = 0; k < theta.size(); ++k) {
    for (const double step : {1e-5, -1e-5}) {
      std::vector<double> moved = theta;
      moved[k] += step;
      psi.set_parameters(moved);
      g[k] += moments(h, psi, n_up)[0] / (2 * step);
    }
  }
  return g;
}

/// Re <(O - <O>)* (O - <O>)^T> from the columns of an evaluation and weights, as it is defined.
arma::mat metric_of(const Evaluation<double>& e, std::size_t n_parts) {
  const arma::uword n = e.log_derivatives.n_cols / n_parts;
  arma::mat s(e.log_derivatives.n_rows, e.log_derivatives.n_rows, arma::fill::zeros);
  for (std::size_t part = 0; part < n_parts; ++part) {
    arma::mat o = e.log_derivatives.cols(part * n, part * n + n - 1);
    if (!e.layout.is_centred) o.each_col() -= arma::vec(arma::mean(o, 1));
    s += o * o.t() / static_cast<double>(n);
  }
  return s;
}

template <class Value>
RbmState<Value> machine(std::size_t n, bool shared = true) {
  return test::drawn_machine<Value>({.n_sites = n,
                                     .n_features = shared ? std::size_t{2} : 4,
                                     .group = shared ? test::translations(n) : SiteGroup{}},
                                    5, 0.5);
}

/// A full sum against the matrix of the Hamiltonian.
template <class Psi>
void check_sum(const SpinHamiltonian& h, const Psi& psi, std::optional<int> n_up) {
  const arma::mat matrix = test::matrix_of(h);
  const auto e = Trial<FullSum, Psi>(h, psi, n_up).evaluated();
  const arma::vec exact = moments(matrix, psi, n_up);
  CHECK(e.value == Approx(exact[0]).epsilon(1e-12));
  CHECK(e.error == 0);
  CHECK(e.figures[0] == Approx(exact[1]).epsilon(1e-10));
  const arma::vec g = slope(matrix, psi, n_up);
  CHECK(arma::abs(e.gradient[0] - g).max() < 1e-8);
  CHECK(arma::abs(g).max() > 0.01);
}

/// Values, gradients and metrics of independent evaluations against those of the full sum.
template <class Kernel, class Psi>
void check_sampling(const SpinHamiltonian& h, const Psi& psi, std::optional<std::size_t> n_up) {
  constexpr std::size_t n_parts = is_complex_state<Psi> ? 2 : 1;
  const auto row_of = [](const Evaluation<double>& e) {
    std::vector<double> row{e.value, e.figures[0]};
    row.insert(row.end(), e.gradient[0].begin(), e.gradient[0].end());
    const arma::mat s = metric_of(e, n_parts);
    row.insert(row.end(), s.begin(), s.end());
    for (double& x : row) x = std::fabs(x) < 1e-13 ? 0 : x;  // what is 0 for every sample
    return row;
  };
  const std::vector<double> exact = row_of(Trial<FullSum, Psi>(h, psi, n_up).evaluated());
  const Trial<Kernel, Psi> sampled(h, psi, n_up,
                                   {.n_samples = 2048, .n_walkers = 32, .sweeps_at_first = 20, .clip = 0});
  std::vector<std::vector<double>> rows;
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const auto e = sampled.evaluated(seed);
    // Products of means of a finite number of samples have a bias of one over it.
    rows.push_back(row_of(e));
    squares += std::pow((e.value - exact[0]) / e.error, 2) / 24;
  }
  CHECK(test::largest(test::t_scores(rows, exact)) < test::family_bound(exact.size(), rows.size()));
  CHECK(squares > 0.3);
  CHECK(squares < 2.2);
}

/// A machine that says of all other states that they have more weight than they have.
struct Enlarged : RbmState<double> {
  double factor = 1;
  void ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips, std::span<double> out) const {
    RbmState<double>::ratios(s, cache, flips, out);
    for (double& r : out) r *= factor;
  }
};

double lowest(const SpinHamiltonian& h) { return arma::eig_sym(test::matrix_of(h)).min(); }

}  // namespace

TEST_CASE("A full sum gives the energy of a state of spins and its gradient exactly") {
  const SpinHamiltonian ising = test::ising_ring(6, 0.7), heisenberg = test::heisenberg_ring(6);
  check_sum(ising, machine<double>(6), {});
  check_sum(ising, machine<Complex>(6, false), {});
  check_sum(heisenberg, machine<double>(6, false), 3);
  check_sum(heisenberg, machine<Complex>(6), 3);
  check_sum(heisenberg, machine<double>(6, false), 2);
  const SpinTrial<RbmState<double>> some(heisenberg, machine<double>(6), 2);
  CHECK(some.n_configurations() == 15);
  std::uint64_t before = 0;
  for (std::uint64_t index = 0; index < 15; ++index) {
    const std::uint64_t word = test::word_of(some.configuration(index).spins);
    CHECK(__builtin_popcountll(word) == 2);
    CHECK(word > before);
    before = word;
  }
}

TEST_CASE("Energies and gradients and metrics of samples of spins are those of the full sum") {
  check_sampling<Flip>(test::ising_ring(6, 0.7), machine<double>(6), {});
  check_sampling<Flip>(test::ising_ring(6, 0.7), machine<Complex>(6), {});
  check_sampling<Exchange>(test::heisenberg_ring(6), machine<double>(6), 3);
  check_sampling<Exchange>(test::heisenberg_ring(6), machine<Complex>(6), 3);
}

TEST_CASE("A machine of spins finds the ground states of small rings") {
  const auto infidelity = [](const auto& psi, const SpinHamiltonian& h, std::optional<int> n_up) {
    arma::vec levels;
    arma::mat states;
    arma::eig_sym(levels, states, test::matrix_of(h));
    arma::cx_vec v = test::amplitudes(psi);
    for (std::size_t word = 0; word < v.n_elem; ++word) {
      if (n_up && __builtin_popcountll(word) != *n_up) v[word] = 0;
    }
    return 1 - std::norm(arma::cdot(v / arma::norm(v), arma::cx_vec(states.col(0), 0 * states.col(0))));
  };
  const RbmShape shape{.n_sites = 10, .n_features = 4, .group = test::translations(10), .biases = false};
  const auto check = [&](const SpinHamiltonian& h, std::optional<int> n_up, double rate) {
    Trial<FullSum, RbmState<double>> trial(h, test::drawn_machine<double>(shape, 1, 0.1), n_up);
    const auto state = trial.minimized(400, rate, 1e-4);
    const double above = state.history.value.back() - lowest(h);
    CHECK(above < 1e-6);
    CHECK(above > -1e-10);
    CHECK(infidelity(trial.problem.psi(), h, n_up) < 1e-6);
  };
  check(test::ising_ring(10), {}, 0.03);
  check(test::heisenberg_ring(10), 5, 0.1);
}

TEST_CASE("One and two threads give the same bits of an energy of spins and so does a run resumed") {
  const auto bytes_of = [](const auto& value) {
    test::MemoryOutput out;
    out(value);
    return out.bytes;
  };
  const VmcSampling sampling{
      .n_samples = 192, .n_shards = 3, .n_walkers = 4, .sweeps_at_first = 20, .clip = 0};
  const Trial<Exchange, RbmState<Complex>> trial(test::heisenberg_ring(6), machine<Complex>(6), 3, sampling);
  CHECK(bytes_of(trial.evaluated(3, 2)) == bytes_of(trial.evaluated(3, 1)));
  const Trial<FullSum, RbmState<Complex>> sum(test::heisenberg_ring(6), machine<Complex>(6), 3);
  CHECK(bytes_of(sum.evaluated(3, 2)) == bytes_of(sum.evaluated(3, 1)));
  optim::MinimizePlan plan{.steps = 4, .clip_norm = 3, .metric = optim::NaturalGradient{.damping = 1e-3}};
  const optim::Rules rules{{.rule = optim::Sgd{optim::Constant{0.05}}}};
  const auto begin = [&] {
    return optim::start_at(trial.objective, trial.start, {.seed = 5, .purpose = random::Purpose::test});
  };
  NoCheckpoints none;
  NoProgress progress;
  auto whole = begin();
  optim::minimize(trial.objective, rules, plan, whole, none, progress);
  for (std::size_t stop_at = 1; stop_at <= 3; ++stop_at) {
    test::StoppingSink sink(stop_at);
    auto first = begin(), second = begin();
    CHECK_THROWS_AS(optim::minimize(trial.objective, rules, plan, first, sink, progress), Stopped);
    sink.stop_at = SIZE_MAX;
    plan.n_threads = 2;
    optim::minimize(trial.objective, rules, plan, second, sink, progress);
    plan.n_threads = 1;
    CHECK(bytes_of(second) == bytes_of(whole));
  }
}

TEST_CASE("Samples with an energy that no state has end in an error") {
  const SpinHamiltonian h = test::ising_ring(6, 0.7);
  CHECK(h.energy_bound() == Approx(6 + 6 * 0.7));
  CHECK(std::fabs(lowest(h)) < h.energy_bound());
  const SpinHamiltonian bonds(3, {{0, 1, -2, 1.5}, {1, 2, 1, 0}}, {}, {0, 3, -1});
  CHECK(bonds.energy_bound() == Approx(2 + 1.5 + 1 + 4));
  // A state whose ratios are all a hundred times too large.
  const auto evaluated = [&](double factor) {
    return Trial<Flip, Enlarged>(h, Enlarged{machine<double>(6), factor}).evaluated();
  };
  CHECK_NOTHROW(evaluated(1));
  CHECK_THROWS_WITH(evaluated(100), Catch::Contains("no state has one beyond -10.2"));
}

}  // namespace spin_trial_tests
