#include <random>

#include <catch2/catch.hpp>

#include "app/kill_bench.hpp"

namespace kills_training_tests {

using namespace lenz::test;

namespace {

void sample_data(const std::filesystem::path& folder) {
  write_text(folder / "data.toml",
             "task='sample'\n[system]\nkind='ising'\nsize=[8,8]\ntemperature={from=1.5,to=3.5,count=6}\n"
             "[sampler]\nkind='heat-bath'\n[run]\nsweeps=2000\nchains=2\n"
             "[output]\nplots=false\nconfigurations=150\n");
  REQUIRE(lenz::test::lenz(folder, {"run", "data.toml", "--out", "data"}).code == 0);
}

/// A training on those data, checkpointed all the time.
std::string training(const std::string& model, int steps, const std::string& run = "batch=64\n") {
  return "task='train'\n[system]\nkind='dataset'\nfile='data/results.h5'\n[model]\n" + model +
         "[run]\nsteps=" + std::to_string(enough_to_kill(steps)) + "\ncheckpoint_every=0.02\n" + run +
         "[output]\nplots=false\n";
}

/// Run after run, on 1 and 2 threads in turn, until it was killed n_kills times.
void check_killed_training(KillBench&& bench, int n_kills, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  int kills = 0, runs = 0;
  for (; kills < n_kills && runs < n_kills; ++runs)
    kills += bench.kill_until_done(random, [&](int start) { return 1 + (start + runs) % 2; });
  CHECK(kills >= n_kills);  // else the moments miss the runs
}

const std::string dense = "kind='classifier'\nlayers=[32]\n";

}  // namespace

TEST_CASE("a training killed again and again ends with the bits of one left alone") {
  check_killed_training(KillBench("dense classifier", training(dense, 8000), sample_data), 12, 11);
}

TEST_CASE("trainings killed 200 times end with the bits of those left alone", "[.long]") {
  check_killed_training(KillBench("dense classifier", training(dense, 8000), sample_data), 200, 12);
}

TEST_CASE("convolutional regressors killed 50 times each end with the bits of those left alone", "[.long]") {
  const std::string convolution = "kind='regressor'\narchitecture='convolution'\nlayers=[4]\n";
  check_killed_training(
      KillBench("convolution with momentum", training(convolution + "[optimizer]\nkind='momentum'\n", 1500),
                sample_data),
      50, 13);
  // 720 of the 900 rows are trained on.
  check_killed_training(
      KillBench("convolution with L-BFGS",
                training(convolution + "[optimizer]\nkind='lbfgs'\n", 200, "batch=720\n"), sample_data),
      50, 14);
}

}  // namespace kills_training_tests
