#include <catch2/catch.hpp>

#include "lenz/io/finite_size_table.hpp"
#include "lenz/jobs/finite_size_lines.hpp"
#include "lenz/stats/reweighting.hpp"
#include "lenz/stats/tests.hpp"

#include "jobs/inputs_support.hpp"
#include "jobs/run_folder_support.hpp"

namespace finite_size_tests {

using namespace lenz;
using test::numbers_in, test::Place, test::text_in;

namespace {

const std::string small =
    "task = 'sample'\n[system]\nkind = 'ising'\nsizes = [4, 8, 12]\ntemperature = 2.3\n"
    "[run]\nsweeps = 3000\nchains = 2\n[output]\nplots = false\nfinite_size_scaling = true\n";

}  // namespace

TEST_CASE("sizes give one point each with the size among its parameters and its own exact values") {
  const Place place(
      "task = 'sample'\n[system]\nkind = 'ising'\nsizes = [3, 4]\ntemperature = [2.0, 2.5]\n"
      "[run]\nsweeps = 4000\nchains = 2\n[output]\nplots = false\nconfigurations = 6\n");
  const io::RunResult result = jobs::run_file(place.request("out"));
  REQUIRE(result.points.size() == 4);
  CHECK_FALSE(result.finite_size);
  double largest = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const io::PointResult& point = result.points[i];
    const double size = i < 2 ? 3 : 4;
    CHECK(point.parameters.front() == std::pair<std::string, double>("size", size));
    CHECK(point.parameters[1].second == (i % 2 == 0 ? 2.0 : 2.5));
    CHECK(point.samples.value().n_sites == static_cast<std::size_t>(size * size));
    CHECK(point.lattice->bonds.size() == static_cast<std::size_t>(4 * size * size));
    for (const char* name : {"energy", "abs_magnetization", "binder_cumulant"}) {
      REQUIRE(point.find(name)->z.size() == 1);
      largest = std::max(largest, std::abs(point.find(name)->z.front().value()));
    }
  }
  CHECK(largest < stats::family_threshold(12));
}

TEST_CASE("finite-size scaling leaves numbers beside what is known in the summary and says them") {
  const Place place(small);
  jobs::RunRequest request = place.request("out");
  request.set = {"output.plots=true"};
  const io::RunResult result = jobs::run_file(request);
  REQUIRE(result.finite_size);
  const io::FiniteSize& f = *result.finite_size;
  CHECK(f.missing.empty());
  CHECK(f.crossings.size() == 1);  // 12 is no double of 8
  CHECK(f.sizes.size() == 3);
  for (const char* name : {"critical_temperature", "nu", "beta_over_nu", "gamma_over_nu"}) {
    CAPTURE(name);
    REQUIRE(f.find(name) != nullptr);
    CHECK(f.find(name)->value.exact.size() == 1);
    CHECK(std::abs(f.find(name)->value.z.front().value()) < stats::family_threshold(4));
  }
  CHECK(result.points.front().find("correlation") == nullptr);
  const io::RunResult read = io::read_summary(place / "out" / "summary.json");
  CHECK(io::to_json(read) == io::to_json(result));
  CHECK(text_in(place / "out" / "log.txt").find("critical_temperature") != std::string::npos);
  CHECK(jobs::finite_size_lines(f).size() > 8);
  const std::string report = text_in(place / "out" / "report.html");
  for (const io::FiniteSizeRow& row : io::finite_size_rows(*read.finite_size))
    CHECK(report.find("<td>" + row.found + "</td><td>" + row.known + "</td>") != std::string::npos);
}

TEST_CASE("finite-size scaling is the same bits for any number of threads and across a resume") {
  const Place place(small);
  jobs::RunRequest request = place.request("one");
  request.n_threads = 1;
  jobs::run_file(request);
  jobs::run_file(place.request("two"));
  CHECK(numbers_in(place / "one") == numbers_in(place / "two"));

  jobs::RunRequest shorter = place.request("grown");
  shorter.set = {"run.sweeps=1000"};
  jobs::run_file(shorter);
  CHECK(numbers_in(place / "grown") != numbers_in(place / "one"));
  jobs::RunRequest longer = place.request("grown");
  longer.resume = true;
  jobs::run_file(longer);
  CHECK(numbers_in(place / "grown") == numbers_in(place / "one"));
}

