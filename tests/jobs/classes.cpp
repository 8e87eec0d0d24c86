#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "lenz/jobs/run.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "jobs/run_support.hpp"
#include "support/temporary_folder.hpp"

/// Labels of any kind, from files as people have them.
namespace classes_tests {

using namespace lenz;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t n_rows = 1500;

/// Rows x = (2.5 sin, 2.5 cos)(2 pi k / K) + noise of the classes k, with their label as `word` writes it.
std::string rows(std::size_t n_classes, const std::function<std::string(std::size_t)>& word,
                 double offset = 0) {
  random::Stream rng({.seed = 9, .purpose = random::Purpose::test});
  std::string text = "a,b,label\n";
  for (std::size_t i = 0; i < n_rows; ++i) {
    const std::size_t k = random::uniform_index(rng, n_classes);
    const double angle = 2 * M_PI * static_cast<double>(k) / static_cast<double>(n_classes);
    text += fmt::format("{},{},{}\n", offset + 2.5 * std::sin(angle) + random::normal(rng),
                        offset + 2.5 * std::cos(angle) + random::normal(rng), word(k));
  }
  return text;
}

struct Trained {
  io::RunResult result;
  std::string said;  ///< why not
  double accuracy() const { return result.points.at(0).find("accuracy")->mean[0]; }
  double loss() const { return result.points.at(0).find("loss")->mean[0]; }
};

Trained trained(const std::string& csv, const std::string& model = "kind = 'classifier'\n",
                const std::string& system = "") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "a.csv") << csv;
  std::ofstream(folder.path / "a.toml")
      << "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'a.csv'\nholdout = 0.4\n"
      << system << "[model]\n"
      << model << "layers = [16]\n[run]\nsteps = 600\n[output]\nplots = false\n";
  jobs::RunRequest request{
      .file = folder.path / "a.toml", .out = folder.path / "out", .set = {}, .n_threads = 2, .quiet = true};
  try {
    return {jobs::run_file(request), ""};
  } catch (const InputError& error) {
    return {{}, error.what()};
  }
}

/// P(right) of the best classifier of two classes 5 deviations apart, Phi(2.5), and of K classes about it.
constexpr double best_of_two = 0.9938;

}  // namespace

TEST_CASE("Two classes may have any two labels") {
  const std::function<std::string(std::size_t)> all[] = {[](std::size_t k) { return std::to_string(k); },
                                                         [](std::size_t k) { return k == 0 ? "-1" : "1"; },
                                                         [](std::size_t k) { return k == 0 ? "cat" : "dog"; },
                                                         [](std::size_t k) { return k == 0 ? "0" : "sick"; }};
  for (const auto& word : all) {
    const Trained t = trained(rows(2, word));
    INFO(t.said << word(0));
    REQUIRE(t.said.empty());
    CHECK(t.accuracy() > best_of_two - 0.02);
    CHECK(t.loss() >= 0);
    CHECK(t.result.points.size() == 3);
    const io::ObservableResult* confusion = t.result.points.at(1).find("confusion");
    REQUIRE(confusion != nullptr);
    CHECK(confusion->mean.size() == 2);
    CHECK(confusion->mean[0] + confusion->mean[1] == Approx(1));
    CHECK(confusion->mean[0] == t.result.points.at(1).find("accuracy")->mean[0]);
  }
}

TEST_CASE("Several classes are told apart by a softmax") {
  for (const std::size_t n_classes : {3, 5}) {
    const Trained t = trained(rows(n_classes, [](std::size_t k) { return fmt::format("{}", 10 * k); }));
    INFO(t.said);
    REQUIRE(t.said.empty());
    const double apart =
        2 * 2.5 * std::sin(M_PI / static_cast<double>(n_classes));  // of neighbours, in deviations
    const double missed = std::erfc(apart / 2 / std::sqrt(2.0));    // two neighbours, at most
    CHECK(t.accuracy() > 1 - missed - 0.03);
    CHECK(t.accuracy() < 1 - missed / 2 + 0.03);
    CHECK(t.loss() > 0);
    CHECK(t.loss() < std::log(static_cast<double>(n_classes)) / 2);
    for (std::size_t k = 1; k <= n_classes; ++k) {
      double sum = 0;
      for (const double share : t.result.points.at(k).find("confusion")->mean) sum += share;
      CHECK(sum == Approx(1));
    }
  }
}

