#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/temporary_folder.hpp"

namespace one_at_a_time_tests {

using namespace lenz::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// Seconds of work.
const std::string longer =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [32, 32]\ntemperature = [2.1, 2.4]\n"
    "[sampler]\nkind = 'heat-bath'\n[run]\nburn_in = 2000\nsweeps = 40000\nchains = 2\ncheckpoint_every = "
    "0.05\n"
    "[output]\nplots = false\n";

bool appears(const fs::path& file) {
  for (int i = 0; i < 3000 && !fs::exists(file); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return fs::exists(file);
}

}  // namespace

TEST_CASE("a second run in a folder where one is at work is refused and does no harm") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  Process first(folder.path, {"run", "a.toml"});
  REQUIRE(appears(folder.path / "runs" / "a" / "checkpoint.1"));
  const fs::path second = folder.path / "second";  // has its own stdout and stderr
  fs::create_directory(second);
  const std::vector<std::vector<std::string>> commands{
      {"resume", "../runs/a"},
      {"run", "../a.toml", "--out", "../runs/a"},
      {"run", "../a.toml", "--out", "../runs/a", "--overwrite"},
      {"run", "../a.toml", "--out", "../runs/a", "--resume"}};
  for (const auto& command : commands) {
    const Finished refused = lenz::test::lenz(second, command);
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("../runs/a: another lenz is at work"));
  }
  CHECK(first.wait().code == 0);
  CHECK_THAT(text_in(folder.path / "runs" / "a" / "summary.json"), Contains("\"status\": \"complete\""));
}

TEST_CASE("two runs of one file at once take two folders") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  fs::create_directory(folder.path / "other");
  Process first(folder.path, {"run", "a.toml", "--threads", "1"});
  REQUIRE(appears(folder.path / "runs" / "a" / "log.txt"));
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml", "--threads", "1"}).code == 0);
  CHECK(first.wait().code == 0);
  CHECK(difference_of_runs(folder.path / "runs" / "a-2", folder.path / "runs" / "a") == "");
}

TEST_CASE("a killed run leaves no lock behind") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  Process first(folder.path, {"run", "a.toml", "--out", "out"});
  REQUIRE(appears(folder.path / "out" / "checkpoint.1"));
  first.send(SIGKILL);
  CHECK(first.wait().code == 137);
  CHECK(lenz::test::lenz(folder.path, {"resume", "out"}).code == 0);
}

}  // namespace one_at_a_time_tests
