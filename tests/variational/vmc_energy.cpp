#include "lenz/variational/vmc_energy.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"
#include "lenz/variational/trapped_state.hpp"

#include "support/independent_runs.hpp"
#include "support/memory_archive.hpp"
#include "support/stopping_sink.hpp"
#include "support/two_electrons.hpp"

namespace vmc_energy_tests {

namespace {

using namespace lenz;
using namespace lenz::models;
using optim::Evaluation;
using sampling::Importance;
using sampling::MetropolisHastings;
using sampling::ParticleStep;
using variational::TrappedState;
using variational::VmcEnergy;
using variational::VmcSampling;

using Walk = MetropolisHastings<ParticleStep>;

template <class Psi>
arma::vec parameters_of(const Psi& psi) {
  arma::vec theta(psi.n_parameters());
  psi.parameters({theta.memptr(), theta.n_elem});
  return theta;
}

/// The objective of a state with all that it needs, and evaluations from seeds of their own.
template <class Psi, class Kernel = Importance>
struct Sampled {
  TrappedState<Psi> problem;
  VmcEnergy<TrappedState<Psi>, Kernel> objective;
  optim::Parameters<double> start;

  Sampled(const Trap& trap, const Psi& psi, const VmcSampling& sampling, const Kernel& kernel = {})
      : problem(trap, psi),
        objective(problem, kernel, sampling),
        start{{.name = "psi", .values = parameters_of(psi)}} {}
  Sampled(const Sampled&) = delete;
  Sampled& operator=(const Sampled&) = delete;

  Evaluation<double> evaluated(std::uint64_t seed, std::size_t n_threads = 1, int times = 1) const {
    auto state = optim::start_at(objective, start, {.seed = seed, .purpose = random::Purpose::test});
    state.objective = objective.init(state.parameters, state.streams);
    for (int n = 0; n < times; ++n)
      objective.evaluate(state.parameters, state.objective, state.streams, n_threads, state.evaluation);
    return state.evaluation;
  }
  auto minimized(const optim::Rules& rules, const optim::MinimizePlan& plan, std::uint64_t seed) const {
    auto state = optim::start_at(objective, start, {.seed = seed, .purpose = random::Purpose::test});
    NoCheckpoints sink;
    NoProgress progress;
    optim::minimize(objective, rules, plan, state, sink, progress);
    return state;
  }
};

/// Harmonic traps without interaction.
Trap trap_of(std::size_t n, std::vector<double> frequencies) {
  return Trap(
      {.particles = {.n = n, .dimensions = frequencies.size()}, .frequencies = std::move(frequencies)});
}

optim::MinimizePlan natural(std::uint64_t steps, double damping) {
  return {.steps = steps, .clip_norm = 1, .metric = optim::NaturalGradient{.damping = damping}};
}

/// 1 + r of two particles in a plane: with a Gaussian the ground state of two electrons at omega = 1 (Taut).
struct LinearPair : WithoutCache {
  template <LaneReal Real>
  static Real distance(std::span<const Real> x) {
    return lanes::sqrt(test::two_in_a_plane.distance_squared<Real>(x, 0, 1));
  }
  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return lanes::log1p(distance<Real>(at.x));
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const Real r = distance<Real>(at.x), first = 1 / (1 + r);
    for (std::size_t k = 0; k < 2; ++k) {
      const Real pull = first * (at.x[k] - at.x[2 + k]) / r;
      g[k] += pull;
      g[2 + k] -= pull;
    }
    return 2 * (first / r - first * first);
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t other = 1 - move.particle;
    const Real after = lanes::sqrt(test::two_in_a_plane.distance_squared<Real>(at.x, other, move.to));
    for (std::size_t k = 0; k < g.size(); ++k)
      g[k] += (move.to[k] - at.x[2 * other + k]) / (after * (1 + after));
    return lanes::log((1 + after) / (1 + distance<Real>(at.x)));
  }
};

template <class T>
std::vector<std::byte> bytes_of(const T& value) {
  test::MemoryOutput out;
  out(value);
  return out.bytes;
}

}  // namespace