TEST_CASE("Features of any offset are standardised unless that is switched off") {
  const auto offset = [](double by) {
    return rows(
        2, [](std::size_t k) { return std::to_string(k); }, by);
  };
  const Trained far = trained(offset(1e4));
  INFO(far.said);
  CHECK(far.accuracy() > best_of_two - 0.02);
  const auto stored = [](const io::RunResult& result, const char* name) {
    return std::any_of(result.model.begin(), result.model.end(),
                       [&](const auto& t) { return t.name == name; });
  };
  CHECK(stored(far.result, "input_centre"));
  CHECK(stored(far.result, "input_width"));
  const Trained raw = trained(offset(1e4), "kind = 'classifier'\nstandardise = false\n");
  CHECK_FALSE(stored(raw.result, "input_centre"));
}

TEST_CASE("Numbers with decimal commas between semicolons are read") {
  std::string csv = rows(2, [](std::size_t k) { return std::to_string(k); });
  for (char& c : csv) c = c == ',' ? ';' : c == '.' ? ',' : c;
  const Trained t = trained(csv);
  INFO(t.said);
  CHECK(t.accuracy() > best_of_two - 0.02);
}

TEST_CASE("A label that is a word is found without a header by the number of its column") {
  std::string csv = rows(2, [](std::size_t k) { return k == 0 ? "cat" : "dog"; });
  csv.erase(0, csv.find('\n') + 1);
  const Trained t = trained(csv, "kind = 'classifier'\n", "key = '3'\n");
  INFO(t.said);
  REQUIRE(t.said.empty());
  CHECK(t.accuracy() > best_of_two - 0.02);
}

TEST_CASE("Labels that cannot be learned are refused with the reason") {
  CHECK_THAT(trained("a,label\n1,7\n2,7\n3,7\n").said, Catch::Contains("the same of all rows"));
  CHECK_THAT(trained("a,label\n1,x\n2,y\n3,x\n4,y\n", "kind = 'regressor'\n").said,
             Catch::Contains("is a word somewhere"));
  CHECK_THAT(trained("a,label\n1,\n2,y\n").said, Catch::Contains("the label is missing"));
  std::string numbers = "a,label\n";
  for (int i = 0; i < 3000; ++i) numbers += fmt::format("{},{}\n", i % 7, i);
  CHECK_THAT(trained(numbers).said, Catch::Contains("has 3000 values"));
}

TEST_CASE("A classifier of temperatures has as many classes and never does better than Bayes") {
  const std::string text =
      "task = 'train'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [1.5, 2.3, 4.0]\n[model]\n"
      "kind = 'classifier'\ntarget = 'temperature'\nlayers = [32]\n[run]\nsweeps = 2000\nsteps = "
      "1500\n[output]\n"
      "configurations = 3000\nplots = false\n";
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "a.toml") << text;
  const io::RunResult result = jobs::run_file(
      {.file = folder.path / "a.toml", .out = folder.path / "out", .set = {}, .n_threads = 2, .quiet = true});
  const io::ObservableResult &accuracy = *result.points.at(0).find("accuracy"),
                             &loss = *result.points.at(0).find("loss");
  REQUIRE(accuracy.exact.size() == 1);
  CHECK(accuracy.exact[0] < 1);
  CHECK(accuracy.mean[0] < accuracy.exact[0] + 4 * accuracy.error[0]);
  CHECK(accuracy.mean[0] > accuracy.exact[0] - 0.05);
  CHECK(loss.mean[0] > loss.exact[0] - 4 * loss.error[0]);
  CHECK(loss.mean[0] < loss.exact[0] + 0.1);
  std::size_t n_confusions = 0;
  for (const io::PointResult& point : result.points)
    n_confusions += point.find("confusion") != nullptr ? 1 : 0;
  CHECK(n_confusions == 3);
}

}  // namespace classes_tests
