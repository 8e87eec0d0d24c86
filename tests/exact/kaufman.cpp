#include "lenz/exact/kaufman.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/enumeration.hpp"

#include "spin_shapes.hpp"

namespace kaufman_tests {

using namespace lenz;
namespace kaufman = exact::kaufman;

namespace {

const double t_c = 2 / std::log1p(std::sqrt(2.0));

double scalar(const exact::Values& values, const char* name) { return values.at(name).at(0); }

}  // namespace

TEST_CASE("Kaufman's torus agrees with enumeration for every side and sign") {
  for (const auto& [rows, columns] : std::vector<std::pair<std::size_t, std::size_t>>{
           {2, 2}, {2, 4}, {4, 2}, {4, 4}, {3, 3}, {3, 5}, {5, 4}, {2, 10}, {4, 6}}) {
    for (const double j : {1.0, 1.7, -1.0}) {
      const kaufman::Torus torus{columns, rows, j};
      if (!kaufman::applies(torus)) continue;
      const std::vector<double> temperatures = {0.3, 1.0, 2.0, t_c, 2.4, 4.0, 50.0};
      const auto solved = kaufman::values(torus, temperatures);
      const auto counted = exact::enumeration::values(test::grid({rows, columns}, j, 0), {}, temperatures);
      for (std::size_t t = 0; t < temperatures.size(); ++t) {
        INFO(rows << " x " << columns << ", J " << j << ", T " << temperatures[t]);
        REQUIRE(solved[t].size() == 4);
        REQUIRE(test::largest_difference(solved[t], counted[t]) < 1e-13);
      }
    }
  }
}

TEST_CASE("Kaufman's torus is the same read along either side") {
  const std::vector<double> temperatures = {1.5, t_c, 2.3, 3.5};
  const auto a = kaufman::values({12, 40, 1}, temperatures);
  const auto b = kaufman::values({40, 12, 1}, temperatures);
  for (std::size_t t = 0; t < temperatures.size(); ++t) REQUIRE(test::largest_difference(a[t], b[t]) < 1e-13);
}

TEST_CASE("Kaufman's energy and specific heat are derivatives of his partition function") {
  for (const std::size_t side : {16, 64, 256}) {
    for (const double t : {1.7, 2.2, t_c, 2.269185314213022, 2.3, 3.0}) {
      const kaufman::Torus torus{side, side, 1};
      const double step = 1e-3 / static_cast<double>(side);  // of beta: the scaling variable moves by 1e-3
      std::vector<double> log_z, energy;
      for (int i = -3; i <= 3; ++i) {
        const double beta = 1 / t + i * step;
        const auto v = kaufman::values(torus, std::vector<double>{1 / beta});
        log_z.push_back(-beta * scalar(v[0], "free_energy"));
        energy.push_back(scalar(v[0], "energy"));
      }
      const auto slope = [&](const std::vector<double>& f) {
        return ((f[6] - f[0]) - 9 * (f[5] - f[1]) + 45 * (f[4] - f[2])) / (60 * step);
      };
      const auto v = kaufman::values(torus, std::vector<double>{t});
      INFO(side << ", T " << t);
      REQUIRE(-slope(log_z) == Approx(scalar(v[0], "energy")).epsilon(1e-9));
      REQUIRE(-slope(energy) / (t * t) == Approx(scalar(v[0], "specific_heat")).epsilon(1e-8));
    }
  }
}

TEST_CASE("Kaufman's torus is smooth through T_c where gamma_0 changes sign") {
  for (const std::size_t side : {8, 64, 1024}) {
    const double d = 1e-10;
    const auto v = kaufman::values({side, side, 1}, std::vector<double>{t_c - d, t_c, t_c + d});
    for (const char* name : {"energy", "specific_heat", "free_energy"}) {
      const double bend = scalar(v[0], name) - 2 * scalar(v[1], name) + scalar(v[2], name);
      INFO(side << " " << name);
      REQUIRE(std::fabs(bend) < 1e-13);
    }
  }
}

TEST_CASE("Kaufman's torus at T_c follows Ferdinand and Fisher") {
  // Ferdinand and Fisher (1969): for L = M, -u/J = sqrt 2 (1 + t/n) with t = theta_2 theta_3 theta_4 /
  // (theta_2 + theta_3 + theta_4) of nome exp(-pi), = 0.4401 / sqrt 2, and C = (8/pi)(K_c)^2 (log n +
  // 0.187903) + O(log n / n^2) up to terms of order 1/n.
  const double q = std::exp(-M_PI);
  double theta_2 = 0, theta_3 = 1, theta_4 = 1;
  for (int n = 0; n < 8; ++n) theta_2 += 2 * std::pow(q, (n + 0.5) * (n + 0.5));
  for (int n = 1; n < 8; ++n) {
    theta_3 += 2 * std::pow(q, n * n);
    theta_4 += 2 * (n % 2 == 0 ? 1 : -1) * std::pow(q, n * n);
  }
  const double theta = theta_2 * theta_3 * theta_4 / (theta_2 + theta_3 + theta_4);
  for (const double n : {64.0, 256.0, 1024.0}) {
    const auto side = static_cast<std::size_t>(n);
    const auto v = kaufman::values({side, side, 1}, std::vector<double>{t_c});
    const double energy = -std::sqrt(2.0) - 2 * theta / n;
    CHECK(std::fabs(scalar(v[0], "energy") - energy) < 1 / (n * n * n) * 2);
    const double k_c = 1 / t_c;
    const double amplitude = scalar(v[0], "specific_heat") - 8 / M_PI * k_c * k_c * std::log(n);
    CHECK(amplitude == Approx(0.138149).margin(0.3 / n));
  }
}

TEST_CASE("Kaufman's torus has the digits of a 60-digit evaluation at T_c") {
  // His formula in mpmath at T = 2.269185314213022, derivatives by differences with a step of 1e-12.
  struct Known {
    std::size_t side;
    double energy, specific_heat, free_energy;
  };
  for (const Known& known :
       {Known{64, -1.4239383898330106927, 2.1922113931405718443, -2.1100056670376972151},
        Known{1024, -1.414821413216524636, 3.5658628737173205744, -2.1096525294186254292}}) {
    const auto v = kaufman::values({known.side, known.side, 1}, std::vector<double>{2.269185314213022});
    REQUIRE(std::fabs(scalar(v[0], "energy") - known.energy) < 5e-16);
    REQUIRE(std::fabs(scalar(v[0], "free_energy") - known.free_energy) < 5e-16);
    REQUIRE(std::fabs(scalar(v[0], "specific_heat") - known.specific_heat) < 3e-14);
  }
}

TEST_CASE("Kaufman's torus keeps its digits far from T_c") {
  const kaufman::Torus torus{32, 32, 1};
  const auto cold = kaufman::values(torus, std::vector<double>{1e-3, 1e-2, 0.1, 0.5});
  REQUIRE(scalar(cold[0], "energy") == -2);
  REQUIRE(scalar(cold[1], "energy") == -2);
  REQUIRE(scalar(cold[2], "entropy") == Approx(std::log(2) / 1024).margin(1e-15));
  // One flipped spin in a sea: c = 64 K^2 exp(-8 K) + O(exp(-12 K)).
  REQUIRE(scalar(cold[3], "specific_heat") == Approx(256 * std::exp(-16)).epsilon(2e-3));
  const auto hot = kaufman::values(torus, std::vector<double>{1e6});
  REQUIRE(scalar(hot[0], "energy") == Approx(-2e-6).epsilon(1e-6));
  REQUIRE(scalar(hot[0], "entropy") == Approx(std::log(2)).margin(2e-12));
}

TEST_CASE("Kaufman's torus refuses fields and frustrated sides") {
  REQUIRE_FALSE(kaufman::applies({4, 4, 1}, 0.1));
  REQUIRE_FALSE(kaufman::applies({1, 4, 1}));
  REQUIRE_FALSE(kaufman::applies({3, 4, -1}));
  REQUIRE_FALSE(kaufman::applies({4, 4, 0}));
  REQUIRE(kaufman::applies({1024, 1024, -1}));
  REQUIRE_THROWS_AS(kaufman::values({3, 4, -1}, std::vector<double>{1}), std::invalid_argument);
}

}  // namespace kaufman_tests
