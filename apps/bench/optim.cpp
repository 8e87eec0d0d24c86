// Update rules: they read and write every parameter once, and should run at the speed of memory.
#include <algorithm>

#include <benchmark/benchmark.h>

#include "lenz/optim/rule.hpp"

namespace optim_bench {

namespace {

using namespace lenz;

constexpr std::int64_t bytes_of_adam = 7 * sizeof(float);  // theta, m, v read and written, g read

void update(benchmark::State& state, const optim::Rule& rule, std::int64_t bytes) {
  const auto n = static_cast<arma::uword>(state.range(0));
  arma::fvec theta(n, arma::fill::ones), gradient(n);
  for (arma::uword i = 0; i < n; ++i) gradient[i] = static_cast<float>(i % 101) - 50;
  optim::RuleState<float> memory;
  std::uint64_t step = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        optim::update_block(optim::BlockRule{.rule = rule}, step++, 1.0F, gradient, theta, memory));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * state.range(0) * bytes);
}

void adam_update(benchmark::State& state) { update(state, optim::Adam{}, bytes_of_adam); }
void sgd_update(benchmark::State& state) { update(state, optim::Sgd{}, 3 * sizeof(float)); }

/// A plain copy that moves as many bytes as one update by Adam: half of them read, half written.
void adam_copy(benchmark::State& state) {
  const auto bytes = static_cast<std::size_t>(state.range(0) * bytes_of_adam / 2);
  std::vector<char> from(bytes, 1), to(bytes, 2);
  for (auto _ : state) {
    std::copy(from.begin(), from.end(), to.begin());
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(2 * bytes));
}

BENCHMARK(adam_update)->ArgName("n")->Arg(1000000)->Arg(16000000)->UseRealTime();
BENCHMARK(adam_copy)->ArgName("n")->Arg(1000000)->Arg(16000000)->UseRealTime();
BENCHMARK(sgd_update)->ArgName("n")->Arg(1000000)->UseRealTime();

}  // namespace

}  // namespace optim_bench
