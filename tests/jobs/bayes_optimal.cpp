#include "lenz/exact/bayes_optimal.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/io/dataset_reader.hpp"
#include "lenz/io/results_hdf5.hpp"
#include "lenz/stats/tests.hpp"

#include "run_support.hpp"
#include "support/temporary_folder.hpp"

namespace bayes_optimal_tests {

namespace {

using namespace lenz;

/// E of a row of an L x L torus, from its spins alone.
double energy_of(const data::Dataset& d, std::size_t row) {
  const std::size_t l = d.shape[0];
  const float* s = d.values.colptr(row);
  double energy = 0;
  for (std::size_t y = 0; y < l; ++y) {
    for (std::size_t x = 0; x < l; ++x) {
      energy -= static_cast<double>(s[y * l + x] * (s[y * l + (x + 1) % l] + s[(y + 1) % l * l + x]));
    }
  }
  return energy;
}

struct Mean {
  double n = 0, sum = 0, squares = 0;
  void add(double x) { n += 1, sum += x, squares += x * x; }
  double value() const { return sum / n; }
  double error() const { return std::sqrt((squares / n - value() * value()) / (n - 1)); }
};

TEST_CASE(
    "The best classifier and thermometer are as good on a run's configurations as the density of states "
    "says") {
  const test::TemporaryFolder folder;
  for (const char* size : {"4", "8"}) {
    io::RunResult run;
    run.task = "sample";
    run.points =
        test::run_in_memory(test::sample_input("task = 'sample'\n[system]\nkind = 'ising'\nsize = [" +
                                               std::string(size) + ", " + size +
                                               "]\ntemperature = { from = 1.2, to = 3.4, count = 12 "
                                               "}\n[sampler]\nkind = 'wolff'\n[run]\nseed = "
                                               "5\nsweeps = 20000\n[output]\nconfigurations = 400\n"),
                            2)
            .points;
    io::write_results(folder.path / "results.h5", run);
    const data::Dataset d = io::read_dataset(folder.path / "results.h5");
    REQUIRE(d.n_rows() == 12 * 400);
    const auto n = static_cast<double>(d.n_features());

    exact::bayes_optimal::Prior prior;
    for (const auto& point : d.parameters) {
      for (const auto& [name, value] : point) {
        if (name == "temperature") prior.temperatures.push_back(value);
      }
    }
    const exact::bayes_optimal::EnergyPosterior best(
        exact::bayes_optimal::torus_levels({d.shape[0], d.shape[1]}), prior);
    Mean right, square;
    for (std::size_t row = 0; row < d.n_rows(); ++row) {
      const double energy = energy_of(d, row);
      REQUIRE(energy == Approx(n * d.energies[row]).margin(1e-9));
      const double t = d.labels[row];
      right.add((best.below(energy) >= 0.5) == (t < prior.critical) ? 1 : 0);
      square.add(std::pow(t - best.temperature(energy), 2));
    }
    INFO("accuracy " << right.value() << " +- " << right.error() << ", best " << best.accuracy()
                     << "; squared error " << square.value() << " +- " << square.error() << ", best "
                     << best.squared_error());
    const double bound = stats::family_threshold(4);
    CHECK(std::fabs(stats::z_score(right.value(), right.error(), best.accuracy(), 0)) < bound);
    CHECK(std::fabs(stats::z_score(square.value(), square.error(), best.squared_error(), 0)) < bound);
  }
}

}  // namespace

}  // namespace bayes_optimal_tests
