#include <memory>
#include <random>

#include <catch2/catch.hpp>

#include "app/kill_bench.hpp"

namespace kills_tests {

using namespace lenz::test;

namespace {

struct Case {
  const char* name;
  const char* text;  ///< [system] and [sampler]
  int sweeps;        ///< for half a second or so
};

/// What is carried from sweep to sweep differs in each: tuned steps, numbers of clusters, ladders, replicas.
const Case cases[] = {
    {"metropolis",
     "[system]\nkind='ising'\nsize=[16,16]\ntemperature=[2.2,2.4]\n[sampler]\nkind='metropolis'\n", 10000},
    {"wolff", "[system]\nkind='ising'\nsize=[16,16]\ntemperature=[2.2,2.4]\n[sampler]\nkind='wolff'\n", 6000},
    {"swendsen-wang",
     "[system]\nkind='ising'\nsize=[16,16]\ntemperature=[2.2,2.4]\n[sampler]\nkind='swendsen-wang'\n", 6000},
    {"tempering",
     "[system]\nkind='ising'\nsize=[8,8]\ntemperature={from=1.5,to=3.0,count=4}\n"
     "[sampler]\nkind='heat-bath'\ntempering=true\n",
     15000},
    {"hmc", "[system]\nkind='gaussian'\nmean=[0,0]\ncovariance=[[1,0.5],[0.5,1]]\n[sampler]\nkind='hmc'\n",
     150000},
    {"mixture",
     "[system]\nkind='mixture'\nweights=[0.3,0.7]\nmeans=[[-1.5,0],[1.5,1]]\n"
     "covariances=[[[1,0],[0,1]],[[0.5,0.2],[0.2,1]]]\n[sampler]\nkind='metropolis'\n",
     200000},
    {"markov-chain", "[system]\nkind='markov-chain'\nstart=0\nmatrix=[[0.2,0.8],[0.5,0.5]]\n", 2000000},
    {"disorder",
     "[system]\nkind='ising'\nsize=[4,5]\ndisorder='bimodal'\ndisorder_seed=[7,8]\ntemperature=1.0\n"
     "[sampler]\nkind='heat-bath'\n",
     40000}};

std::string input_of(const Case& c) {
  return "task='sample'\n" + std::string(c.text) +
         "[run]\nsweeps=" + std::to_string(enough_to_kill(c.sweeps)) +
         "\nchains=2\ncheckpoint_every=0.05\nthin=10\n[output]\nplots=false\ntrace=true\nconfigurations=50\n";
}

/// The kinds of runs in turn; what is held against what left alone.
void check_killed_runs(int n_runs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::unique_ptr<KillBench>> benches;
  for (const Case& c : cases) benches.push_back(std::make_unique<KillBench>(c.name, input_of(c)));
  int kills = 0;
  for (int run = 0; run < n_runs; ++run) {
    kills += benches[run % benches.size()]->kill_until_done(
        random, [&](int) { return 1 + static_cast<int>(random() % 3); });
  }
  CHECK(kills > n_runs);  // else the moments miss the runs
}

}  // namespace

// 10 s: twenty runs of half a second, each killed and resumed.
TEST_CASE("a run killed at random moments and resumed ends with the bits of one left alone") {
  check_killed_runs(20, 7);
}

TEST_CASE("500 runs killed at random moments and resumed end with the bits of those left alone", "[.long]") {
  check_killed_runs(500, 8);
}

TEST_CASE("a run killed with 1 thread and resumed with 2 ends with the bits of one left alone") {
  std::mt19937_64 random(9);
  for (const Case& c : {cases[1], cases[3]}) {
    KillBench bench(c.name, input_of(c));
    int kills = 0;
    for (int run = 0; run < 3 && kills == 0; ++run)
      kills = bench.kill_until_done(random, [](int start) { return start == 0 ? 1 : 2; });
    CHECK(kills > 0);
  }
}

}  // namespace kills_tests
