#include <catch2/catch.hpp>

#include "jobs/run_folder_support.hpp"

namespace run_tests {

using namespace lenz;
using test::numbers_in, test::Place, test::text_in;
namespace fs = std::filesystem;

namespace {

const std::string small =
    "task = 'sample'\ntitle = 'small'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2.0, 2.5]\n"
    "[run]\nsweeps = 400\nchains = 2\n";

}  // namespace

TEST_CASE("a run leaves the files of the contract in its folder") {
  const Place place(small + "[output]\nconfigurations = 8\n");
  const io::RunResult result = jobs::run_file(place.request("out"));
  for (const char* name : {"input.toml", "summary.json", "results.h5", "log.txt"}) {
    CAPTURE(name);
    CHECK(fs::file_size(place / "out" / name) > 0);
  }
  for (const char* name : {"energy.gp", "configurations.png"}) {
    CAPTURE(name);
    CHECK(fs::exists(place / "out" / "plots" / name));
  }
  const io::RunResult read = io::read_summary(place / "out" / "summary.json");
  CHECK(io::to_json(read) == io::to_json(result));
  CHECK(read.program == "lenz");
  CHECK(read.task == "sample");
  CHECK(read.title == "small");
  CHECK(read.status == "complete");
  CHECK(read.seed == 1);
  CHECK(read.timing.threads == 2);
  CHECK(read.timing.updates > 0);
  REQUIRE(read.points.size() == 2);
  for (const io::PointResult& point : read.points) {
    REQUIRE(point.parameters.size() == 3);
    CHECK(point.parameters[0].first == "temperature");
    for (const char* name : {"energy", "specific_heat", "magnetization", "abs_magnetization",
                             "staggered_magnetization", "susceptibility", "binder_cumulant", "correlation"}) {
      CAPTURE(name);
      const io::ObservableResult* o = point.find(name);
      REQUIRE(o != nullptr);
      CHECK_FALSE(o->unit.empty());
      CHECK(o->mean.size() == o->error.size());
      CHECK(o->exact.size() == o->mean.size());
      CHECK(o->oracle == "enumeration");
      CHECK(o->z.size() == o->mean.size());
    }
    for (const char* name : {"free_energy", "entropy"}) {  // only the oracle knows them
      REQUIRE(point.find(name) != nullptr);
      CHECK(point.find(name)->mean.empty());
      CHECK(point.find(name)->exact.size() == 1);
    }
    CHECK(point.find("energy")->limit.size() == 1);
  }
}

TEST_CASE("the resolved input runs to the same numbers and resolves to itself") {
  const Place place(small + "[output]\nplots = false\n");
  jobs::run_file(place.request("out"));
  jobs::RunRequest again = place.request("again");
  again.file = place / "out" / "input.toml";
  again.n_threads = 1;
  jobs::run_file(again);
  CHECK(numbers_in(place / "again") == numbers_in(place / "out"));
  CHECK(text_in(place / "again" / "input.toml") == text_in(place / "out" / "input.toml"));
}

TEST_CASE("a finished run is refused unless it may be overwritten") {
  const Place place(small + "[output]\nplots = false\n");
  jobs::RunRequest request = place.request("out");
  jobs::run_file(request);
  const std::string before = text_in(place / "out" / "summary.json");
  request.set = {"run.seed=5"};
  CHECK_THROWS_AS(jobs::run_file(request), UsageError);
  CHECK(text_in(place / "out" / "summary.json") == before);
  request.overwrite = true;
  CHECK(jobs::run_file(request).seed == 5);
  CHECK(io::read_summary(place / "out" / "summary.json").seed == 5);
}

TEST_CASE("a faulty input leaves no folder behind") {
  const Place place(
      "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\nfield = 1\n[sampler]\nkind = 'wolff'\n");
  CHECK_THROWS_AS(jobs::run_file(place.request("out")), InputError);
  CHECK_FALSE(fs::exists(place / "out"));
}

TEST_CASE("an oracle asked for by name that cannot answer is refused with the reason") {
  const Place place(
      "task = 'sample'\nexact = 'kaufman'\n[system]\nkind = 'ising'\nsize = [4, 4]\nfield = 0.1\n");
  CHECK_THROWS_WITH(jobs::run_file(place.request("out")),
                    Catch::Contains("a.toml:2:9: error: exact \"kaufman\" cannot answer here"));
}

TEST_CASE("an oracle passed over for its cost is named in the log and answers when asked by name") {
  const std::string text =
      "task = 'sample'\nexact = '%'\n[system]\nkind = 'ising'\ndisorder = 'gaussian'\n"
      "size = [4, 6]\ntemperature = 3\n[run]\nsweeps = 64\nchains = 2\n[output]\nplots = false\n";
  const auto with = [&](const std::string& exact) {
    std::string all = text;
    return all.replace(all.find('%'), 1, exact);
  };
  const Place automatic(with("auto"));
  jobs::run_file(automatic.request("out"));
  CHECK(text_in(automatic / "out" / "log.txt").find("oracle enumeration passed over") != std::string::npos);
  const Place named(with("enumeration"));
  const io::RunResult result = jobs::run_file(named.request("out"));
  CHECK(text_in(named / "out" / "log.txt").find("passed over") == std::string::npos);
  CHECK(result.points.at(0).find("energy")->oracle == "enumeration");
  const Place none(with("none"));
  CHECK(jobs::run_file(none.request("out")).points.at(0).find("energy")->oracle.empty());
}

TEST_CASE("a cold antiferromagnet whose magnetization never moves loses no run") {
  const Place place(
      "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ncoupling = -1\ntemperature = 0.2\n"
      "[sampler]\nkind = 'heat-bath'\n[run]\nsweeps = 200\nburn_in = 1000\nchains = 2\n"
      "[output]\nplots = false\n");
  const io::RunResult result = jobs::run_file(place.request("out"));
  CHECK(result.points.at(0).find("energy")->mean.at(0) == Approx(-2));
}

}  // namespace run_tests
