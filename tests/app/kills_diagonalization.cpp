#include <random>

#include <catch2/catch.hpp>

#include "app/kill_bench.hpp"

namespace kills_diagonalization_tests {

using namespace lenz::test;

namespace {

/// Several Hamiltonians of many sectors, checkpointed all the time.
std::string diagonalization(const std::string& system, const std::string& run = "") {
  return "task='diagonalize'\nexact='none'\n[system]\nkind='spin'\nlattice='chain'\n" + system +
         "[run]\nmethod='lanczos'\ncheckpoint_every=0.02\n" + run + "[output]\nplots=false\n";
}

/// Run after run, on 1 and 2 threads in turn, until it was killed n_kills times.
void check_killed(KillBench&& bench, int n_kills, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  int kills = 0, runs = 0;
  for (; kills < n_kills && runs < n_kills; ++runs)
    kills += bench.kill_until_done(random, [&](int start) { return 1 + (start + runs) % 2; });
  CHECK(kills >= n_kills);  // else the moments miss the runs
}

const std::string levels = "model='xxz'\nsize=[13]\nfield=[0.1,0.2,0.3,0.4]\n";
const std::string thermal = "model='j1j2'\nsizes=[10,11]\nfield=[0,0.2,0.4]\ntemperature=[0.5,1,2]\n";

}  // namespace

TEST_CASE("a diagonalization killed again and again ends with the bits of one left alone") {
  check_killed(KillBench("levels of several fields", diagonalization(levels)), 8, 21);
}

TEST_CASE("thermal averages killed again and again end with the bits of those left alone") {
  check_killed(KillBench("thermal averages", diagonalization(thermal, "steps=20\n")), 6, 22);
}

TEST_CASE("diagonalizations killed 100 times end with the bits of those left alone", "[.long]") {
  check_killed(KillBench("levels of several fields", diagonalization(levels)), 100, 23);
  check_killed(KillBench("complex characters",
                         diagonalization("model='j1j2'\nsize=[14]\nmomentum=[3]\nj2=[0.1,0.2,0.3]\n")),
               50, 24);
}

}  // namespace kills_diagonalization_tests
