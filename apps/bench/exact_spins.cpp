// Products y = H x of exact diagonalization, without a matrix.
#include <armadillo>

#include <benchmark/benchmark.h>

#include "lenz/exact/spins/spin_operator.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

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

void products(benchmark::State& state, const Terms& terms, const ChunkedBasis& basis) {
  const SpinOperator op(terms, basis, static_cast<std::size_t>(state.range(0)));
  random::Stream rng({.seed = 1});
  arma::vec x(op.size()), y(op.size());
  for (double& number : x) number = random::uniform(rng) - 0.5;
  op.apply(x.memptr(), y.memptr());
  for (auto _ : state) {
    op.apply(x.memptr(), y.memptr());
    benchmark::DoNotOptimize(y.memptr());
    benchmark::ClobberMemory();
  }
  const auto n = static_cast<double>(state.iterations());
  state.counters["seconds_per_product"] =
      benchmark::Counter(n, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["ns_per_state_and_bond"] =
      benchmark::Counter(n * static_cast<double>(op.size()) * static_cast<double>(terms.bonds.size()) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes"] = static_cast<double>(2 * op.size() * sizeof(double) + op.bytes());
}

void ed_heisenberg(benchmark::State& state) {
  products(state, xxz(24, ring(24), 1, 1, 0), ChunkedBasis(24, 12));
}
void ed_tfim(benchmark::State& state) {
  products(state, transverse_ising(22, ring(22), 1, 1), ChunkedBasis(22));
}
/// On the square lattices of 20 sites.
void ed_heisenberg_4x5(benchmark::State& state) {
  products(state, xxz(20, square(4, 5), 1, 1, 0), ChunkedBasis(20, 10));
}
void ed_heisenberg_5x4(benchmark::State& state) {
  products(state, xxz(20, square(5, 4), 1, 1, 0), ChunkedBasis(20, 10));
}
void ed_heisenberg_ring_20(benchmark::State& state) {
  products(state, xxz(20, ring(20), 1, 1, 0), ChunkedBasis(20, 10));
}

BENCHMARK(ed_heisenberg)->Name("ed_heisenberg/N:24")->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(ed_tfim)->Name("ed_tfim/N:22")->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(ed_heisenberg_ring_20)->Name("ed_heisenberg/N:20")->ArgName("threads")->Arg(1)->UseRealTime();
BENCHMARK(ed_heisenberg_4x5)->Name("ed_heisenberg/square:4x5")->ArgName("threads")->Arg(1)->UseRealTime();
BENCHMARK(ed_heisenberg_5x4)->Name("ed_heisenberg/square:5x4")->ArgName("threads")->Arg(1)->UseRealTime();

}  // namespace
