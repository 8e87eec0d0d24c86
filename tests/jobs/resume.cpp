#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/io/checkpoint_file.hpp"

#include "jobs/run_folder_support.hpp"

namespace resume_tests {

using namespace lenz;
using Catch::Contains;
using test::numbers_in, test::Place, test::text_in;
namespace fs = std::filesystem;

namespace {

/// Needs more than the time limits below on any machine: about a second.
const std::string longer =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [32, 32]\ntemperature = [2.2, 2.4]\n"
    "[sampler]\nkind = 'heat-bath'\n[run]\nburn_in = 3000\nsweeps = 15000\nchains = 2\n[output]\nplots = "
    "false\n";

const std::string quick =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2.0, 2.5]\n"
    "[sampler]\nkind = 'wolff'\n[run]\nsweeps = 2000\nchains = 2\n"
    "[output]\nplots = false\ntrace = true\nconfigurations = 6\n";

jobs::RunRequest more(const std::vector<std::string>& set, std::size_t n_threads = 1) {
  return {.file = {}, .out = {}, .set = set, .n_threads = n_threads, .quiet = true};
}

}  // namespace

TEST_CASE("a run stopped by its time limit is resumed to the numbers of an uninterrupted one") {
  const Place place(longer);
  jobs::run_file(place.request("whole"));
  jobs::RunRequest limited = place.request("parts");
  limited.set = {"run.time_limit=0.05"};
  REQUIRE_THROWS_AS(jobs::run_file(limited), Stopped);
  CHECK(io::read_summary(place / "parts" / "summary.json").status == "stopped");
  CHECK_FALSE(fs::exists(place / "parts" / "results.h5"));

  jobs::RunRequest rest{.file = {}, .out = {}, .set = {"run.time_limit=0.1"}, .n_threads = 1, .quiet = true};
  REQUIRE_THROWS_AS(jobs::resume_folder(place / "parts", rest), Stopped);
  rest.n_threads = 3;
  rest.set = {"run.time_limit=3600"};
  jobs::resume_folder(place / "parts", rest);
  CHECK(numbers_in(place / "parts") == numbers_in(place / "whole"));
  CHECK(fs::exists(place / "parts" / "results.h5"));
}

TEST_CASE("time and the number of resumes add up over the sessions of a run") {
  const Place place(longer);
  jobs::RunRequest limited = place.request("parts");
  limited.set = {"run.time_limit=0.1"};
  REQUIRE_THROWS_AS(jobs::run_file(limited), Stopped);
  const double first = io::read_summary(place / "parts" / "summary.json").timing.wall_seconds;
  CHECK(first >= 0.1);
  const io::RunResult whole = jobs::resume_folder(place / "parts", more({"run.time_limit=none"}));
  CHECK(whole.timing.wall_seconds > first);
  CHECK(whole.timing.n_resumed == 1);
  CHECK(whole.timing.updates == 4 * 15000.0 * 32 * 32);
}

TEST_CASE("more sweeps extend a finished run to the bits of the longer run") {
  const Place place(quick);
  jobs::run_file(place.request("grown"));
  jobs::resume_folder(place / "grown", more({"run.sweeps=3000"}));
  jobs::resume_folder(place / "grown", more({"run.sweeps=5000"}, 2));
  jobs::RunRequest whole = place.request("whole");
  whole.set = {"run.sweeps=5000"};
  jobs::run_file(whole);
  CHECK(numbers_in(place / "grown") == numbers_in(place / "whole"));
  CHECK((text_in(place / "grown" / "results.h5") == text_in(place / "whole" / "results.h5")));
  CHECK(text_in(place / "grown" / "input.toml") == text_in(place / "whole" / "input.toml"));
}