TEST_CASE("energies of a run reweighted to another temperature agree with the exact values there") {
  // 8 x 8 at T = 2.5 from samples at 2.4, held against the exact oracle of a run at 2.5.
  const Place place(
      "task = 'sample'\n[system]\nkind = 'ising'\nsizes = [8, 9]\ntemperature = [2.4, 2.5]\n"
      "[run]\nsweeps = 20000\nchains = 2\n[output]\nplots = false\nfinite_size_scaling = true\n");
  const io::RunResult result = jobs::run_file(place.request("out"));
  const io::PointResult &here = result.points.at(0), &there = result.points.at(1);
  stats::TemperatureData data{.temperature = 2.4, .chains = {}};
  for (const stats::EnergyBlocks& chain : here.energies) data.chains.push_back(&chain);
  REQUIRE(data.chains.size() == 2);
  const stats::Reweighting reweighting(std::span(&data, 1));
  const auto z = [&](const char* name, double (*f)(const stats::CanonicalMeans&)) {
    const stats::ReweightedEstimate e = reweighting.estimate(2.5, f);
    CAPTURE(name, e.mean.value(), e.error.value(), there.find(name)->exact.at(0));
    CHECK(std::abs(*e.mean - there.find(name)->exact.at(0)) < stats::family_threshold(3) * *e.error);
    CHECK(*e.error < 0.02 * std::abs(*e.mean));
  };
  z("energy", [](const stats::CanonicalMeans& m) { return m.energy / 64; });
  z("specific_heat", [](const stats::CanonicalMeans& m) {
    return (m.energy_squared - m.energy * m.energy) / (64 * m.temperature * m.temperature);
  });
  const io::ObservableResult* u = there.find("abs_magnetization");
  const stats::ReweightedEstimate e =
      reweighting.estimate(2.5, [](const stats::CanonicalMeans& m) { return m.observable[0]; });
  const double exact = u->exact.empty() ? u->mean.at(0) : u->exact.at(0);
  const double spread = std::hypot(*e.error, u->exact.empty() ? u->error.at(0) : 0);
  CHECK(std::abs(*e.mean - exact) < stats::family_threshold(3) * spread);
}

TEST_CASE("finite-size scaling asked of what has none is refused with the reason") {
  const auto said = [](const std::string& system, const std::string& rest = "") {
    return test::complaints_about("task = 'sample'\n[system]\nkind = 'ising'\n" + system +
                                  "\n[output]\nfinite_size_scaling = true\n" + rest);
  };
  using Catch::Contains;
  CHECK(said("sizes = [4, 8]").empty());
  CHECK_THAT(said("size = [4, 4]"), Contains("give at least two, as in [system] sizes = [16, 32, 64]"));
  CHECK_THAT(said("sizes = [4, 8]\nsize = [4, 4]"), Contains("both are given"));
  CHECK_THAT(said("sizes = [4, 4]"), Contains("holds a size twice"));
  CHECK_THAT(said("sizes = [4, 8]\nfield = 0.1"), Contains("needs field = 0"));
  CHECK_THAT(said("sizes = [4, 8]\ncoupling = -1"), Contains("needs one coupling J > 0"));
  CHECK_THAT(said("sizes = [4, 8]\nboundary = 'open'"), Contains("needs boundary = \"periodic\""));
  CHECK_THAT(said("sizes = [4, 8]\ndisorder = 'bimodal'"), Contains("needs disorder = \"none\""));
  CHECK_THAT(said("lattice = 'chain'\nsizes = [4, 8]"), Contains("needs a lattice with a transition"));
  CHECK_THAT(said("sizes = [4, 8]", "[run]\nsweeps = 10\n"), Contains("at least 64 measurements"));
  CHECK_THAT(test::complaints_about("task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1]]\n"
                                    "[output]\nfinite_size_scaling = true\n"),
             Contains("needs [system] kind \"ising\", but it is \"gaussian\""));
}

}  // namespace finite_size_tests
