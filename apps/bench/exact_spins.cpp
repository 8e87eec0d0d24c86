// Exact diagonalization of spins: products y = H x, and whole ground states.
#include <armadillo>
#include <chrono>
#include <cstdlib>

#include <benchmark/benchmark.h>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/ground_state.hpp"
#include "lenz/exact/spins/parity_operator.hpp"
#include "lenz/exact/spins/spin_operator.hpp"
#include "lenz/exact/spins/symmetric_operator.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace exact_spins_bench {

namespace {

using namespace lenz;
using namespace lenz::exact::spins;

std::vector<Pair> ring(std::uint32_t n) {
  std::vector<Pair> pairs;
  for (std::uint32_t i = 0; i < n; ++i) pairs.emplace_back(i, (i + 1) % n);
  return pairs;
}

/// A square lattice with periodic edges, sites row by row.
std::vector<Pair> square(std::uint32_t length, std::uint32_t width) {
  std::vector<Pair> pairs;
  for (std::uint32_t y = 0; y < width; ++y) {
    for (std::uint32_t x = 0; x < length; ++x) {
      pairs.emplace_back(x + length * y, (x + 1) % length + length * y);
      pairs.emplace_back(x + length * y, x + length * ((y + 1) % width));
    }
  }
  return pairs;
}

std::size_t n_threads(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

template <class Op>
void products(benchmark::State& state, const Op& op, std::size_t n_bonds) {
  random::Stream rng({.seed = 1});
  arma::vec x(op.size()), y(op.size());
  for (double& number : x) number = random::uniform(rng) - 0.5;
  op.apply(x.memptr(), y.memptr());
  for (auto _ : state) {
    op.apply(x.memptr(), y.memptr());
    benchmark::DoNotOptimize(y.memptr());
    benchmark::ClobberMemory();
  }
  using benchmark::Counter;
  const auto n = static_cast<double>(state.iterations());
  state.counters["seconds_per_product"] = Counter(n, Counter::kIsRate | Counter::kInvert);
  state.counters["seconds_per_state_and_bond"] =
      Counter(n * static_cast<double>(op.size() * n_bonds), Counter::kIsRate | Counter::kInvert);
  state.counters["bytes"] = static_cast<double>(2 * op.size() * sizeof(double) + op.bytes());
}

/// Products with what `make` makes, and one ground state, from the terms on: `seconds`.
template <class Make>
void diagonalizations(benchmark::State& state, std::size_t n_bonds, const Make& make) {
  using Clock = std::chrono::steady_clock;
  products(state, make(n_threads(state)), n_bonds);
  const auto begin = Clock::now();
  const double energy = ground_state(make(n_threads(state)), {.n_threads = n_threads(state)}).energy;
  state.counters["seconds"] = std::chrono::duration<double>(Clock::now() - begin).count();
  state.counters["energy"] = energy;
}

Terms heisenberg(std::uint32_t n) { return xxz(n, ring(n), 1, 1, 0); }
Terms critical_ising(std::uint32_t n) { return transverse_ising(n, ring(n), 1, 1); }

void ed_heisenberg(benchmark::State& state) {
  diagonalizations(state, 24,
                   [](std::size_t n) { return SpinOperator(heisenberg(24), ChunkedBasis(24, 12), n); });
}
void ed_tfim(benchmark::State& state) {
  diagonalizations(state, 22,
                   [](std::size_t n) { return SpinOperator(critical_ising(22), ChunkedBasis(22), n); });
}
void ed_tfim_parity(benchmark::State& state) {
  diagonalizations(state, 22, [](std::size_t n) { return ParityOperator(critical_ising(22), 1, n); });
}

/// Of 20 spins: what a bond costs on a ring, and on the square lattices of 4 x 5.
void ed_heisenberg_20(benchmark::State& state, const std::vector<Pair>& bonds) {
  products(state, SpinOperator(xxz(20, bonds, 1, 1, 0), ChunkedBasis(20, 10), n_threads(state)),
           bonds.size());
}

/// The sector of the ground state under translations, reflections and the spin inversion; `seconds` count its
/// search too.
void ed_heisenberg_symmetric(benchmark::State& state, std::uint32_t n) {
  const std::vector<Generator> generators = {
      {translation({n}, 0), 1}, {reflection({n}, 0), 1}, {spin_inversion(n), 1}};
  diagonalizations(state, n, [&](std::size_t threads) {
    return SymmetricOperator<double>(heisenberg(n), SymmetryGroup(n, generators), n / 2, threads);
  });
}

#define LENZ_ON_THREADS(name) Name(name)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()
BENCHMARK(ed_heisenberg)->LENZ_ON_THREADS("ed_heisenberg/N:24");
BENCHMARK_CAPTURE(ed_heisenberg_symmetric, 24, 24)->LENZ_ON_THREADS("ed_heisenberg/N:24/symmetric");
BENCHMARK(ed_tfim)->LENZ_ON_THREADS("ed_tfim/N:22");
BENCHMARK(ed_tfim_parity)->LENZ_ON_THREADS("ed_tfim/N:22/parity");
BENCHMARK_CAPTURE(ed_heisenberg_20, ring, ring(20))->LENZ_ON_THREADS("ed_heisenberg/N:20");
BENCHMARK_CAPTURE(ed_heisenberg_20, four, square(4, 5))->LENZ_ON_THREADS("ed_heisenberg/square:4x5");
BENCHMARK_CAPTURE(ed_heisenberg_20, five, square(5, 4))->LENZ_ON_THREADS("ed_heisenberg/square:5x4");

/// Takes a minute: only where it is asked for by the environment.
[[maybe_unused]] const bool with_long_ones = [] {
  if (std::getenv("LENZ_BENCH_LONG") == nullptr) return false;
  benchmark::RegisterBenchmark("", ed_heisenberg_symmetric, 32)
      ->LENZ_ON_THREADS("ed_heisenberg/N:32/symmetric");
  return true;
}();

}  // namespace

}  // namespace exact_spins_bench
