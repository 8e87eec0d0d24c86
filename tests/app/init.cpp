#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "support/temporary_folder.hpp"

namespace init_tests {

using namespace lenz::test;
using Catch::Contains, Catch::StartsWith;
namespace fs = std::filesystem;

TEST_CASE("init writes an input once and says what to do next") {
  const TemporaryFolder folder;
  const Finished first = lenz::test::lenz(folder.path, {"init", "system.ising"});
  CHECK(first.code == 0);
  CHECK(first.err.empty());
  CHECK_THAT(first.out, StartsWith("wrote ising.toml") && Contains("lenz run ising.toml") &&
                            Contains("lenz check ising.toml"));
  const std::string text = text_in(folder.path / "ising.toml");
  const Finished again = lenz::test::lenz(folder.path, {"init", "system.ising"});
  CHECK(again.code == 2);
  CHECK_THAT(again.err, Contains("ising.toml is there already"));
  CHECK(text_in(folder.path / "ising.toml") == text);
  CHECK(lenz::test::lenz(folder.path, {"init", "sampler.hmc", "a/b"}).code == 0);
  CHECK(fs::exists(folder.path / "a" / "b" / "hmc.toml"));
}

TEST_CASE("init of something unknown exits 3 and without a kind 2") {
  const TemporaryFolder folder;
  const Finished unknown = lenz::test::lenz(folder.path, {"init", "system.isnig"});
  CHECK(unknown.code == 3);
  CHECK_THAT(unknown.err, Contains("did you mean \"system.ising\"?"));
  const Finished nothing = lenz::test::lenz(folder.path, {"init"});
  CHECK(nothing.code == 2);
  CHECK_THAT(nothing.err, Contains("lenz init system.ising") && Contains("lenz init sampler.wolff"));
  write_text(folder.path / "file", "in the way");
  CHECK(lenz::test::lenz(folder.path, {"init", "ising", "file"}).code == 5);
}

// At full length: what init writes must not only run but please. Unadjusted Langevin has one warning, by
// nature.
// 12 s: every starting input is run to its end by the program.
TEST_CASE("what init writes runs as it is without a warning", "[release]") {
  const TemporaryFolder folder;
  for (const std::string kind :
       {"ising", "gaussian", "mixture", "markov-chain", "auto", "metropolis", "heat-bath", "wolff",
        "swendsen-wang", "multispin", "gibbs", "langevin", "mala", "hmc"}) {
    CAPTURE(kind);
    CHECK(lenz::test::lenz(folder.path, {"init", kind}).code == 0);
    CHECK(lenz::test::lenz(folder.path, {"check", kind + ".toml"}).code == 0);
    const Finished f = lenz::test::lenz(folder.path, {"run", kind + ".toml", "--set", "output.plots=false"});
    CHECK(f.code == 0);
    CHECK(f.err.empty());
    const std::string summary = text_in(folder.path / "runs" / kind / "summary.json");
    CHECK_THAT(summary, kind == "langevin" ? Contains("unadjusted") : Contains("\"warnings\": []"));
  }
}

}  // namespace init_tests