TEST_CASE("more configurations are added to those that a finished run kept") {
  const Place place(quick);
  const io::RunResult before = jobs::run_file(place.request("out"));
  const io::RunResult after = jobs::resume_folder(place / "out", more({"output.configurations=5000"}));
  for (std::size_t point = 0; point < 2; ++point) {
    const io::Samples &few = *before.points[point].samples, &many = *after.points[point].samples;
    REQUIRE(few.n_samples == 6);
    REQUIRE(many.n_samples == 5000);
    CHECK(std::equal(few.sweep.begin(), few.sweep.end(), many.sweep.begin()));
    CHECK(std::equal(few.energy.begin(), few.energy.end(), many.energy.begin()));
    for (std::size_t i = 2; i < many.n_samples; ++i) CHECK(many.sweep[i] > many.sweep[i - 2]);
  }
}

TEST_CASE("a finished run that is to grow no longer is left as it is") {
  const Place place(quick);
  jobs::run_file(place.request("out"));
  const auto written = fs::last_write_time(place / "out" / "summary.json");
  const std::string summary = text_in(place / "out" / "summary.json");
  const io::RunResult again = jobs::resume_folder(place / "out", more({"run.time_limit=7"}));
  CHECK(again.status == "complete");
  CHECK(text_in(place / "out" / "summary.json") == summary);
  CHECK(fs::last_write_time(place / "out" / "summary.json") == written);
  CHECK_THAT(text_in(place / "out" / "log.txt"), Contains("nothing is left to do"));
}

TEST_CASE("a finished run without its checkpoint is not begun anew by a resume") {
  const Place place(quick);
  jobs::run_file(place.request("out"));
  const std::string summary = text_in(place / "out" / "summary.json");
  fs::remove(place / "out" / "checkpoint.0");
  fs::remove(place / "out" / "checkpoint.1");
  CHECK_THROWS_WITH(jobs::resume_folder(place / "out", more({})), Contains("whose checkpoint is gone"));
  CHECK(text_in(place / "out" / "summary.json") == summary);
}

TEST_CASE("an extension that is stopped takes nothing from the finished run") {
  const Place place(longer);
  jobs::run_file(place.request("out"));
  const std::string summary = text_in(place / "out" / "summary.json");
  const std::string results = text_in(place / "out" / "results.h5");
  const auto grow = more({"run.sweeps=40000", "run.time_limit=0.1"}, 2);
  REQUIRE_THROWS_AS(jobs::resume_folder(place / "out", grow), Stopped);
  CHECK(text_in(place / "out" / "summary.json") == summary);
  CHECK((text_in(place / "out" / "results.h5") == results));
  jobs::resume_folder(place / "out", more({"run.time_limit=none"}, 2));
  jobs::RunRequest whole = place.request("whole");
  whole.set = {"run.sweeps=40000"};
  jobs::run_file(whole);
  CHECK(numbers_in(place / "out") == numbers_in(place / "whole"));
}

TEST_CASE("an extension killed before its first checkpoint is gone on with by its input") {
  const Place place(quick);
  jobs::run_file(place.request("out"));
  std::string input = text_in(place / "out" / "input.toml");
  input.replace(input.find("sweeps = 2000"), 13,
                "sweeps = 3000");  // what an extension writes before it samples
  std::ofstream(place / "out" / "input.toml") << input;
  const io::RunResult grown = jobs::resume_folder(place / "out", more({}));
  CHECK(grown.timing.updates > 0);
  CHECK(grown.points.at(0).traces.at(0).n_samples == 3000);
}

TEST_CASE("a run killed after its last chain and before its summary is finished by a resume") {
  const Place place(quick);
  jobs::run_file(place.request("out"));
  const std::string numbers = numbers_in(place / "out");
  fs::remove(place / "out" / "summary.json");
  fs::remove(place / "out" / "results.h5");
  jobs::resume_folder(place / "out", more({}));
  CHECK(numbers_in(place / "out") == numbers);
  CHECK(fs::exists(place / "out" / "results.h5"));
}

