#include "lenz/io/plots.hpp"

#include <chrono>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

#include "some_results.hpp"
#include "support/temporary_folder.hpp"

namespace plots_tests {

using namespace lenz;
using namespace lenz::io;
namespace fs = std::filesystem;

namespace {

bool have_gnuplot() { return std::system("gnuplot --version > /dev/null 2>&1") == 0; }

std::vector<std::string> names(const std::vector<Figure>& figures) {
  std::vector<std::string> all;
  for (const Figure& figure : figures) all.push_back(figure.name);
  return all;
}

/// An environment variable changed for the length of a scope.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name), before_(std::getenv(name)) {
    ::setenv(name, value, 1);
  }
  ~Environment() { ::setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

std::vector<Figure> every_kind() {
  RunResult run = test::some_results();
  run.title = "It's \"J = -1\" {x}_y \\n 100%";
  ObservableResult& vector = run.points[0].observables[1];
  vector.mean = vector.exact = {1, 0.5, 0.25, 0.125};
  vector.error = {0, 0.1, 0.1, 0.1};
  vector.z = {std::nullopt, 0, 0, 20};
  vector.tau.clear();
  vector.rhat.clear();
  std::vector<Figure> figures = scan_figures(run, {{.observable = "energy",
                                                    .kind = Curve::Kind::exact,
                                                    .name = "exact (Kaufman)",
                                                    .x = {0, 1, 3},
                                                    .y = {-2, -1, 0}}});
  figures.push_back(
      path_figure({.title = "Gibbs", .covariance = {1, 0.5, 0.5, 1}, .x = {0, 1, 1}, .y = {0, 0, 1}}));
  figures.push_back(
      histogram_figure("occupation", "A ring",
                       {{.title = "t = 1", .share = {0.5, 0.5}, .error = {}, .exact = {0.4, 0.6}},
                        {.title = "t = 2", .share = {0.1, 0.9}, .error = {0.1, 0.1}, .exact = {0, 1}}}));
  run.finite_size = test::some_finite_size();
  figures.push_back(finite_size_figures(run).at(0));
  return figures;
}

}  // namespace

TEST_CASE("Each observable of a scan has its figure and short vectors have none") {
  CHECK(names(scan_figures(test::some_results())) == std::vector<std::string>{"energy", "entropy"});
  RunResult one = test::some_results();
  one.points.pop_back();
  CHECK(scan_figures(one).empty());
  CHECK(scan_figures(RunResult{}).empty());
}

TEST_CASE("The crossings of Binder cumulants are drawn with the critical temperatures found and known") {
  RunResult run = test::some_results();
  CHECK(finite_size_figures(run).empty());
  run.finite_size = FiniteSize{};
  CHECK(finite_size_figures(run).empty());
  run.finite_size = test::some_finite_size();
  const std::vector<Figure> figures = finite_size_figures(run);
  REQUIRE(names(figures) == std::vector<std::string>{"binder_crossings"});
  for (const char* rows : {"\n0.125 2.2701 0.0003\n0.0625 2.2695 0.0001\n", "\n0 2.26915 2e-05\n",
                           "\n0 2.269185314213022\n0.125 2.269185314213022\n"}) {
    CAPTURE(rows, figures[0].data);
    CHECK(figures[0].data.find(rows) != std::string::npos);
  }
}

TEST_CASE("A figure's data are the numbers of the result") {
  const std::vector<Figure> figures = scan_figures(test::some_results());
  const std::string& data = figures.at(0).data;
  CHECK(
      data.find("# data 0\n0.1 -0.3333333333333333 0.0002\n2.269185314213022 -0.3333333333333333 0.0002\n") !=
      std::string::npos);
  CHECK(data.find("# exact 0\n0.1 -0.3334\n") != std::string::npos);
  CHECK(data.find("# limit 0\n0.1 -0.4\n") != std::string::npos);
  CHECK(data.find("# deviation 0\n0.1 0.75\n") != std::string::npos);
}

TEST_CASE("Two scanned parameters make one series of each value of the second") {
  RunResult run = test::some_results();
  for (std::size_t i = 0; i < 2; ++i) {
    run.points.push_back(run.points[i]);
    run.points.back().parameters[1].second = 0.5;
  }
  const std::string body = scan_figures(run).at(0).body;
  CHECK(body.find("title '0' noenhanced") != std::string::npos);
  CHECK(body.find("title '0.5' noenhanced") != std::string::npos);
  CHECK(body.find("title 'field' noenhanced") != std::string::npos);
}

TEST_CASE("Every kind of figure is drawn by one run of gnuplot and again by hand") {
  if (!have_gnuplot()) {
    WARN("no gnuplot here");
    return;
  }
  test::TemporaryFolder folder;
  const std::vector<Figure> figures = every_kind();
  CHECK(names(figures) == std::vector<std::string>{"energy", "correlation", "entropy", "path", "occupation",
                                                   "binder_crossings"});
  CHECK(draw_figures(folder.path / "plots", figures) == "");
  for (const Figure& figure : figures) {
    for (const char* suffix : {".gp", ".dat", ".svg", ".png"}) {
      CAPTURE(figure.name, suffix);
      CHECK(fs::file_size(folder.path / "plots" / (figure.name + suffix)) > 20);
    }
    CHECK(read_file(folder.path / "plots" / (figure.name + ".svg")).find("</svg>") != std::string::npos);
  }
  const fs::path svg = folder.path / "plots" / "energy.svg";
  const std::string before = read_file(svg);
  fs::remove(svg);
  CHECK(std::system(("cd '" + (folder.path / "plots").string() + "' && gnuplot energy.gp").c_str()) == 0);
  CHECK(read_file(svg) == before);
}

TEST_CASE("A figure gnuplot cannot draw is told and nothing is thrown") {
  if (!have_gnuplot()) return;
  test::TemporaryFolder folder;
  Figure broken;
  broken.name = "broken";
  broken.body = "plot nonsense";
  CHECK_THAT(draw_figures(folder.path, {broken}), Catch::Contains("gnuplot failed on broken"));
}

TEST_CASE("A gnuplot that hangs is ended with all that it started and the log is told") {
  test::TemporaryFolder folder;
  // It closes its outputs, or does not, and ignores what can be ignored.
  for (const char* hang : {"exec sleep 1000", "trap '' TERM; sleep 1000", "exec >&- 2>&-; sleep 1000"}) {
    write_file(folder.path / "gnuplot", std::string("#!/bin/sh\n") + hang + "\n");
    fs::permissions(folder.path / "gnuplot", fs::perms::owner_all);
    const Environment path("PATH", (folder.path.string() + ":" + std::getenv("PATH")).c_str());
    const auto start = std::chrono::steady_clock::now();
    CHECK_THAT(draw_figures(folder.path / "plots", every_kind(), std::chrono::seconds(1)),
               Catch::Contains("gnuplot took longer than 1 s and was ended on energy"));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  }
}

TEST_CASE("Hostile words are drawn as words") {
  if (!have_gnuplot()) return;
  test::TemporaryFolder folder;
  RunResult run = test::some_results();
  const std::string file = (folder.path / "PWNED").string();
  int n = 0;
  for (const std::string& text :
       {"'; system('touch " + file + "') #", "`touch " + file + "`", "\"; system \"touch " + file + "\"",
        "'.system(\"touch " + file + "\").'", "@x $(touch " + file + ")", std::string("} } do for {"),
        "a\nsystem 'touch " + file + "'\n", "a\rsystem 'touch " + file + "'", std::string("it's \\"),
        std::string("nul\0 \033[31m", 10), std::string(5000, '\'')}) {
    run.title = text;
    run.points[0].observables[0].unit = text;
    const fs::path plots = folder.path / std::to_string(n++);
    CAPTURE(text);
    CHECK(draw_figures(plots, scan_figures(run)) == "");
    CHECK(fs::file_size(plots / "energy.png") > 20);
    CHECK_FALSE(fs::exists(file));
    // Nothing but figures has been written.
    for (const fs::directory_entry& entry : fs::directory_iterator(plots)) {
      const std::string suffix = entry.path().extension();
      CHECK((suffix == ".gp" || suffix == ".dat" || suffix == ".svg" || suffix == ".png"));
    }
  }
}

TEST_CASE("Without gnuplot the scripts are written and the log is told") {
  test::TemporaryFolder folder;
  const Environment path("PATH", folder.path.c_str());
  CHECK_THAT(draw_figures(folder.path / "plots", every_kind()), Catch::Contains("gnuplot cannot be started"));
  CHECK(fs::exists(folder.path / "plots" / "energy.gp"));
}

TEST_CASE("A folder of plots that cannot be written is a file error") {
  CHECK_THROWS_AS(draw_figures("/proc/nowhere", every_kind()), FileError);
}

TEST_CASE("A path over no Gaussian is refused") {
  CHECK_THROWS_AS(path_figure({.title = "", .covariance = {1, 2, 2, 1}, .x = {}, .y = {}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(path_figure({.title = "", .x = {1}, .y = {}}), std::invalid_argument);
}

}  // namespace plots_tests
