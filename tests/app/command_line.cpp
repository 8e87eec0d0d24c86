#include <algorithm>

#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "support/temporary_folder.hpp"

namespace command_line_tests {

using namespace lenz::test;
using Catch::Contains, Catch::StartsWith;
namespace fs = std::filesystem;

namespace {

const std::string small =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2.0, 2.5]\n"
    "[run]\nsweeps = 200\nchains = 2\n[output]\nplots = false\n";

bool has_control_characters(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) < 32 && c != '\n') || c == 127; });
}

}  // namespace

TEST_CASE("without arguments the program prints a short help with three examples") {
  const TemporaryFolder folder;
  const Finished help = lenz::test::lenz(folder.path, {});
  CHECK(help.code == 0);
  CHECK(help.err.empty());
  CHECK_THAT(help.out, Contains("lenz run inputs/ising_phases.toml") && Contains("lenz describe") &&
                           Contains("lenz validate --quick"));
  for (const std::string flag : {"--help", "-h", "--version"}) {
    const Finished asked = lenz::test::lenz(folder.path, {flag});
    CHECK(asked.code == 0);
    CHECK(asked.err.empty());
    CHECK_FALSE(asked.out.empty());
  }
}

TEST_CASE("a mistake on the command line exits 2 and says what was meant") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  const auto refused = [&](const std::vector<std::string>& arguments) {
    const Finished f = lenz::test::lenz(folder.path, arguments);
    CHECK(f.code == 2);
    CHECK(f.out.empty());
    CHECK_THAT(f.err, StartsWith("lenz: "));
    return f.err;
  };
  CHECK_THAT(refused({"rnu", "a.toml"}), Contains("there is no command \"rnu\"") && Contains("run"));
  CHECK_THAT(refused({"vlidate"}), Contains("validate"));
  CHECK_THAT(refused({"run"}), Contains("FILE"));
  CHECK_THAT(refused({"run", "a.toml", "--sed", "3"}),
             Contains("lenz run has no option --sed; did you mean \"--seed\"?"));
  CHECK_THAT(refused({"qqqqqqq"}), Contains("lenz --help shows those there are"));
  CHECK_THAT(refused({"run", "a.toml", "--threads", "none"}), Contains("--threads"));
  for (const char* command : {"run", "check", "validate"}) {
    for (const char* n : {"0", "-1", "abc", "1.5", "1e3", "4097", "99999999999999999999", ""}) {
      const std::string said = refused({command, "a.toml", "--threads", n});
      CAPTURE(said);
      CHECK_THAT(said, Contains(std::string("--threads: is \"") + n +
                                "\", but must be a whole number from 1 to 4096"));
      CHECK(said.size() < 150);
    }
  }
}

TEST_CASE("LENZ_THREADS that is no number exits 2 and a number there is used") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  for (const std::string value : {"abc", "0", "-3", "2x", "1.5"}) {
    CAPTURE(value);
    const Finished f = lenz::test::lenz(folder.path, {"run", "a.toml"}, {{"LENZ_THREADS", value}});
    CHECK(f.code == 2);
    CHECK_THAT(f.err, Contains("LENZ_THREADS is \"" + value + "\""));
    CHECK_FALSE(fs::exists(folder.path / "runs"));
  }
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml"}, {{"LENZ_THREADS", "3"}}).code == 0);
  CHECK_THAT(text_in(folder.path / "runs" / "a" / "summary.json"), Contains("\"threads\": 3"));
}

TEST_CASE("an input that is absent or wrong exits 3 with its place") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::vector<std::string>& arguments) {
    const Finished f = lenz::test::lenz(folder.path, arguments);
    CHECK(f.code == 3);
    CHECK(f.out.empty());
    return f.err;
  };
  CHECK_THAT(refused({"run", "absent.toml"}), Contains("absent.toml"));
  CHECK_THAT(refused({"check", "absent.toml"}), Contains("absent.toml"));
  CHECK_THAT(refused({"resume", "absent"}), Contains("absent"));
  write_text(folder.path / "bad.toml",
             "task = 'sample'\n[system]\nkind = 'ising'\n  temprature = 2\nsize = [4, 4]\n");
  for (const std::string command : {"run", "check"}) {
    CHECK_THAT(refused({command, "bad.toml"}),
               StartsWith("bad.toml:4:3: error: ") && Contains("temprature") && Contains("temperature"));
  }
  write_text(folder.path / "two.toml",
             "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, -4]\ncolour = 1\n");
  CHECK_THAT(refused({"check", "two.toml"}),
             Contains("two.toml:4:12: error: ") && Contains("two.toml:5:1: error: "));
  write_text(folder.path / "torn.toml", "task = 'sample\n");
  CHECK_THAT(refused({"check", "torn.toml"}), StartsWith("torn.toml:1:"));
  CHECK_FALSE(fs::exists(folder.path / "runs"));
}