TEST_CASE("The energy of a trial state and its gradient are those of quadrature") {
  const double alpha = 0.9, beta = 0.6, h = 1e-3;
  const Sampled sampled(test::electrons_in_a_plane(), test::pair_state(alpha, beta),
                        {.n_samples = 4096, .sweeps_between = 1, .clip = 0});
  const auto energy = [](double a, double b) { return test::pair_moments(a, b).energy; };
  const std::vector<double> exact{
      energy(alpha, beta), (energy(alpha * std::exp(h), beta) - energy(alpha * std::exp(-h), beta)) / (2 * h),
      (energy(alpha, beta * std::exp(h)) - energy(alpha, beta * std::exp(-h))) / (2 * h),
      test::pair_moments(alpha, beta).variance};
  std::vector<std::vector<double>> rows;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto e = sampled.evaluated(seed);
    rows.push_back({e.value, e.gradient[0][0], e.gradient[0][1], e.figures[0]});
    CHECK(std::fabs(e.value - exact[0]) < 6 * e.error);
  }
  CHECK(test::largest(test::t_scores(rows, exact)) < test::family_bound(20, rows.size()));
  CHECK(std::fabs(exact[1]) > 0.05);  // or nothing was tested
  CHECK(std::fabs(exact[2]) > 0.01);
}

TEST_CASE("The metric of a machine in one dimension is that of quadrature") {
  const RbmFactor psi({.a = {0.2}, .b = {0.3, -0.4}, .w = {0.7, -0.9}, .sigma = {0.8}}, {.dimensions = 1});
  const Sampled sampled(trap_of(1, {1}), psi, {.n_samples = 2048, .sweeps_between = 1}, Walk{});
  const std::size_t n = psi.n_parameters();
  arma::mat second(n, n, arma::fill::zeros);
  arma::vec mean(n, arma::fill::zeros), o(n);
  double norm = 0;
  for (double x = -12; x < 12; x += 1e-3) {
    const Rebuilt<RbmFactor, double> at(psi, std::vector<double>{x});
    const std::vector<double> place{x};
    const At<double> here{.x = place, .cache = at.at().cache};
    const double weight = std::exp(2 * psi.log_value<double>(here));
    psi.parameter_derivatives<double>(here, {o.memptr(), n});
    second += weight * o * o.t();
    mean += weight * o;
    norm += weight;
  }
  const arma::mat exact = second / norm - mean * mean.t() / (norm * norm);
  std::vector<std::vector<double>> rows;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const arma::mat found = arma::cov(sampled.evaluated(seed).log_derivatives.t());
    rows.emplace_back(found.begin(), found.end());
  }
  CHECK(test::largest(test::t_scores(rows, {exact.begin(), exact.end()})) <
        test::family_bound(n * n, rows.size()));
}

TEST_CASE("Walkers follow the parameters with all that is kept of them") {
  const RbmFactor psi({.a = {0.2}, .b = {0.3, -0.4}, .w = {0.7, -0.9}, .sigma = {0.8}}, {.dimensions = 1});
  const Sampled sampled(trap_of(1, {1}), psi, {.n_samples = 16384, .sweeps_between = 1}, Walk{});
  RbmFactor other = psi;
  const std::vector<double> theta{-0.3, 1.1, 0.6, -0.8, 0.5, std::log(1.1)};
  other.set_parameters(theta);
  double exact = 0, norm = 0;
  for (double x = -12; x < 12; x += 1e-3) {
    const std::vector<double> place{x};
    const double weight =
        std::exp(2 * other.log_value<double>(Rebuilt<RbmFactor, double>(other, place).at()));
    exact += weight * sampled.problem.trap().local_energy(other, place);
    norm += weight;
  }
  auto state =
      optim::start_at(sampled.objective, sampled.start, {.seed = 10, .purpose = random::Purpose::test});
  state.objective = sampled.objective.init(state.parameters, state.streams);
  state.parameters[0].values = theta;
  for (int n = 0; n < 3; ++n)
    sampled.objective.evaluate(state.parameters, state.objective, state.streams, 1, state.evaluation);
  CHECK(std::fabs(state.evaluation.value - exact / norm) < 5 * state.evaluation.error);
  CHECK(state.evaluation.error < 0.01);
}

