#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/gaussian_moments.hpp"

namespace gaussian_tests {

using namespace lenz::exact;

TEST_CASE("A Gaussian's exact moments are its parameters") {
  const Moments m = gaussian_moments({1, 2}, {{1, 0.5}, {0.5, 3}});
  CHECK(m.mean == std::vector<double>{1, 2});
  CHECK(m.covariance == std::vector<double>{1, 0.5, 0.5, 3});
  CHECK_THROWS_AS(gaussian_moments({1}, {{1, 0.5}, {0.5, 3}}), std::invalid_argument);
}

TEST_CASE("A mixture's exact moments hold the spread between its components") {
  // x = -1 or 3 with probability 3/4 and 1/4: mean 0, variance 3/4 + 9/4 = 3, plus the mean of the variances.
  const Moments m = mixture_moments({3, 1}, {{-1, 0}, {3, 0}}, {{{1, 0.5}, {0.5, 1}}, {{5, 0}, {0, 2}}});
  CHECK(m.mean[0] == Approx(0).margin(1e-15));
  CHECK(m.covariance[0] == Approx(3 + 0.75 * 1 + 0.25 * 5));
  CHECK(m.covariance[1] == Approx(0.75 * 0.5));
  CHECK(m.covariance[2] == Approx(0.75 * 0.5));
  CHECK(m.covariance[3] == Approx(0.75 * 1 + 0.25 * 2));
}

TEST_CASE("Unadjusted Langevin's exact variance of the unit normal is 1 over 1 - eps over 4") {
  CHECK(langevin_moments({0}, {{1}}, 0.8).covariance[0] == Approx(1.25).epsilon(1e-14));
  CHECK_THROWS_AS(langevin_moments({0}, {{1}}, 4), std::invalid_argument);
  CHECK_THROWS_AS(langevin_moments({0}, {{1}}, -1), std::invalid_argument);
}

TEST_CASE("Unadjusted Langevin's exact covariance is the fixed point of its step") {
  const double eps = 0.5;
  const Moments m = langevin_moments({0, 0}, {{1, 0.5}, {0.5, 1}}, eps);
  // B = 1 - (eps/2) A with A = C^-1 = {{4, -2}, {-2, 4}} / 3; then B C' B + eps = C'.
  const double diagonal = 1 - eps / 2 * 4 / 3, off = eps / 2 * 2 / 3;
  const double b[2][2] = {{diagonal, off}, {off, diagonal}};
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      double next = i == j ? eps : 0.0;
      for (int k = 0; k < 2; ++k) {
        for (int l = 0; l < 2; ++l) next += b[i][k] * m.covariance[k + 2 * l] * b[j][l];
      }
      CHECK(next == Approx(m.covariance[i + 2 * j]).epsilon(1e-13));
    }
  }
}

}  // namespace gaussian_tests
