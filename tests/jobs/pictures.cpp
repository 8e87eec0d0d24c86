#include "lenz/jobs/pictures.hpp"

#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/io/atomic_file.hpp"

#include "jobs/run_support.hpp"
#include "support/html_checks.hpp"
#include "support/temporary_folder.hpp"

namespace pictures_tests {

using namespace lenz;
namespace fs = std::filesystem;

namespace {

struct Case {
  const char* name;
  std::string text;
};

/// One input of every kind of system, small enough for a second.
std::vector<Case> every_kind() {
  const std::string run = "[run]\nsweeps = 300\nchains = 2\n";
  const std::string ising = "task = 'sample'\n[system]\nkind = 'ising'\n";
  return {
      {"a scan",
       ising + "size = [4, 4]\ntemperature = [2.0, 2.3, 3.0]\n" + run + "[output]\nconfigurations = 4\n"},
      {"one point", ising + "size = [4, 4]\ntemperature = 2\n" + run},
      {"a chain", ising + "lattice = 'chain'\nsize = [8]\n" + run + "[output]\nconfigurations = 4\n"},
      {"two parameters", ising + "size = [4, 4]\ntemperature = [2.0, 3.0]\nfield = [0, 0.5]\n" + run},
      {"disorder",
       ising + "size = [4, 4]\ndisorder = 'bimodal'\ndisorder_seed = [1, 2]\ntemperature = 2\n" + run},
      {"tempering", ising +
                        "size = [4, 4]\ntemperature = [2.0, 3.0]\n[sampler]\nkind = 'heat-bath'\ntempering = "
                        "true\n" +
                        run},
      {"gaussian",
       "task = 'sample'\n[system]\nkind = 'gaussian'\nmean = [0, 1]\ncovariance = [[1, 0.5], [0.5, "
       "2]]\n" +
           run + "[output]\nconfigurations = 4\n"},
      {"mixture",
       "task = 'sample'\n[system]\nkind = 'mixture'\nweights = [0.5, 0.5]\nmeans = [[-1], [1]]\ncovariances "
       "= [[[1]], [[1]]]\n" +
           run},
      {"markov",
       "task = 'sample'\n[system]\nkind = 'markov-chain'\nmatrix = [[0.5, 0.5], [0.2, 0.8]]\n" + run},
      {"constant", ising + "size = [4, 4]\ntemperature = 0.01\n[sampler]\nkind = 'heat-bath'\n" + run}};
}

fs::path run_in(const test::TemporaryFolder& folder, const std::string& text,
                const std::vector<std::string>& set = {}) {
  std::ofstream(folder.path / "a.toml") << text;
  jobs::run_file({.file = folder.path / "a.toml",
                  .out = folder.path / "out",
                  .set = set,
                  .n_threads = 2,
                  .overwrite = true,
                  .quiet = true});
  return folder.path / "out";
}

}  // namespace

// 11 s: gnuplot draws every figure of every kind of system, twice.
TEST_CASE("Every kind of system gives a report and lenz plot makes the same bytes of it again") {
  for (const Case& c : every_kind()) {
    DYNAMIC_SECTION(c.name) {
      const test::TemporaryFolder folder;
      const fs::path out = run_in(folder, c.text);
      const std::string before = io::read_file(out / "report.html");
      test::check_page(before);
      CHECK(before.find("<nav") != std::string::npos);
      fs::remove_all(out / "plots");
      fs::remove(out / "report.html");
      CHECK_THAT(jobs::plot_folder(out), Catch::EndsWith("report.html"));
      CHECK(io::read_file(out / "report.html") == before);
      CHECK(fs::exists(out / "plots"));
    }
  }
}

TEST_CASE("A report shows configurations or says which key keeps them") {
  const test::TemporaryFolder folder;
  const std::string text = every_kind()[0].text;
  std::string html = io::read_file(run_in(folder, text) / "report.html");
  CHECK(html.find("data:image/png;base64,") != std::string::npos);
  html = io::read_file(run_in(folder, text, {"output.configurations=0"}) / "report.html");
  CHECK(html.find("data:image/png") == std::string::npos);
  CHECK(html.find("[output] configurations = 8") != std::string::npos);
}

TEST_CASE("A title that is a script is text in the report and its figures") {
  const test::TemporaryFolder folder;
  const fs::path out = run_in(folder, every_kind()[0].text, {"title=\"<script>alert('x')</script> & co\""});
  const std::string html = io::read_file(out / "report.html");
  CHECK(html.find("<h1>&lt;script&gt;") != std::string::npos);
  test::check_page(html);
}

TEST_CASE("Without gnuplot the report has its tables and names the pictures it misses") {
  const test::TemporaryFolder folder;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder.path.c_str(), 1);
  const fs::path out = run_in(folder, every_kind()[0].text);
  ::setenv("PATH", path.c_str(), 1);
  const std::string html = io::read_file(out / "report.html");
  test::check_page(html);
  CHECK(html.find("These pictures are missing") != std::string::npos);
  CHECK(html.find("energy, specific_heat") != std::string::npos);
  CHECK(html.find("<svg") == std::string::npos);
  CHECK(html.find("<table>") != std::string::npos);
}

