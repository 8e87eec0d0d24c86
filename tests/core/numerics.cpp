#include "lenz/core/numerics.hpp"

#include <array>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/core/checks.hpp"

namespace numerics_tests {

using namespace lenz;

TEST_CASE("log_sum_exp neither overflows nor underflows") {
  const std::array<double, 3> large{1000, 1000, 1000}, small{-1000, -1000, -1000};
  CHECK(log_sum_exp(large) == Approx(1000 + std::log(3)).epsilon(1e-15));
  CHECK(log_sum_exp(small) == Approx(-1000 + std::log(3)).epsilon(1e-15));
  CHECK(log_sum_exp({}) == -std::numeric_limits<double>::infinity());
  CHECK(log_add_exp(-std::numeric_limits<double>::infinity(), 2) == 2);
  CHECK(log_add_exp(0, 0) == Approx(std::log(2)).epsilon(1e-15));
}

TEST_CASE("log_cosh and softplus and logistic keep their limits and identities") {
  CHECK(log_cosh(0) == Approx(0).margin(1e-16));
  CHECK(log_cosh(0.5) == Approx(std::log(std::cosh(0.5))).epsilon(1e-14));
  CHECK(log_cosh(-800) == Approx(800 - std::log(2)).epsilon(1e-15));
  CHECK(softplus(-800) == 0);
  CHECK(softplus(800) == 800);
  for (const double x : {-30.0, -1.0, 0.0, 2.0, 40.0}) {
    CHECK(softplus(x) - softplus(-x) == Approx(x).margin(1e-13));
    CHECK(logistic(x) + logistic(-x) == Approx(1).epsilon(1e-15));
  }
}

TEST_CASE("A check names the value and what it must be") {
  CHECK_NOTHROW(check_positive("temperature", 0.5));
  CHECK_THROWS_WITH(check_positive("temperature", -1.5),
                    "temperature is -1.5, but must be positive and finite");
  CHECK_THROWS_WITH(check_range("side", 3, 4, 8), "side is 3, but must be between 4 and 8");
  CHECK_THROWS_AS(check_finite("field", std::nan("")), std::invalid_argument);
}

}  // namespace numerics_tests