TEST_CASE("The error of an energy is honest although its samples are correlated") {
  const double alpha = 0.7;
  const Sampled sampled(trap_of(1, {1}), GaussianEnvelope({1}, alpha),
                        {.n_samples = 1024, .n_shards = 2, .n_walkers = 4, .sweeps_between = 1}, Walk{});
  constexpr int n_seeds = 300;
  double squares = 0, sum = 0, naive = 0;
  for (std::uint64_t seed = 1; seed <= n_seeds; ++seed) {
    const auto e = sampled.evaluated(seed);
    const double off = e.value - (alpha + 1 / alpha) / 4;
    sum += off / e.error;
    squares += off * off / (e.error * e.error);
    naive += off * off / (e.figures[0] / 1024);
  }
  // Errors of 63 degrees of freedom and skew energies make it 1.13 (of 6000 seeds); five standard deviations.
  CHECK(std::fabs(sum / n_seeds) < 0.3);
  CHECK(squares / n_seeds == Approx(1.13).margin(0.43));
  CHECK(naive / n_seeds > 2);
}

TEST_CASE("One and two and three threads give the same bits of an energy and so does a run resumed") {
  const Sampled sampled(test::electrons_in_a_plane(), test::pair_state(0.9, 0.6),
                        {.n_samples = 256, .n_shards = 3, .n_walkers = 2, .sweeps_at_first = 20});
  const auto one = sampled.evaluated(5, 1, 3);
  for (const std::size_t n_threads : {2, 3}) {
    const auto more = sampled.evaluated(5, n_threads, 3);
    CHECK(bytes_of(more) == bytes_of(one));
    CHECK(arma::approx_equal(more.log_derivatives, one.log_derivatives, "absdiff", 0));
    CHECK(arma::approx_equal(more.local, one.local, "absdiff", 0));
  }
  const optim::Rules rules{{.rule = optim::Sgd{optim::Constant{0.1}}}};
  optim::MinimizePlan plan = natural(6, 1e-3);
  const auto whole = sampled.minimized(rules, plan, 5);
  for (std::size_t stop_at = 1; stop_at <= 5; ++stop_at) {
    test::StoppingSink sink(stop_at);
    NoProgress progress;
    auto first =
        optim::start_at(sampled.objective, sampled.start, {.seed = 5, .purpose = random::Purpose::test});
    plan.n_threads = 1;
    CHECK_THROWS_AS(optim::minimize(sampled.objective, rules, plan, first, sink, progress), Stopped);
    sink.stop_at = SIZE_MAX;
    auto second = optim::start_at(sampled.objective, sampled.start, {});
    plan.n_threads = 2;
    optim::minimize(sampled.objective, rules, plan, second, sink, progress);
    CHECK(bytes_of(second) == bytes_of(whole));
    CHECK(second.history.value == whole.history.value);
  }
}

