#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "app/kill_bench.hpp"

namespace run_again_tests {

using namespace lenz::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::string ising =
    "task='sample'\n[system]\nkind='ising'\nsize=[16,16]\ntemperature=[2.2,2.4]\n[sampler]\nkind='heat-bath'"
    "\n"
    "[run]\nsweeps=2000000\ncheckpoint_every=0.02\n[output]\nplots=false\n";

using Files = std::map<fs::path, std::string>;

/// Every checkpoint below a folder.
Files checkpoints(const fs::path& root) {
  Files files;
  if (!fs::exists(root)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = entry.path().filename().string();
    if (name == "checkpoint.0" || name == "checkpoint.1") files[entry.path()] = text_in(entry.path());
  }
  return files;
}

void check_none_lost(const Files& before, const Files& now) {
  for (const auto& [file, bytes] : before) {
    INFO(file);
    REQUIRE(now.count(file) == 1);
    CHECK((now.at(file) == bytes));
  }
}

/// Starts the command and kills it at a moment, often before or in the midst of its first checkpoint.
void start_and_kill(const fs::path& folder, const std::vector<std::string>& command, double seconds) {
  Process process(folder, command);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  process.send(SIGKILL);
  process.wait();
}

}  // namespace

// Ten seconds: fifty runs of a fifth of a second.
TEST_CASE("a run that was killed loses no bit of a checkpoint to the same command given again") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", ising);
  std::mt19937_64 random(31);
  std::uniform_real_distribution<double> moment(0.0, sanitized ? 1.0 : 0.3);
  const std::vector<std::string> commands[] = {{"run", "a.toml", "--threads", "1"},
                                               {"run", "a.toml", "--threads", "1", "--out", "mine"}};
  for (int start = 0; start < 50; ++start) {
    const Files before = checkpoints(folder.path);
    start_and_kill(folder.path, commands[start % 2], moment(random));
    check_none_lost(before, checkpoints(folder.path));
  }
  CHECK(checkpoints(folder.path).size() > 20);  // else the moments miss the runs
}

TEST_CASE("a stopped run is passed over with the line that resumes it and refused where --out names it") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", ising);
  const Finished stopped = lenz::test::lenz(folder.path, {"run", "a.toml", "--time-limit", "0.5s"});
  CHECK(stopped.code == 75);
  const Files first = checkpoints(folder.path);
  REQUIRE_FALSE(first.empty());
  const Finished second = lenz::test::lenz(folder.path, {"run", "a.toml", "--set", "run.sweeps=100"});
  CHECK(second.code == 0);
  CHECK_THAT(second.out,
             Contains("runs/a holds a run that was stopped (go on with: lenz resume runs/a); this one "
                      "goes to runs/a-2"));
  CHECK(fs::exists(folder.path / "runs" / "a-2" / "summary.json"));
  const Finished refused = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "runs/a"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("lenz resume runs/a") && Contains("--overwrite"));
  check_none_lost(first, checkpoints(folder.path));
  const Finished anew = lenz::test::lenz(
      folder.path, {"run", "a.toml", "--out", "runs/a", "--overwrite", "--set", "run.sweeps=100"});
  CHECK(anew.code == 0);
}

TEST_CASE("an input or data in the folder of a run are not overwritten and a faulty run replaces none") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", ising);
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "run");
    words.insert(words.end(), {"--set", "run.sweeps=100"});
    return lenz::test::lenz(folder.path, words);
  };
  REQUIRE(run({"a.toml", "--out", "mine", "--set", "output.configurations=20"}).code == 0);
  const std::string results = text_in(folder.path / "mine" / "results.h5");
  const std::string input = text_in(folder.path / "mine" / "input.toml");
  const Finished own = run({"mine/input.toml", "--out", "mine", "--overwrite"});
  CHECK(own.code == 2);
  CHECK_THAT(own.err, Contains("mine/input.toml: the run reads this file and would overwrite it"));

  write_text(folder.path / "train.toml",
             "task='train'\n[system]\nkind='dataset'\nfile='mine/results.h5'\n[model]\nkind='classifier'\n"
             "[run]\nsteps=5\n");
  const Finished data = lenz::test::lenz(folder.path, {"run", "train.toml", "--out", "mine", "--overwrite"});
  CHECK(data.code == 2);
  CHECK_THAT(data.err, Contains("mine/results.h5: the run reads this file and would overwrite it"));

  // What shows only when the data are read.
  write_text(folder.path / "broken.h5", "no HDF5");
  const Finished broken = lenz::test::lenz(
      folder.path, {"run", "train.toml", "--out", "mine", "--overwrite", "--set", "system.file=broken.h5"});
  CHECK(broken.code == 3);
  // A stop that comes before the new run has begun.
  const Finished early = run({"a.toml", "--out", "mine", "--overwrite", "--time-limit", "0.000001s"});
  CHECK(early.code == 75);
  CHECK_THAT(early.err, Contains("before the run began; mine is as it was"));
  CHECK((text_in(folder.path / "mine" / "results.h5") == results));
  CHECK(text_in(folder.path / "mine" / "input.toml") == input);
}

TEST_CASE("resume says that it takes the folder of a run") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", ising);
  fs::create_directory(folder.path / "empty");
  const auto said = [&](const std::string& name) {
    const Finished refused = lenz::test::lenz(folder.path, {"resume", name});
    CHECK(refused.code == 3);
    return refused.err;
  };
  CHECK_THAT(said("nothere"),
             Contains("nothere: error: this is no folder of a run: there is no such folder"));
  CHECK_THAT(said("a.toml"), Contains("it is a file; give the folder that lenz run named, as runs/a"));
  CHECK_THAT(said("empty"), Contains("it has no input.toml"));
}

}  // namespace run_again_tests