TEST_CASE("a resume with a changed input says which keys differ and changes nothing") {
  const Place place(longer);
  jobs::RunRequest limited = place.request("out");
  limited.set = {"run.time_limit=0.05"};
  REQUIRE_THROWS_AS(jobs::run_file(limited), Stopped);
  const std::string before = text_in(place / "out" / "input.toml");

  std::string changed = longer;
  changed.replace(changed.find("[32, 32]"), 8, "[32, 16]");
  changed.replace(changed.find("heat-bath"), 9, "metropolis");
  std::ofstream(place / "b.toml") << changed;
  jobs::RunRequest other = place.request("out");
  other.file = place / "b.toml";
  other.resume = true;
  other.set = {"run.seed=2", "run.sweeps=100"};
  try {
    jobs::run_file(other);
    FAIL("it was taken up");
  } catch (const InputError& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK_THAT(
        text,
        Contains("b.toml:4:8: error: [system] size is [32, 16] here, but the run was begun with [32, 32]"));
    CHECK_THAT(text, Contains("b.toml:7:8: error: [sampler] kind is \"metropolis\" here, but the run was "
                              "begun with \"heat-bath\""));
    CHECK_THAT(text, Contains("--set run.seed=2: error: [run] seed is 2 here, but the run was begun with 1"));
    CHECK_THAT(text,
               Contains("--set run.sweeps=100: error: ") && Contains("a run may grow longer, not shorter"));
    CHECK(text.find("time_limit") == std::string::npos);
  }
  CHECK(text_in(place / "out" / "input.toml") == before);
  CHECK(io::read_summary(place / "out" / "summary.json").status == "stopped");
}

TEST_CASE("an input edited in the run's own folder is held against the checkpoint") {
  const Place place(quick);
  jobs::run_file(place.request("out"));
  std::string input = text_in(place / "out" / "input.toml");
  input.replace(input.find("seed = 1\n"), 9, "seed = 4\n");
  std::ofstream(place / "out" / "input.toml") << input;
  CHECK_THROWS_WITH(jobs::resume_folder(place / "out", more({})), Contains("but the run was begun with 1"));
}

TEST_CASE("a run whose auto now stands for another kernel is refused and left as it is") {
  std::string automatic = quick;
  automatic.replace(automatic.find("wolff"), 5, "auto");
  const Place place(automatic);
  jobs::run_file(place.request("out"));
  const std::string summary = text_in(place / "out" / "summary.json");
  const auto resume_as = [&](jobs::SamplerKind kind) {
    jobs::RunRequest request = more({"run.sweeps=3000"});
    request.make_system = [kind](const jobs::SampleInput& input) {
      jobs::SampleInput other = input;
      other.sampler.kind = kind;
      return jobs::make_sample_system(other);
    };
    return jobs::resume_folder(place / "out", request);
  };
  using jobs::SamplerKind;
  CHECK_THROWS_WITH(resume_as(SamplerKind::multispin),
                    Contains("it is of the sampler wolff, and this program would go on with multispin "
                             "(heat-bath, 256 replicas)"));
  CHECK_THROWS_AS(resume_as(SamplerKind::heat_bath), FileError);
  CHECK(text_in(place / "out" / "summary.json") == summary);
  CHECK(resume_as(SamplerKind::wolff).status == "complete");
}

TEST_CASE("a checkpoint written by an earlier version is gone on with") {
  const test::TemporaryFolder folder;
  fs::copy(fs::path(LENZ_SOURCE) / "tests" / "golden" / "checkpoint_2", folder.path / "old");
  const io::RunResult old = jobs::resume_folder(folder.path / "old", more({"run.sweeps=200"}));
  REQUIRE(old.status == "complete");
  REQUIRE(old.points.at(0).chains->sweeps == 200);
  for (const char* name : {"mean", "covariance"}) {
    const io::ObservableResult* o = old.points.at(0).find(name);
    for (const auto& z : o->z) CHECK(std::fabs(z.value()) < 3.9);  // of 5 numbers at a level of 1e-3
  }
}

}  // namespace resume_tests
