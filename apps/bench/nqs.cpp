// Machines as wavefunctions of spins, as task ground-state runs them: density 4 (four hidden units a spin),
// real weights, none of them shared; or density 8 with all translations, what long runs spend their time in.
// Local energies from what a walker keeps; moves of the Metropolis kernel;
// whole steps of the natural gradient with 1008 samples, a sweep apart.
#include <span>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "lenz/core/blas.hpp"
#include "lenz/lattice/lattice.hpp"
#include "lenz/lattice/point_group.hpp"
#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/optim/natural_gradient.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/spin_moves.hpp"
#include "lenz/variational/spin_trial.hpp"
#include "lenz/variational/vmc_energy.hpp"

namespace nqs_bench {

namespace {

using namespace lenz;
using namespace lenz::models;
using Machine = RbmState<double>;
using Trial = variational::SpinTrial<Machine>;
using Flip = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomSite>>;
using Exchange = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomExchange>>;

constexpr std::size_t hidden_per_site = 4;

Machine drawn(RbmShape shape) {
  Machine psi(std::move(shape));
  random::Stream rng({.seed = 1, .purpose = random::Purpose::test});
  psi.draw_parameters(rng, 0.3);
  return psi;
}

Machine machine(std::size_t n_sites, std::span<const Flips> pairs = {}) {
  return drawn({.n_sites = n_sites,
                .n_features = hidden_per_site * n_sites,
                .biases = false,
                .pairs = {pairs.begin(), pairs.end()}});
}

/// The critical chain.
Trial ising(std::size_t length) {
  const lattice::Lattice chain(lattice::Kind::chain, {length});
  std::vector<SpinBond> bonds;
  for (const auto& b : chain.bonds()) bonds.push_back({b.a, b.b, -1, 0});
  return Trial(SpinHamiltonian(length, bonds, std::vector<double>(length, -1), {}), machine(length));
}

/// The Heisenberg antiferromagnet on the square lattice, by Marshall's signs.
Trial heisenberg(std::size_t length, bool has_translations) {
  const lattice::Lattice square(lattice::Kind::square, {length, length});
  std::vector<SpinBond> bonds;
  for (const auto& b : square.bonds()) bonds.push_back({b.a, b.b, 0.25, 0.5});
  const SpinHamiltonian h(square.n_sites(), bonds, {}, {});
  const RbmShape shared{.n_sites = square.n_sites(),
                        .n_features = 8,
                        .group = lattice::translations(square),
                        .biases = false,
                        .pairs = {h.exchanges().begin(), h.exchanges().end()}};
  return Trial(h.turned(h.sign_rule().value()),
               has_translations ? drawn(shared) : machine(square.n_sites(), h.exchanges()),
               square.n_sites() / 2);
}

void rate(benchmark::State& state, const char* counter) {
  state.counters[counter] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

template <class Kernel>
void nqs_local_energy(benchmark::State& state, const Trial& trial) {
  random::Stream rng({.seed = 2, .purpose = random::Purpose::test});
  auto walker = trial.begin(rng);
  const auto density = trial.density();
  for (int sweep = 0; sweep < 50; ++sweep) Kernel{}.sweep(density, walker, rng);
  for (auto _ : state) {
    double energy = trial.local_energy(walker);
    benchmark::DoNotOptimize(energy);
  }
  rate(state, "local_energies_per_second");
}

void nqs_moves(benchmark::State& state, const Trial& trial) {
  random::Stream rng({.seed = 2, .purpose = random::Purpose::test});
  auto walker = trial.begin(rng);
  const auto density = trial.density();
  const Flip kernel;
  sampling::MoveInfo info;
  auto&& words = random::hot(rng);
  for (auto _ : state) kernel.attempt(density, walker, words, info);
  rate(state, "moves_per_second");
  state.counters["acceptance"] = info.acceptance();
}

template <class Kernel>
void nqs_sr(benchmark::State& state, Trial trial) {
  use_one_blas_thread();
  using Objective = variational::VmcEnergy<Trial, Kernel>;
  const Objective objective(
      trial, {}, {.n_samples = 1008, .n_shards = 6, .n_walkers = 8, .sweeps_between = 1, .clip = 0});
  arma::vec theta(trial.n_parameters());
  trial.psi().parameters({theta.memptr(), theta.n_elem});
  optim::Parameters<double> parameters{{.name = "psi", .values = theta}};
  std::vector<random::Stream> streams;
  for (std::uint32_t slot = 0; slot < objective.n_shards(); ++slot)
    streams.emplace_back(random::Address{.seed = 3, .slot = slot, .purpose = random::Purpose::test});
  auto walkers = objective.init(parameters, streams);
  optim::Evaluation<double> e;
  optim::MetricReport report;
  arma::vec previous;
  for (auto _ : state) {
    objective.evaluate(parameters, walkers, streams, 1, e);
    parameters[0].values -= 0.01 * optim::natural_direction(e.log_derivatives, e.gradient[0], e.local,
                                                            {.damping = 1e-3}, previous, report, e.layout);
  }
  state.counters["samples"] = static_cast<double>(objective.n_samples());
}

[[maybe_unused]] const bool registered = [] {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("nqs_local_energy/tfim:80/density:4",
                    [](benchmark::State& s) { nqs_local_energy<Flip>(s, ising(80)); });
  RegisterBenchmark("nqs_local_energy/heisenberg:10x10/density:4",
                    [](benchmark::State& s) { nqs_local_energy<Exchange>(s, heisenberg(10, false)); });
  RegisterBenchmark("nqs_local_energy/heisenberg:10x10/density:8/translations",
                    [](benchmark::State& s) { nqs_local_energy<Exchange>(s, heisenberg(10, true)); });
  RegisterBenchmark("nqs_moves/tfim:80/density:4", [](benchmark::State& s) { nqs_moves(s, ising(80)); });
  for (const std::size_t length : {20, 80}) {
    const std::string name = "nqs_sr/tfim:" + std::to_string(length) + "/density:4";
    RegisterBenchmark(name.c_str(), [=](benchmark::State& s) {
      nqs_sr<Flip>(s, ising(length));
    })->Unit(benchmark::kSecond);
  }
  RegisterBenchmark("nqs_sr/heisenberg:10x10/density:8/translations", [](benchmark::State& s) {
    nqs_sr<Exchange>(s, heisenberg(10, true));
  })->Unit(benchmark::kSecond);
  return true;
}();

}  // namespace

}  // namespace nqs_bench
