#include <cmath>
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "lenz/io/results.hpp"
#include "lenz/io/summary_json.hpp"

#include "app/process.hpp"
#include "support/temporary_folder.hpp"

/// Inputs that once gave a wrong number or a crash, as users sent them (tests/faults): each has its right
/// answer, a refusal that says what to do, or a finding.
namespace reported_faults_tests {

using namespace lenz;
using Catch::Contains;
using test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

fs::path fault(const std::string& number) {
  for (const auto& entry : fs::directory_iterator(LENZ_FAULTS)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(number + "-") && !name.ends_with(".txt") && !name.ends_with(".csv"))
      return entry.path();
  }
  FAIL("there is no fault " << number);
  return {};
}

class Ran {
 public:
  explicit Ran(const std::string& number, std::vector<std::string> set = {}) {
    std::vector<std::string> arguments{"run", fault(number).string(), "--out", "out", "--threads", "2"};
    for (const std::string& edit : set) arguments.insert(arguments.end(), {"--set", edit});
    finished_ = test::lenz(folder_.path, arguments);
    if (finished_.code == 0) result_ = io::read_summary(folder_.path / "out" / "summary.json");
  }
  int code() const { return finished_.code; }
  const std::string& said() const { return finished_.err; }
  const fs::path& folder() const { return folder_.path; }
  const io::ObservableResult& find(const std::string& name, std::size_t point = 0) const {
    INFO(finished_.out << finished_.err);
    REQUIRE(point < result_.points.size());
    const io::ObservableResult* o = result_.points[point].find(name);
    REQUIRE(o != nullptr);
    return *o;
  }
  /// Within 4 errors, and its error below a part in `precision` of the value.
  void near(const std::string& name, double right, double precision, std::size_t point = 0) const {
    const io::ObservableResult& o = find(name, point);
    INFO(name << " is " << o.mean[0] << " +- " << o.error[0] << ", but should be " << right);
    CHECK(o.error[0] > 0);
    CHECK(std::fabs(o.mean[0] - right) < 4 * o.error[0]);
    CHECK(o.error[0] < std::fabs(right) / precision);
  }
  std::string warnings() const {
    std::string all;
    for (const std::string& warning : result_.warnings) all += warning + "\n";
    return all;
  }

 private:
  TemporaryFolder folder_;
  test::Finished finished_;
  io::RunResult result_;
};

}  // namespace

TEST_CASE("the ground states of odd rings are found by the defaults", "[release]") {
  CHECK(std::fabs(Ran("01").find("energy").mean[0] / -1.8680339887 - 1) < 1e-3);
  CHECK(std::fabs(Ran("02").find("energy").mean[0] / -0.75 - 1) < 1e-3);
  const Ran network("45");
  CHECK(network.code() == 3);
  CHECK_THAT(network.said(), Contains("take kind = \"rbm\""));
}

TEST_CASE("each temperature is a class and none does better than Bayes") {
  const Ran ran("06");
  const io::ObservableResult &accuracy = ran.find("accuracy"), &loss = ran.find("loss");
  CHECK(accuracy.exact[0] < 0.933);  // the phase alone is told with that
  CHECK(accuracy.mean[0] < accuracy.exact[0] + 4 * accuracy.error[0]);
  CHECK(loss.mean[0] > loss.exact[0] - 4 * loss.error[0]);
}

TEST_CASE("labels of any kind and in any spelling are learned") {
  for (const char* number : {"08", "10", "37"}) {
    CAPTURE(number);
    CHECK(Ran(number, {"run.steps=600"}).find("accuracy").mean[0] > 0.8);
    CHECK_THAT(Ran(number).warnings(), Contains("the loss still fell") && Contains("run.steps=400"));
  }
  CHECK(Ran("34").find("accuracy").mean[0] > 0.9);
}

TEST_CASE("files of others are not taken nor executed and checkpoints are kept", "[release]") {
  for (const char* number : {"11", "13", "55"}) {
    CAPTURE(number);
    const std::string command =
        std::string("LENZ=") + LENZ_PROGRAM + " bash " + fault(number).string() + " >/dev/null 2>&1";
    const int code = std::system(command.c_str());  // 1: it failed; 2: a folder was refused
    CHECK((code == 0 || WEXITSTATUS(code) == 2));
  }
}