TEST_CASE("Clipping of local energies pulls on the gradient and never on the energy") {
  const auto evaluated = [](double clip) {
    const Sampled sampled(test::electrons_in_a_plane(), test::pair_state(0.8, 0.6),
                          {.n_samples = 1024, .clip = clip});
    auto e = sampled.evaluated(6);
    const auto energies = sampled.objective.local_energies();
    CHECK(e.value == Approx(arma::mean(arma::vec(energies.data(), energies.size()))).epsilon(1e-14));
    return e;
  };
  const auto plain = evaluated(0), clipped = evaluated(1);
  CHECK(clipped.value == plain.value);
  CHECK(clipped.error == plain.error);
  CHECK(clipped.figures[0] == plain.figures[0]);
  CHECK(plain.figures[2] == 0);
  CHECK(clipped.figures[2] > 0.1);
  CHECK(std::fabs(clipped.gradient[0][0] - plain.gradient[0][0]) > 1e-4);
  const double reach = 2 * arma::mean(arma::abs(plain.local / 2 - plain.value));
  CHECK(arma::max(arma::abs(clipped.local - 2 * plain.value)) == Approx(reach).epsilon(1e-12));
  CHECK(arma::max(arma::abs(plain.local - 2 * plain.value)) > 1.5 * reach);
  // The gradient is the covariance of the log-derivatives with `local`, as the natural gradient takes it.
  for (const auto* e : {&plain, &clipped}) {
    const arma::vec covariance =
        e->log_derivatives * (e->local - arma::mean(e->local)) / static_cast<double>(e->local.n_elem);
    CHECK(arma::norm(covariance - e->gradient[0]) < 1e-12);
  }
}

TEST_CASE("Free particles come to rest at their exact energy without variance from far away") {
  for (const double alpha : {0.2, 6.0}) {
    const Sampled sampled(trap_of(3, {1, 2}), GaussianEnvelope({1, 2}, alpha), {.n_samples = 512});
    const auto state = sampled.minimized({{.rule = optim::Sgd{optim::Constant{0.2}}}}, natural(80, 1e-6), 7);
    CHECK(state.history.value.back() == Approx(4.5).epsilon(1e-10));
    CHECK(state.evaluation.figures[0] < 1e-20);
    CHECK(state.parameters[0].values[0] == Approx(0).margin(1e-10));
    CHECK(state.history.value.front() > 5);
  }
}

TEST_CASE("The analytic state of two electrons has their energy without variance") {
  const Sampled sampled(test::electrons_in_a_plane(), FactorProduct(GaussianEnvelope({1, 1}), LinearPair{}),
                        {.n_samples = 4096});
  const auto e = sampled.evaluated(8);
  CHECK(e.value == Approx(3).epsilon(1e-12));
  CHECK(e.figures[0] < 1e-20);
  CHECK(e.figures[1] > 0.5);
}

TEST_CASE("Two electrons with a Jastrow factor find their best state from anywhere near") {
  random::Stream rng({.seed = 9, .purpose = random::Purpose::test});
  for (int trial = 0; trial < 3; ++trial) {
    const double alpha = 0.7 + 0.6 * random::uniform(rng), beta = 0.1 + random::uniform(rng);
    const Sampled sampled(test::electrons_in_a_plane(), test::pair_state(alpha, beta), {.n_samples = 1024});
    const auto state = sampled.minimized({{.rule = optim::Sgd{optim::Constant{0.1}}}}, natural(100, 1e-4), 9);
    const arma::vec& theta = state.parameters[0].values;
    CHECK(test::pair_moments(std::exp(theta[0]), std::exp(theta[1])).energy < 3.0005);
  }
}

TEST_CASE("Samples of an energy come in whole rounds and numbers out of range are refused") {
  const auto n_samples = [](const VmcSampling& sampling) {
    return Sampled(trap_of(1, {1}), GaussianEnvelope({1}), sampling).objective.n_samples();
  };
  CHECK(n_samples({.n_samples = 1, .n_shards = 2}) == 16);
  CHECK(n_samples({.n_samples = 4096}) == 4096);
  CHECK(n_samples({.n_samples = 1000, .n_shards = 1, .n_walkers = 8}) == 1024);
  CHECK_THROWS_AS(n_samples({.n_samples = 0}), std::invalid_argument);
  CHECK_THROWS_AS(n_samples({.n_shards = 0}), std::invalid_argument);
  CHECK_THROWS_AS(n_samples({.n_walkers = 0}), std::invalid_argument);
  CHECK_THROWS_AS(n_samples({.sweeps_between = 0}), std::invalid_argument);
  CHECK_THROWS_AS(n_samples({.clip = -1}), std::invalid_argument);
}

}  // namespace vmc_energy_tests
