#include "lenz/exact/band_ground.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace band_ground_tests {

using namespace lenz;
using exact::BandMatrix;

TEST_CASE("the lowest pair of a band matrix is the one of the dense problem") {
  for (const std::size_t width : {0u, 1u, 3u, 7u}) {
    for (const std::size_t n : {1u, 2u, 8u, 40u}) {
      INFO("size " << n << ", width " << width);
      BandMatrix a(n, width), b(n, width);
      arma::mat dense_a(n, n, arma::fill::zeros), dense_b = dense_a;
      const auto size = static_cast<double>(n);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i > width ? i - width : 0; j <= i; ++j) {
          const double x = static_cast<double>(7 * i + 3 * j), at_diagonal = i == j ? 1 : 0;
          dense_a(i, j) = dense_a(j, i) = std::sin(x) * 3 - at_diagonal * size;
          dense_b(i, j) = dense_b(j, i) = std::cos(x) * 0.1 + at_diagonal * 2;
          a.at(i, j) = dense_a(i, j), b.at(i, j) = dense_b(i, j);
        }
      }
      const arma::mat root = arma::inv(arma::trimatl(arma::chol(dense_b, "lower")));
      const double lowest = arma::eig_sym(arma::symmatu(root * dense_a * root.t())).min();
      for (const double guess : {lowest, lowest + 30, lowest - 500, 0.0}) {
        const exact::BandGround ground = exact::lowest_of_band(a, b, guess);
        CHECK(static_cast<double>(ground.value) == Approx(lowest).epsilon(1e-12));
        CHECK(static_cast<double>(b.form(ground.vector)) == Approx(1).epsilon(1e-15));
        const auto left = a.times(ground.vector), right = b.times(ground.vector);
        for (std::size_t i = 0; i < n; ++i)
          CHECK(std::fabs(static_cast<double>(left[i] - ground.value * right[i])) < 1e-13 * size);
      }
    }
  }
}

TEST_CASE("the lowest pair of a band matrix has the digits of long double") {
  // The chain 2 on the diagonal and -1 beside it: 4 sin^2(pi/(2 n + 2)), 1e-5 of the largest eigenvalue.
  const std::size_t n = 400;
  BandMatrix a(n, 2), b(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    a.at(i, i) = 2, b.at(i, i) = 1;
    if (i > 0) a.at(i, i - 1) = -1;
  }
  const long double sine = std::sin(std::acos(-1.0L) / (2 * n + 2)), exact = 4 * sine * sine;
  CHECK(static_cast<double>(exact::lowest_of_band(a, b, 0).value / exact - 1) == Approx(0).margin(1e-14));
}

TEST_CASE("a band matrix that bounds nothing is refused") {
  BandMatrix a(1, 0), b(1, 0);  // 1 = e * 0 has no solution
  a.at(0, 0) = 1;
  CHECK_THROWS_AS(exact::lowest_of_band(a, b, 0), std::runtime_error);
}

}  // namespace band_ground_tests
