// The generators: bytes a second. What they give bounds every kernel.
#include <vector>

#include <benchmark/benchmark.h>

#include "lenz/random/bulk.hpp"
#include "lenz/random/stream.hpp"

namespace random_bench {

namespace {

using namespace lenz;

void bulk_random(benchmark::State& state) {
  random::BulkGenerator generator(random::Address{.seed = 1});
  std::vector<std::uint64_t> words(4096);
  for (auto _ : state) {
    generator.fill(words);
    benchmark::DoNotOptimize(words.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(words.size() * sizeof(std::uint64_t)));
}

void scalar_random(benchmark::State& state) {
  random::Stream stream({.seed = 1});
  for (auto _ : state) benchmark::DoNotOptimize(stream());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sizeof(std::uint64_t)));
}

BENCHMARK(bulk_random)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(scalar_random)->UseRealTime();

}  // namespace

}  // namespace random_bench
