#include "lenz/io/summary_json.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

#include "some_results.hpp"
#include "support/temporary_folder.hpp"

namespace summary_json_tests {

using namespace lenz;
using namespace lenz::io;

TEST_CASE("A summary is written to the letter") {
  RunResult run = test::some_results();
  run.points.erase(run.points.begin());
  CHECK(to_json(run) == R"({
  "program": "lenz",
  "version": "0.1.0",
  "commit": "abc",
  "task": "sample",
  "title": "A \"chain\" of three",
  "status": "complete",
  "seed": 18446744073709551615,
  "points": [
    {
      "parameters": { "temperature": 2.269185314213022, "field": 0.0 },
      "chains": { "burn_in": 128, "sweeps": 6000, "tau": 3.1, "unsettled": 1, "spacing": 7 },
      "observables": {
        "energy": {
          "mean": -0.3333333333333333,
          "error": 0.0002,
          "tau": 3.1,
          "ess": 12000.0,
          "rhat": 1.0003,
          "unit": "energy per site",
          "exact": -0.3334,
          "exact_error": 0.0,
          "oracle": "enumeration",
          "z": 0.75,
          "limit": -0.4,
          "limit_source": "onsager"
        },
        "correlation": {
          "mean": [1.0, 0.25],
          "error": [0.0, 0.01],
          "tau": [0.5, 2.0],
          "rhat": [null, 1.001],
          "exact": [1.0, 0.265],
          "exact_error": [0.0, 0.0],
          "oracle": "closed-chain",
          "z": [null, -1.5],
          "doubts": ["short-run", "drifts"]
        },
        "entropy": { "exact": 0.5, "exact_error": 0.0, "oracle": "enumeration" }
      }
    }
  ],
  "warnings": ["N < 50 tau for energy"],
  "timing": {
    "wall_seconds": 3.2,
    "threads": 2,
    "ranks": 1,
    "updates": 1000000000.0,
    "updates_per_second": 310000000.0,
    "resumes": 0
  }
}
)");
}

TEST_CASE("A summary read back and written again is the same text") {
  const RunResult run = test::some_results();
  const RunResult back = from_json(to_json(run));
  CHECK(to_json(back) == to_json(run));
  REQUIRE(back.points.size() == 2);
  const ObservableResult* energy = back.points[0].find("energy");
  REQUIRE(energy != nullptr);
  CHECK(energy->mean[0] == -1.0 / 3);
  CHECK_FALSE(energy->is_vector);
  CHECK(back.points[0].find("correlation")->is_vector);
  CHECK_FALSE(back.points[0].find("correlation")->rhat[0].has_value());
  CHECK(back.points[1].parameters[0].second == 2.269185314213022);
  CHECK(back.seed == run.seed);
  CHECK(back.points[0].find("correlation")->doubts == run.points[0].find("correlation")->doubts);
  CHECK(back.points[0].chains == run.points[0].chains);
}

TEST_CASE("Every doubt has a code of its own that reads back and others are refused") {
  RunResult run = test::some_results();
  for (std::size_t i = 0; i < n_doubts; ++i) {
    run.points[0].observables[0].doubts = {static_cast<Doubt>(i)};
    CHECK(from_json(to_json(run)).points[0].observables[0].doubts == run.points[0].observables[0].doubts);
  }
  std::string text = to_json(run);
  text.replace(text.find("\"drifts\""), 8, "\"shifts\"");
  CHECK_THROWS_AS(from_json(text), FileError);
}

TEST_CASE("Where nothing was sampled the error is 0 and tau is left out") {
  RunResult run = test::some_results();
  ObservableResult gap;
  gap.name = "gap";
  gap.mean = {0.1};
  run.points[0].observables = {gap};
  CHECK(to_json(run).find(R"("gap": { "mean": 0.1, "error": 0.0 })") != std::string::npos);
}

TEST_CASE("No NaN and no infinity gets into a summary") {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    RunResult run = test::some_results();
    run.points[1].observables[0].tau = {bad};
    CHECK_THROWS_WITH(to_json(run), Catch::Contains("point 1, energy: tau is"));
    run = test::some_results();
    run.points[0].observables[1].z[1] = bad;
    CHECK_THROWS_AS(to_json(run), NumericalError);
    run = test::some_results();
    run.points[0].parameters[0].second = bad;
    CHECK_THROWS_AS(to_json(run), NumericalError);
    run = test::some_results();
    run.timing.updates_per_second = bad;
    CHECK_THROWS_AS(to_json(run), NumericalError);
  }
}

TEST_CASE("An observable whose vectors differ in size is refused") {
  RunResult run = test::some_results();
  run.points[0].observables[1].tau = {0.5};
  CHECK_THROWS_WITH(to_json(run), Catch::Contains("correlation: tau"));
}

TEST_CASE("Names of quantities and parameters that are no names are refused") {
  const std::string good = to_json(test::some_results());
  CHECK_NOTHROW(from_json(good));
  for (const char* name :
       {"'.system('id').'", "../../escaped", "a b", "<script>", "e\\u001b[31m", "", "a\\nb"}) {
    for (const char* key : {"\"energy\":", "\"temperature\":"}) {
      std::string bad = good;
      bad.replace(bad.find(key), std::string_view(key).size(), "\"" + std::string(name) + "\":");
      CAPTURE(name, key);
      CHECK_THROWS_WITH(from_json(bad),
                        Catch::Contains("is no name of a quantity") && !Catch::Contains("\033"));
    }
  }
}

TEST_CASE("A file that is no summary is a file error that names it") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "summary.json";
  CHECK_THROWS_AS(read_summary(path), FileError);
  for (const char* text : {"", "{", "[]", "{}", R"({"program": 3})"}) {
    write_file(path, text);
    CHECK_THROWS_WITH(read_summary(path), Catch::Contains("summary.json: this is no summary"));
  }
  write_summary(path, test::some_results());
  CHECK(to_json(read_summary(path)) == to_json(test::some_results()));
}

}  // namespace summary_json_tests
