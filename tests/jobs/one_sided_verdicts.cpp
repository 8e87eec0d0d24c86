#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/io/report_parts.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/validate.hpp"

#include "support/temporary_folder.hpp"

namespace one_sided_verdicts_tests {

using namespace lenz;

namespace {

/// A variational energy so many errors above the exact one, which may stay 0.03 above.
io::ObservableResult energy(double z, double error = 0.01, double exact_error = 0) {
  const double spread = std::hypot(error, exact_error);
  io::ObservableResult o;
  o.name = "energy";
  o.mean = {3 + z * spread};
  o.error = {error};
  o.exact = {3};
  o.exact_error = {exact_error};
  o.oracle = "taut";
  o.z = {z};
  o.best = io::Best::smallest;
  o.tolerance = 0.01;
  return o;
}

bool good(const io::ObservableResult& o) { return jobs::is_good_beside_best(o); }

}  // namespace

TEST_CASE("A variational energy is good from 4 errors below the exact one to its tolerance above") {
  CHECK(good(energy(0)));
  CHECK(good(energy(2.9)));
  CHECK(good(energy(-3.9)));
  CHECK_FALSE(good(energy(3.1)));  // 0.031 above
  CHECK_FALSE(good(energy(-5)));
  CHECK(good(energy(29, 0.001)));  // as far as the tolerance, however small the error
  CHECK_FALSE(good(energy(31, 0.001)));
}

TEST_CASE("The uncertainty of the exact energy widens how far below it a variational one may lie") {
  io::ObservableResult o = energy(-3.9, 0.003, 0.004);
  CHECK(good(o));  // 6.5 errors of its own below
  o.exact_error = {0};
  CHECK_FALSE(good(o));
}

TEST_CASE("A variational energy without variance is exact but for rounding") {
  io::ObservableResult o = energy(0, 0);
  o.z = {std::nullopt};
  o.mean = {3 - 1e-12};
  CHECK(good(o));
  o.mean = {3 - 1e-6};
  CHECK_FALSE(good(o));
  o.mean = {3 + 1e-6};
  CHECK(good(o));
}

TEST_CASE("The best possible may be the largest and then nothing may be above it") {
  io::ObservableResult o = energy(-2.9);
  o.best = io::Best::largest;
  CHECK(good(o));
  CHECK_FALSE(good([] {
    io::ObservableResult above = energy(5);
    above.best = io::Best::largest;
    return above;
  }()));
}

TEST_CASE("Variational energies are none of the numbers that must agree with exact ones") {
  io::PointResult point;
  point.observables = {energy(50, 1e-4)};
  CHECK(jobs::agreement({point}).n_compared == 0);
  CHECK(jobs::agreement({point}).holds());
  point.observables[0].best = io::Best::none;
  CHECK(jobs::agreement({point}).n_compared == 1);
  CHECK_FALSE(jobs::agreement({point}).holds());
}

TEST_CASE("A variational energy passes its validation within its tolerance and fails beyond it") {
  const test::TemporaryFolder folder;
  const auto row_of = [&](const std::string& tolerance) {
    const auto file = folder.path / "case.toml";
    std::ofstream(file)
        << "task = 'ground-state'\n[system]\nkind = 'trap'\ninteraction = 'gaussian'\nstrength = "
           "3\nrange = 0.5\n[model]\nkind = 'gaussian'\njastrow = 'none'\n[run]\nsteps = "
           "10\nbatch = 128\nsweeps = 500\nburn_in = 50\ntolerance = "
        << tolerance << "\n";
    const io::ValidationReport report = jobs::validate({file}, 2, [](const std::string&) {});
    REQUIRE(report.rows.size() == 1);  // the other expectation values have no verdict
    CHECK(report.n_compared == 0);
    CHECK(report.rows[0].quantity.find("energy, best possible") == 0);
    CHECK(report.rows[0].oracle == "radial");
    REQUIRE(report.rows[0].z);
    CHECK(*report.rows[0].z > 4);  // a state that does not know the other particle is 3.5 % off
    return report.rows[0];
  };
  CHECK_FALSE(row_of("0.03").pass);
  CHECK(row_of("0.2").pass);
}

TEST_CASE("A report colours the z of a variational energy only where it lies below") {
  const auto coloured = [](double z, io::Best best) {
    return io::z_cell(z, best).find("class") != std::string::npos;
  };
  CHECK(coloured(50, io::Best::none));
  CHECK(coloured(-5, io::Best::none));
  CHECK_FALSE(coloured(50, io::Best::smallest));
  CHECK(coloured(-5, io::Best::smallest));
  CHECK(coloured(5, io::Best::largest));
  CHECK_FALSE(coloured(-50, io::Best::largest));
}

TEST_CASE("A summary that is read back knows which energy is variational") {
  const test::TemporaryFolder folder;
  io::RunResult result;
  result.points.resize(1);
  result.points[0].observables = {energy(50, 1e-4)};
  const auto read_back = [&](const std::string& task) {
    result.task = task;
    const auto file = folder.path / "summary.json";
    std::ofstream(file) << io::to_json(result);
    return io::read_summary(file);
  };
  CHECK(jobs::agreement(read_back("ground-state").points).n_compared == 0);
  CHECK(jobs::agreement(read_back("sample").points).n_compared == 1);
}

}  // namespace one_sided_verdicts_tests
