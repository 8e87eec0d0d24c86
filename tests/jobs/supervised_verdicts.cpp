#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/jobs/supervised_results.hpp"
#include "lenz/jobs/validate.hpp"

#include "support/temporary_folder.hpp"

namespace supervised_verdicts_tests {

using namespace lenz;

TEST_CASE("a classifier crosses one half where the line between two temperatures does") {
  // P(below) is 0.8 +- 0.05 at T = 2 and 0.3 +- 0.05 at T = 2.5: T = 2 + 0.3 / 0.5 * 0.5.
  jobs::HeldOut held_out{.readings = {0.75, 0.85, 0.25, 0.35},
                         .targets = {1, 1, 0, 0},
                         .labels = {2, 2, 2.5, 2.5},
                         .label_name = "temperature",
                         .critical_temperature = 2.269};
  const auto points = jobs::supervised_points(held_out, {});
  const io::ObservableResult* crossing = points.front().find("crossing_temperature");
  REQUIRE(crossing != nullptr);
  CHECK(crossing->mean[0] == Approx(2.3).epsilon(1e-12));
  CHECK(crossing->error[0] == Approx(std::hypot(0.2 * 0.05, 0.3 * 0.05) * 0.5 / 0.25).epsilon(1e-12));
  CHECK(crossing->limit[0] == 2.269);
  CHECK(crossing->exact.empty());

  held_out.readings = {0.6, 0.7, 0.8, 0.9};
  CHECK(jobs::supervised_points(held_out, {}).front().find("crossing_temperature") == nullptr);
}

TEST_CASE("a model that stays short of the best possible fails its validation") {
  const test::TemporaryFolder folder;
  const auto passes = [&](int steps) {
    const auto file = folder.path / "case.toml";
    std::ofstream(file)
        << "task = 'train'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [1.5, 2, 2.5, 3, "
           "3.5]\n[model]\nkind = 'regressor'\narchitecture = 'convolution'\nlayers = [8]\n"
           "[optimizer]\nkind = 'adam'\nrate = 0.01\n[run]\nsweeps = 500\nholdout = 0.5\nsteps = "
        << steps << "\n[output]\nconfigurations = 4000\n";
    return jobs::validate({file}, 2, [](const std::string&) {}).pass();
  };
  CHECK_FALSE(passes(1));
  CHECK(passes(1500));
}

}  // namespace supervised_verdicts_tests