TEST_CASE("what --set gets wrong is shown as the argument") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  const auto refused = [&](const std::string& set) {
    const Finished f = lenz::test::lenz(folder.path, {"check", "a.toml", "--set", set});
    CHECK(f.code == 3);
    return f.err;
  };
  CHECK_THAT(refused("system.temprature=2"),
             StartsWith("--set system.temprature=2: error: ") && Contains("temperature"));
  CHECK_THAT(refused("system.temperature=-2"), StartsWith("--set system.temperature=-2: error: "));
  const Finished negative = lenz::test::lenz(folder.path, {"check", "a.toml", "--seed", "-1"});
  CHECK(negative.code == 3);
  CHECK_THAT(negative.err, Contains("[run] seed is -1, but must be at least 0"));
  const Finished good =
      lenz::test::lenz(folder.path, {"check", "a.toml", "--set", "sampler.kind=wolff", "--seed", "9"});
  CHECK(good.code == 0);
  CHECK_THAT(good.out, Contains("kind = \"wolff\"") && Contains("seed = 9"));
}

TEST_CASE("describe of something unknown exits 3 and of everything known 0") {
  const TemporaryFolder folder;
  CHECK(lenz::test::lenz(folder.path, {"describe", "sistem.ising"}).code == 3);
  CHECK_THAT(lenz::test::lenz(folder.path, {"describe", "system.izing"}).err, Contains("system.ising"));
  for (const std::string topic : {"sample", "system.ising", "sampler.wolff", "run.seed"}) {
    CAPTURE(topic);
    const Finished f = lenz::test::lenz(folder.path, {"describe", topic});
    CHECK(f.code == 0);
    CHECK_FALSE(f.out.empty());
  }
  CHECK(lenz::test::lenz(folder.path, {"describe"}).code == 0);
  CHECK(lenz::test::lenz(folder.path, {"list"}).code == 0);
}

static std::string before_cost(const std::string& out) { return out.substr(0, out.find("# cost: ")); }

TEST_CASE("every shipped input passes check and what check prints passes check again") {
  const TemporaryFolder folder;
  std::size_t n_inputs = 0;
  for (const auto& entry : fs::directory_iterator(LENZ_INPUTS)) {
    if (entry.path().extension() != ".toml") continue;
    CAPTURE(entry.path().string());
    ++n_inputs;
    const Finished f = lenz::test::lenz(folder.path, {"check", entry.path().string()});
    CHECK(f.code == 0);
    CHECK(f.err.empty());
    CHECK_THAT(f.out, Contains("# cost: "));
    write_text(folder.path / "resolved.toml", f.out);
    const Finished again = lenz::test::lenz(folder.path, {"check", "resolved.toml"});
    CHECK(before_cost(again.out) == before_cost(f.out));  // the time of a training is measured
  }
  CHECK(n_inputs >= 10);
}

TEST_CASE("output that is no terminal has a line per point and no control characters") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  const Finished f = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out"});
  CHECK(f.code == 0);
  CHECK(f.err.empty());
  CHECK_FALSE(has_control_characters(f.out));
  CHECK_FALSE(has_control_characters(text_in(folder.path / "out" / "log.txt")));
  CHECK(std::count(f.out.begin(), f.out.end(), '\n') >= 4);
  const Finished quiet = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "quiet", "--quiet"});
  CHECK(quiet.code == 0);
  CHECK(quiet.out.empty());
}

TEST_CASE("a finished run is refused with exit 2 where --out names it and given a new folder elsewhere") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out"}).code == 0);
  const Finished refused = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("--overwrite"));
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out", "--overwrite"}).code == 0);
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml"}).code == 0);
  CHECK(lenz::test::lenz(folder.path, {"run", "a.toml"}).code == 0);
  CHECK(fs::exists(folder.path / "runs" / "a" / "summary.json"));
  CHECK(fs::exists(folder.path / "runs" / "a-2" / "summary.json"));
}

TEST_CASE("a folder that cannot be made exits 5") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", small);
  write_text(folder.path / "file", "in the way");
  const Finished f = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "file/out"});
  CHECK(f.code == 5);
  CHECK_THAT(f.err, Contains("file"));
}

}  // namespace command_line_tests
