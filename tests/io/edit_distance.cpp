#include "lenz/io/edit_distance.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace edit_distance_tests {

namespace {

using namespace lenz::io;

TEST_CASE("The edit distance counts insertions and deletions and replacements and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("temperature", "temprature") == 1);
  CHECK(edit_distance("temperature", "tempreature") == 1);
  CHECK(edit_distance("temperature", "tenperature") == 1);
  CHECK(edit_distance("temperature", "ttemperature") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment
  CHECK(edit_distance("Burn-In", "burn_in") == 0);
  CHECK(edit_distance(std::string(10000, 'a'), std::string(10000, 'b')) == 64);
}

TEST_CASE("The distance is symmetric and obeys its bounds") {
  const std::vector<std::string> words{"size", "seed", "sweeps", "steps", "step", "thin", "chains", ""};
  for (const auto& a : words) {
    for (const auto& b : words) {
      CHECK(edit_distance(a, b) == edit_distance(b, a));
      CHECK(edit_distance(a, b) <= std::max(a.size(), b.size()));
      CHECK((edit_distance(a, b) == 0) == (a == b));
    }
  }
}

TEST_CASE("Only what is near enough is suggested") {
  const std::vector<std::string_view> names{"temperature", "size", "field", "to"};
  CHECK(nearest("temprature", names)->name == "temperature");
  CHECK(nearest("temp", names)->name == "temperature");
  CHECK(nearest("siz", names)->name == "size");
  CHECK(nearest("ot", names)->name == "to");
  CHECK_FALSE(nearest("", names));
  CHECK_FALSE(nearest("coupling", names));
  CHECK_FALSE(nearest("xyz", names));
  const std::vector<std::string_view> alike{"--set", "--seed", "file", "field"};
  CHECK(nearest("filed", alike)->name == "field");
  CHECK(nearest("--sed", alike)->name == "--seed");
  CHECK(did_you_mean("feild", names) == "; did you mean \"field\"?");
  CHECK(did_you_mean("qqqq", names).empty());
}

}  // namespace

}  // namespace edit_distance_tests
