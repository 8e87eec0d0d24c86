// Single-site updates of what multi-spin coding cannot take as well as of what it can: in a fixed order of
// sites, and with sites at random.
#include <algorithm>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "lenz/models/ising.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/ordered_sweep.hpp"
#include "lenz/sampling/site_proposals.hpp"

namespace ising_sites_bench {

namespace {

using namespace lenz;
using models::Disorder, models::Ising, models::IsingCouplings;

constexpr double critical_temperature = 2.269185314213022;

Ising square(std::size_t length, const IsingCouplings& law, double temperature = critical_temperature) {
  return {models::make_ising_system(lattice::Lattice(lattice::Kind::square, {length, length}), law),
          temperature};
}

/// Four bonds a site: two rings through all sites in random orders.
lattice::Lattice random_graph(std::size_t n_sites) {
  random::Stream stream({.seed = 1, .purpose = random::Purpose::disorder});
  std::vector<lattice::Bond> bonds;
  for (int ring = 0; ring < 2; ++ring) {
    std::vector<lattice::Site> order(n_sites);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = n_sites - 1; i > 0; --i)
      std::swap(order[i], order[random::uniform_index(stream, i + 1)]);
    for (std::size_t i = 0; i < n_sites; ++i) bonds.push_back({order[i], order[(i + 1) % n_sites]});
  }
  return lattice::Lattice::graph(n_sites, std::move(bonds));
}
Ising graph(std::size_t n_sites, const IsingCouplings& law) {
  return {models::make_ising_system(random_graph(n_sites), law), 2.8};
}

template <class Kernel>
void run(benchmark::State& state, const Ising& ising, const Kernel& kernel) {
  random::Stream stream({.seed = 1, .slot = static_cast<std::uint32_t>(state.thread_index())});
  models::IsingWalker walker = ising.random_walker(stream);
  for (int n = 0; n < 20; ++n) kernel.sweep(ising, walker, stream);
  double updates = 0;
  for (auto _ : state) updates += static_cast<double>(kernel.sweep(ising, walker, stream).n_proposed);
  state.counters["updates_per_second"] = benchmark::Counter(updates, benchmark::Counter::kIsRate);
}

std::size_t size_of(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }
constexpr sampling::Gibbs heat_bath{.scan = sampling::Scan::sequential};

void ising_metropolis(benchmark::State& state) {
  run(state, square(size_of(state), {}), sampling::OrderedSweep<>{});
}
void ising_heat_bath(benchmark::State& state) { run(state, square(size_of(state), {}), heat_bath); }
void ising_metropolis_random_sites(benchmark::State& state) {
  run(state, square(size_of(state), {}), sampling::SingleSiteMetropolis<>{});
}
void ising_heat_bath_random_sites(benchmark::State& state) {
  run(state, square(size_of(state), {}), sampling::Gibbs{});
}
void ising_gaussian_metropolis(benchmark::State& state) {
  run(state, square(size_of(state), {.disorder = Disorder::gaussian}, 1.0), sampling::OrderedSweep<>{});
}
void ising_gaussian_heat_bath(benchmark::State& state) {
  run(state, square(size_of(state), {.disorder = Disorder::gaussian}, 1.0), heat_bath);
}
void ising_graph_metropolis(benchmark::State& state) {
  run(state, graph(size_of(state), {}), sampling::OrderedSweep<>{});
}
void ising_graph_heat_bath(benchmark::State& state) { run(state, graph(size_of(state), {}), heat_bath); }
void ising_graph_gaussian_heat_bath(benchmark::State& state) {
  run(state, graph(size_of(state), {.disorder = Disorder::gaussian}), heat_bath);
}

BENCHMARK(ising_metropolis)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(ising_heat_bath)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime()->Threads(1)->Threads(2);
BENCHMARK(ising_metropolis_random_sites)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_heat_bath_random_sites)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_gaussian_metropolis)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_gaussian_heat_bath)->ArgName("L")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK(ising_graph_metropolis)->ArgName("N")->Arg(65536)->Arg(1048576)->UseRealTime();
BENCHMARK(ising_graph_heat_bath)->ArgName("N")->Arg(65536)->Arg(1048576)->UseRealTime();
BENCHMARK(ising_graph_gaussian_heat_bath)->ArgName("N")->Arg(65536)->Arg(1048576)->UseRealTime();

}  // namespace

}  // namespace ising_sites_bench
