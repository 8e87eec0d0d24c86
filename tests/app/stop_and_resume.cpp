#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "support/temporary_folder.hpp"

namespace stop_and_resume_tests {

using namespace lenz::test;
using Catch::Contains;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

namespace {

/// Seconds of work, so that a signal finds it under way.
const std::string longer =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [32, 32]\ntemperature = [2.1, 2.4]\n"
    "[sampler]\nkind = 'heat-bath'\n[run]\nburn_in = 2000\nsweeps = 40000\nchains = 2\n"
    "[output]\nplots = false\nconfigurations = 10\n";

/// Waits until the run has begun to sample: its folder has a log.
bool under_way(const fs::path& out) {
  const auto give_up = Clock::now() + std::chrono::seconds(60);
  while (Clock::now() < give_up) {
    if (fs::exists(out / "log.txt") && text_in(out / "log.txt").find("point(s)") != std::string::npos)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("SIGTERM and SIGINT stop a run with a checkpoint and resume completes the same numbers") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  REQUIRE(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "whole"}).code == 0);
  std::vector<std::string> arguments{"run", "a.toml", "--out", "cut", "--threads", "2"};
  for (const int signal : {SIGTERM, SIGINT}) {
    fs::remove(folder.path / "cut" / "log.txt");
    Process process(folder.path, arguments);
    REQUIRE(under_way(folder.path / "cut"));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto sent = Clock::now();
    process.send(signal);
    const Finished stopped = process.wait();
    CHECK(Clock::now() - sent < std::chrono::seconds(5));
    REQUIRE(stopped.code == 75);
    CHECK_THAT(stopped.err, Contains("lenz resume cut"));
    CHECK_THAT(text_in(folder.path / "cut" / "summary.json"), Contains("\"status\": \"stopped\""));
    CHECK((fs::exists(folder.path / "cut" / "checkpoint.0") ||
           fs::exists(folder.path / "cut" / "checkpoint.1")));
    arguments = {"resume", "cut", "--threads", "1"};
  }
  CHECK(lenz::test::lenz(folder.path, {"resume", "cut", "--threads", "3"}).code == 0);
  CHECK(numbers_in(folder.path / "cut" / "summary.json") ==
        numbers_in(folder.path / "whole" / "summary.json"));
  CHECK_THAT(numbers_in(folder.path / "cut" / "summary.json"), Contains("\"status\": \"complete\""));
}

TEST_CASE("a time limit exits 75 and run --resume goes on") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  const Finished limited = stopped_run(folder.path, "a.toml", "cut");
  CHECK(limited.code == 75);
  CHECK_THAT(limited.err, Contains("lenz resume"));
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "cut", "--resume"}).code == 0);
  CHECK_THAT(text_in(folder.path / "cut" / "summary.json"), Contains("\"status\": \"complete\""));
}

TEST_CASE("a second and a third signal take nothing from a run that is stopping") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", longer);
  Process process(folder.path, {"run", "a.toml", "--out", "cut"});
  REQUIRE(under_way(folder.path / "cut"));
  for (const int signal : {SIGTERM, SIGTERM, SIGINT}) process.send(signal);
  CHECK(process.wait().code == 75);
  CHECK(lenz::test::lenz(folder.path, {"resume", "cut"}).code == 0);
}

// 7 s: it waits for a step that takes longer than the five seconds it is given.
TEST_CASE("a run in the middle of a long step stops within five seconds and can be resumed") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml",
             "task = 'sample'\n[system]\nkind = 'ising'\nsize = [2500, 2500]\ntemperature = 2.2\n"
             "[sampler]\nkind = 'swendsen-wang'\n[run]\nchains = 2\nsweeps = 1000\n");
  Process process(folder.path, {"run", "a.toml", "--out", "cut", "--threads", "1"});
  const auto give_up = Clock::now() + std::chrono::seconds(60);
  while (!fs::exists(folder.path / "cut" / "input.toml") && Clock::now() < give_up)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the lattice is being built
  const auto sent = Clock::now();
  process.send(SIGTERM);
  const Finished stopped = process.wait();
  CHECK(Clock::now() - sent < std::chrono::seconds(5));
  CHECK(stopped.code == 75);
  CHECK_THAT(stopped.err, Contains("lenz resume cut"));
  CHECK_THAT(text_in(folder.path / "cut" / "summary.json"), Contains("\"status\": \"stopped\""));
  CHECK(lenz::test::lenz(folder.path, {"resume", "cut", "--time-limit", "0.1s"}).code == 75);
}

TEST_CASE("an energy that overflows exits 6 in its sweep and says where") {
  const TemporaryFolder folder;
  write_text(folder.path / "strong.txt", "0 1 1e308\n1 2 1e308\n2 0 1e308\n");
  write_text(folder.path / "a.toml",
             "task = 'sample'\n[system]\nkind = 'ising'\nlattice = 'graph'\nfile = 'strong.txt'\n"
             "temperature = 1\n[sampler]\nkind = 'metropolis'\n");
  const Finished failed = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out", "--threads", "1"});
  CHECK(failed.code == 6);
  CHECK_THAT(failed.err,
             Contains("lenz: point 0 (temperature = 1, coupling = 1, field = 0), chain 0: energy is "
                      "infinite after sweep 1 of the burn-in"));
  CHECK_THAT(text_in(folder.path / "out" / "summary.json"), Contains("\"status\": \"failed\""));
}

}  // namespace stop_and_resume_tests