TEST_CASE("lenz plot of what is no run is an input error that says why") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(jobs::plot_folder(folder.path / "nowhere"), InputError);
  CHECK_THROWS_WITH(jobs::plot_folder(folder.path / "nowhere"), Catch::Contains("there is no such folder"));
  CHECK_THROWS_WITH(jobs::plot_folder(folder.path), Catch::Contains("it has no input.toml"));
}

TEST_CASE("A stopped run is plotted with its status and a complete one must have its results") {
  const test::TemporaryFolder folder;
  const fs::path out = run_in(folder, every_kind()[0].text, {"output.plots=false"});
  CHECK_FALSE(fs::exists(out / "report.html"));
  fs::remove(out / "results.h5");
  CHECK_THROWS_AS(jobs::plot_folder(out), FileError);
  io::RunResult result = io::read_summary(out / "summary.json");
  result.status = "stopped";
  result.points.pop_back();
  io::write_summary(out / "summary.json", result);
  jobs::plot_folder(out);
  std::string html = io::read_file(out / "report.html");
  test::check_page(html);
  CHECK(html.find("stopped: not all of it is here") != std::string::npos);
  CHECK(html.find("lenz resume") != std::string::npos);
  result.points.clear();
  io::write_summary(out / "summary.json", result);
  jobs::plot_folder(out);
  test::check_page(io::read_file(out / "report.html"));
}

TEST_CASE("A run keeps its traces and autocorrelation functions for pictures") {
  const jobs::SampleInput input = test::sample_input(
      "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = 2.5\n[run]\nsweeps = "
      "5000\nthin = 2\n");
  const io::PointResult point = test::run_in_memory(input, 2).points.at(0);
  REQUIRE(point.overviews.size() == 2);
  REQUIRE(point.autocorrelations.size() == 2);
  for (const io::Overview& view : point.overviews) {
    CHECK(view.n_chains == 4);
    CHECK(view.n_samples <= 729);
    CHECK(view.n_samples >= 243);
    CHECK(view.values.size() == view.n_chains * view.n_samples);
    CHECK(view.stride * (view.n_samples - 1) < 5000);
    CHECK(view.stride * (view.n_samples + 1) >= 5000);
  }
  const io::ObservableResult* energy = point.find("energy");
  double sum = 0;
  for (const double e : point.overviews[0].values) sum += e;
  CHECK(sum / static_cast<double>(point.overviews[0].values.size()) == Approx(energy->mean[0]).epsilon(0.05));
  const io::Autocorrelation& rho = point.autocorrelations[0];
  CHECK(rho.lag.at(0) == 0);
  CHECK(rho.lag.at(1) == 2);  // sweeps, of which every second is recorded
  CHECK(rho.rho.at(0) == Approx(1));
}

}  // namespace pictures_tests
