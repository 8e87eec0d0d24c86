#include "lenz/exact/energy_distribution.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/bayes_optimal.hpp"
#include "lenz/exact/kaufman.hpp"

namespace energy_distribution_tests {

using namespace lenz;
using exact::kaufman::energy_distribution;

TEST_CASE("the distribution of the energy is the density of states times Boltzmann's factor") {
  const std::vector<double> temperatures = {0.3, 1.0, 2.269185314213022, 4.0, 100.0};
  for (const auto& [length, width] : std::vector<std::pair<std::size_t, std::size_t>>{
           {2, 2}, {2, 6}, {6, 2}, {4, 4}, {6, 4}, {8, 8}, {10, 6}}) {
    for (const double j : {1.0, -0.5}) {
      const exact::bayes_optimal::EnergyPosterior known(
          exact::bayes_optimal::torus_levels({length, width, j}), {.temperatures = temperatures});
      const auto& levels = known.levels().energy;
      for (std::size_t k = 0; k < temperatures.size(); ++k) {
        INFO(length << " x " << width << ", J " << j << ", T " << temperatures[k]);
        const auto d = energy_distribution(length, width, j, temperatures[k]);
        REQUIRE(d.energy.size() == length * width + 1);
        double sum = 0;
        std::size_t found = 0;
        for (std::size_t i = 0; i < d.energy.size(); ++i) {
          sum += d.probability[i];
          double expected = 0;
          for (std::size_t level = 0; level < levels.size(); ++level) {
            if (std::fabs(levels[level] - d.energy[i]) < 1e-9)
              expected = known.probability(level, k), ++found;
          }
          REQUIRE(std::fabs(d.probability[i] - expected) < 1e-13);
        }
        CHECK(found == levels.size());
        CHECK(sum == Approx(1).epsilon(1e-13));
        const double ground = known.probability(j > 0 ? 0 : levels.size() - 1, k);  // of two states
        CHECK(d.log_z == Approx(std::log(2 / ground)).epsilon(1e-10).margin(1e-12));
      }
    }
  }
}

TEST_CASE("energies of larger tori have Kaufman's mean and specific heat") {
  for (const std::size_t l : {16, 32}) {
    const std::vector<double> temperatures = {1.0, 2.0, 2.3, 3.5};
    const auto known = exact::kaufman::values({l, l, 1}, temperatures);
    const auto n = static_cast<double>(l * l);
    for (std::size_t k = 0; k < temperatures.size(); ++k) {
      const auto d = energy_distribution(l, l, 1, temperatures[k]);
      double sum = 0, mean = 0, square = 0;
      for (std::size_t i = 0; i < d.energy.size(); ++i) {
        sum += d.probability[i], mean += d.probability[i] * d.energy[i];
      }
      for (std::size_t i = 0; i < d.energy.size(); ++i)
        square += d.probability[i] * std::pow(d.energy[i] - mean, 2);
      INFO(l << ", T " << temperatures[k]);
      CHECK(sum == Approx(1).epsilon(1e-12));
      CHECK(mean / n == Approx(known[k].at("energy")[0]).epsilon(1e-11));
      CHECK(square / n / std::pow(temperatures[k], 2) ==
            Approx(known[k].at("specific_heat")[0]).epsilon(1e-8));
      CHECK(-temperatures[k] * (d.log_z - d.energy[0] / temperatures[k]) / n ==
            Approx(known[k].at("free_energy")[0]).epsilon(1e-12));
    }
  }
}

TEST_CASE("the distribution of the energy is refused where it is not known") {
  CHECK_THROWS_AS(energy_distribution(3, 4, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(energy_distribution(66, 64, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(energy_distribution(4, 4, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(energy_distribution(4, 4, 1, 0), std::invalid_argument);
}

}  // namespace energy_distribution_tests
