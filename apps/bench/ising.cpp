// Spin updates of the lattice kernels at the critical temperature, where each is used most.
#include <benchmark/benchmark.h>

#include "lenz/models/ising_measurement.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/multispin.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/wolff.hpp"

namespace ising_bench {

namespace {

using namespace lenz;

constexpr double critical_temperature = 2.269185314213022;

models::Ising critical_ising(std::size_t length) {
  return {models::make_ising_system(lattice::Lattice(lattice::Kind::square, {length, length}), {}),
          critical_temperature};
}

/// Spins in equilibrium, so that clusters have their natural sizes: a few cluster sweeps from a random start.
models::IsingWalker critical_walker(const models::Ising& ising) {
  random::Stream stream({.seed = 1, .purpose = random::Purpose::initial});
  models::IsingWalker walker = ising.random_walker(stream);
  for (int sweep = 0; sweep < 50; ++sweep) sampling::SwendsenWang{}.sweep(ising, walker, stream);
  return walker;
}

template <class Kernel>
void run(benchmark::State& state, Kernel kernel) {
  const models::Ising ising = critical_ising(static_cast<std::size_t>(state.range(0)));
  models::IsingWalker walker = critical_walker(ising);
  random::Stream stream({.seed = 1, .slot = static_cast<std::uint32_t>(state.thread_index())});
  double updates = 0;
  for (auto _ : state) updates += static_cast<double>(kernel.sweep(ising, walker, stream).n_proposed);
  state.counters["updates_per_second"] = benchmark::Counter(updates, benchmark::Counter::kIsRate);
}

void ising_swendsen_wang(benchmark::State& state) { run(state, sampling::SwendsenWang{}); }
void ising_swendsen_wang_improved(benchmark::State& state) {
  run(state, sampling::SwendsenWang{.estimators = {.structure_factor = true, .correlation = true}});
}
void ising_wolff(benchmark::State& state) {
  sampling::Wolff wolff;
  wolff.clusters_per_sweep = 2;  // about N flipped spins at T_c
  run(state, wolff);
}

/// The lanes of a word in blocks of one lattice; at L = 64 and below a sweep takes less than a microsecond,
/// so that a hundred are timed together.
void multispin(benchmark::State& state, sampling::Multispin::Rule rule,
               lattice::lanes::InstructionSet set = lattice::lanes::best_instruction_set()) {
  if (!lattice::lanes::present(set)) return state.SkipWithError("not present");
  const auto length = static_cast<std::size_t>(state.range(0));
  const auto packing = std::make_shared<const lattice::Packing>(lattice::Kind::square,
                                                                std::vector<std::size_t>{length, length});
  const auto bonds = std::make_shared<const lattice::PackedBonds>(packing, std::vector<std::uint64_t>{}, set);
  const sampling::Multispin kernel(bonds, 1 / critical_temperature, rule);
  random::BulkGenerator random({.seed = 1, .slot = static_cast<std::uint32_t>(state.thread_index())});
  std::vector<std::uint64_t> words(bonds->size());
  random.fill(words);
  const int n_sweeps = length > 64 ? 1 : 100;
  for (int n = 0; n < 200; ++n) kernel.sweep(words, random);
  double updates = 0;
  for (auto _ : state) {
    for (int n = 0; n < n_sweeps; ++n) kernel.sweep(words, random);
    updates += n_sweeps * static_cast<double>(length * length);
  }
  state.counters["updates_per_second"] = benchmark::Counter(updates, benchmark::Counter::kIsRate);
}
void ising_multispin(benchmark::State& state) { multispin(state, sampling::Multispin::Rule::metropolis); }
void ising_multispin_heat_bath(benchmark::State& state) {
  multispin(state, sampling::Multispin::Rule::heat_bath);
}

void ising_multispin_avx2(benchmark::State& state) {
  multispin(state, sampling::Multispin::Rule::metropolis, lattice::lanes::InstructionSet::avx2);
}
void ising_multispin_portable(benchmark::State& state) {
  multispin(state, sampling::Multispin::Rule::metropolis, lattice::lanes::InstructionSet::portable);
}

/// Everything that a run records of a sweep; "updates" are measured spins.
void ising_measurement(benchmark::State& state) {
  const models::Ising ising = critical_ising(static_cast<std::size_t>(state.range(0)));
  const std::vector<models::IsingWalker> walkers = {critical_walker(ising)};
  const models::IsingMeasurement measurement(
      ising.system(), {.staggered = true, .structure_factor = true, .correlation = true});
  std::vector<double> row(measurement.names().size());
  for (auto _ : state) measurement.measure(ising, walkers, 0, sampling::MoveInfo{}, row);
  state.counters["updates_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(ising.n_sites()),
                         benchmark::Counter::kIsRate);
}

BENCHMARK(ising_multispin)
    ->ArgName("L")
    ->Arg(64)
    ->Arg(256)
    ->Arg(1024)
    ->Arg(4096)
    ->UseRealTime()
    ->Threads(1)
    ->Threads(2);
BENCHMARK(ising_multispin_heat_bath)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_multispin_avx2)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_multispin_portable)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_wolff)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(ising_swendsen_wang)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(ising_swendsen_wang_improved)->ArgName("L")->Arg(64)->UseRealTime();
BENCHMARK(ising_measurement)->ArgName("L")->Arg(64)->UseRealTime();

}  // namespace

}  // namespace ising_bench