TEST_CASE("edge lists as people have them are the graphs that they mean") {
  Ran("15").near("energy", -1.1741745, 50);
  Ran("18").near("energy", -0.6149795, 50);
  Ran("27").near("specific_heat", 0.0839949, 20);
}

TEST_CASE("kernels reach all states of free spins and of metastable ones and of rings in disguise") {
  const Ran free("21");
  free.near("abs_magnetization", 0.375, 100);
  free.near("susceptibility", 0.4375, 100);
  const Ran metastable("25");
  metastable.near("magnetization", 0.95315, 100);
  metastable.near("susceptibility", 0.34171, 5);
  const Ran ring("57");
  const io::RunResult summary = io::read_summary(ring.folder() / "out" / "summary.json");
  for (const std::size_t point : {0, 1}) {
    double temperature = 0;
    for (const auto& [name, value] : summary.points.at(point).parameters) {
      if (name == "temperature") temperature = value;
    }
    const double t = std::tanh(1 / temperature);
    ring.near("energy", -(t + std::pow(t, 39)) / (1 + std::pow(t, 40)), 1000, point);
  }
}

TEST_CASE("the response to a field is the same with none and with next to none") {
  const Ran ran("29");
  for (const std::size_t point : {0, 1}) ran.near("response", 0.040138, 50, point);
  CHECK(ran.find("susceptibility", 0).exact[0] < 0.031);
}

TEST_CASE("automatic steps find a scale of a million") {
  const Ran ran("31");
  const io::ObservableResult& covariance = ran.find("covariance");
  CHECK(covariance.error[0] < 0.1e12);
  CHECK(std::fabs(covariance.mean[0] - 1e12) < 4 * covariance.error[0]);
  CHECK(covariance.rhat[0].value_or(1) < 1.01);
}

TEST_CASE("an error that cannot be known is not said to be 0") {
  const Ran one("40"), frozen("54");
  for (const Ran* ran : {&one, &frozen}) {
    CHECK(io::is_unknown_error(ran->find("energy"), 0));
    CHECK(ran->find("energy").z.empty());
    CHECK_THAT(ran->warnings(), Contains("the error is not known"));
    CHECK_THAT(test::text_in(ran->folder() / "out" / "summary.json"), Contains("\"error\": null"));
    CHECK(test::lenz(ran->folder(), {"diagnose", "out"}).code == 4);
  }
  CHECK_THAT(one.warnings(), Contains("1 measurement") && Contains("run.sweeps=2000"));
  CHECK(Ran("40", {"run.sweeps=2"}).find("specific_heat").tau[0] <= 2);
}

TEST_CASE("advice helps or is not given") {
  CHECK_THAT(Ran("42").warnings(), Contains("system.temperature=2.269") && !Contains("run.sweeps"));
}

TEST_CASE("what the schema lets pass runs or is an input error") {
  CHECK(Ran("50").find("energy").mean[0] == 0);
  const Ran weights("51");
  CHECK(weights.code() == 3);
  CHECK_THAT(weights.said(), Contains("weights"));
  CHECK(Ran("52").code() == 0);
  CHECK(Ran("56").code() == 0);
  const test::TemporaryFolder folder;
  const test::Finished threads = test::lenz(folder.path, {"run", "x.toml", "--threads", "abc"});
  CHECK(threads.code == 2);
  CHECK(threads.err.size() < 200);
}

TEST_CASE("a degenerate ground state is said to be one where one level is asked for") {
  CHECK_THAT(Ran("53").warnings(), Contains("have one energy") && Contains("run.levels=4"));
}

TEST_CASE("a v-score is not negative and an energy far above the exact one is a finding") {
  const Ran ran("58");
  CHECK(ran.find("v_score").mean[0] >= 0);
  CHECK_THAT(ran.warnings(), Contains("above the exact one"));
}

TEST_CASE("a hostile title is text") {
  const Ran ran("59");
  CHECK(ran.code() == 0);
  for (const char* name : {"log.txt", "report.html"})
    CHECK(test::text_in(ran.folder() / "out" / name).find('\x1b') == std::string::npos);
  CHECK(test::text_in(ran.folder() / "out" / "report.html").find("<script>alert") == std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(ran.folder()))
    CHECK(entry.path().filename().string().find("PWN") == std::string::npos);
}

}  // namespace reported_faults_tests
