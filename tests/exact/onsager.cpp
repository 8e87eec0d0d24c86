#include "lenz/exact/onsager.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/kaufman.hpp"

#include "spin_shapes.hpp"

namespace onsager_tests {

using namespace lenz;
namespace onsager = exact::onsager;

TEST_CASE("the infinite lattice has Onsager's critical point") {
  REQUIRE(onsager::critical_temperature(1) == Approx(2.269185314213022).epsilon(1e-15));
  for (const double j : {1.0, -2.5}) {
    const double t_c = onsager::critical_temperature(j);
    const auto v = onsager::values(j, std::vector<double>{t_c})[0];
    const double catalan = 0.915965594177219015;
    REQUIRE(v.at("energy")[0] == Approx(-std::sqrt(2.0) * std::fabs(j)).epsilon(1e-14));
    REQUIRE(-v.at("free_energy")[0] / t_c == Approx(std::log(2.0) / 2 + 2 * catalan / M_PI).epsilon(1e-15));
    REQUIRE_FALSE(v.contains("specific_heat"));
    REQUIRE(v.at(j > 0 ? "abs_magnetization" : "staggered_magnetization")[0] < 0.02);
  }
}

TEST_CASE("large tori approach the infinite lattice away from T_c") {
  const std::vector<double> temperatures = {0.05, 0.5, 1.0, 1.8, 2.1, 2.5, 3.5, 20.0};
  const auto limit = onsager::values(1, temperatures);
  const auto torus = exact::kaufman::values({1024, 1024, 1}, temperatures);
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    exact::Values v = torus[t];
    if (temperatures[t] < 2.2) {  // the torus has two phases
      v["free_energy"][0] += temperatures[t] * std::log(2) / (1024 * 1024);
      v["entropy"][0] -= std::log(2) / (1024 * 1024);
    }
    INFO(temperatures[t]);
    REQUIRE(test::largest_difference(v, limit[t]) < 1e-14);
  }
}

TEST_CASE("Onsager's energy is the derivative of his free energy also close to T_c") {
  for (const double t : {1.0, 2.2, 2.2691, 2.26919, 2.27, 3.0}) {
    const double beta = 1 / t,
                 d = std::min(1e-3, 0.02 * std::fabs(beta - 1 / onsager::critical_temperature(1)));
    const auto at = [&](int i) { return onsager::values(1, std::vector<double>{1 / (beta + i * d)})[0]; };
    const auto slope = [&](auto f) {
      return (f(3) - f(-3) - 9 * (f(2) - f(-2)) + 45 * (f(1) - f(-1))) / (60 * d);
    };
    const auto log_z = [&](int i) { return -(beta + i * d) * at(i).at("free_energy")[0]; };
    const auto energy = [&](int i) { return at(i).at("energy")[0]; };
    const auto v = at(0);
    INFO(t);
    REQUIRE(-slope(log_z) == Approx(v.at("energy")[0]).margin(1e-11 + 3e-15 / d));
    REQUIRE(-slope(energy) * beta * beta ==
            Approx(v.at("specific_heat")[0]).margin(1e-7 + 1e-15 / d).epsilon(1e-8));
  }
}

TEST_CASE("Yang's magnetization is one when cold and zero above T_c") {
  const auto v = onsager::values(1, std::vector<double>{0.1, 2.0, 2.269, 2.2692, 5.0});
  const auto m = [&](std::size_t i) { return v[i].at("abs_magnetization")[0]; };
  REQUIRE(m(0) == 1);
  REQUIRE(m(1) == Approx(std::pow(1 - std::pow(std::sinh(1.0), -4), 0.125)).epsilon(1e-14));
  REQUIRE(m(2) > 0.3);
  REQUIRE(m(3) == 0);
  REQUIRE(m(4) == 0);
  REQUIRE(onsager::values(-1, std::vector<double>{2.0})[0].at("staggered_magnetization")[0] ==
          Approx(m(1)).epsilon(1e-15));
  REQUIRE_THROWS_AS(onsager::values(0, std::vector<double>{2.0}), std::invalid_argument);
}

}  // namespace onsager_tests
