#include "lenz/models/gaussian.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/core/concepts.hpp"
#include "lenz/models/continuum_measurement.hpp"
#include "lenz/random/stream.hpp"

#include "support/continuum_checks.hpp"
#include "support/continuum_twins.hpp"
#include "support/finite_differences.hpp"
#include "support/memory_archive.hpp"

namespace gaussian_tests {

using lenz::models::Gaussian;
using lenz::random::Stream;

static_assert(lenz::LocalTarget<Gaussian> && lenz::GradTarget<Gaussian> &&
              lenz::ConditionalTarget<Gaussian, Stream>);

namespace {

const std::vector<double> mean5{1, -2, 0.5, 30, 0};
const lenz::models::Rows covariance5{{2.0, 0.3, 0.1, 0.0, -0.4},
                                     {0.3, 1.0, 0.2, 0.1, 0.0},
                                     {0.1, 0.2, 0.5, 0.0, 0.1},
                                     {0.0, 0.1, 0.0, 9.0, 0.3},
                                     {-0.4, 0.0, 0.1, 0.3, 1.5}};

std::string complaint(const std::vector<double>& mean, const lenz::models::Rows& covariance) {
  try {
    Gaussian(mean, covariance);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("A two-dimensional Gaussian has the density of the textbook") {
  const Gaussian g({1, 2}, {{1, 0.5}, {0.5, 1}});
  const double dx = 0.3, dy = -1.1;
  const double q = (dx * dx - dx * dy + dy * dy) / 0.75;
  const double exact = -std::log(2 * std::numbers::pi) - 0.5 * std::log(0.75) - 0.5 * q;
  CHECK(g.log_density(g.walker({1 + dx, 2 + dy})) == Approx(exact).epsilon(1e-14));
}

TEST_CASE("The gradient of a Gaussian matches central differences") {
  const Gaussian g(mean5, covariance5);
  CHECK(lenz::test::target_gradient_mismatch(g, {0, 0, 0, 0, 0}) < 1e-9);
  CHECK(lenz::test::target_gradient_mismatch(g, {3, 1, -1, 25, 2}) < 1e-9);
}

TEST_CASE("A Gaussian's log ratio is the difference of its log densities") {
  CHECK(lenz::test::log_ratio_mismatch(Gaussian(mean5, covariance5), 1) < 1e-11);
}

TEST_CASE("A cached Gaussian walker equals a rebuilt one after 10000 moves") {
  const Gaussian g(mean5, covariance5);
  CHECK(lenz::test::cache_mismatch(g, 10000, 2) < 1e-10);
  const lenz::test::StaleGaussian stale(mean5, covariance5);
  CHECK(lenz::test::cache_mismatch(stale, 10000, 2) > 0.1);
}

TEST_CASE("A walker's cache is rebuilt now and then") {
  const Gaussian g(mean5, covariance5);
  Gaussian::Walker w = g.walker(mean5);
  Stream rng(lenz::random::Address{.seed = 3});
  bool rebuilt = false;
  for (std::uint32_t n = 0; n < lenz::models::updates_between_rebuilds; ++n) {
    w.cache[0] += n == 0 ? 1.0 : 0.0;  // damage that only a rebuild mends
    g.draw_block(w, n % 5, rng);
    rebuilt = w.n_updates == 0;
  }
  CHECK(rebuilt);
  CHECK(w.cache == g.walker(w.x).cache);
}

TEST_CASE("The elements of a Gaussian's precision are those of the inverse of its covariance") {
  const Gaussian g(mean5, covariance5);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 5; ++k) sum += g.precision(i, k) * covariance5[k][j];
      CHECK(sum == Approx(i == j ? 1.0 : 0.0).margin(1e-13));
    }
  }
}

TEST_CASE("A covariance that is none is refused with the reason") {
  CHECK(complaint({0, 0}, {{1, 0.5}, {0.4, 1}}).find("not symmetric") != std::string::npos);
  CHECK(complaint({0, 0}, {{1, 2}, {2, 1}}).find("smallest eigenvalue is -1") != std::string::npos);
  CHECK(complaint({0, 0}, {{1, 1}, {1, 1}}).find("positive definite") != std::string::npos);
  CHECK(complaint({0, 0}, {{1, 0}}).find("the size of covariance is 1") != std::string::npos);
  CHECK(complaint({0, 0}, {{1, 0}, {0}}).find("row 1") != std::string::npos);
  CHECK(complaint({0, 0}, {{1, 0}, {0, NAN}}).find("covariance[1][1]") != std::string::npos);
  CHECK(complaint({}, {}).find("dimension") != std::string::npos);
  CHECK(complaint({INFINITY}, {{1}}).find("finite") != std::string::npos);
  CHECK_THROWS_AS(Gaussian({0}, {{1}}).walker({0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(Gaussian({0}, {{1}}).walker({NAN}), std::invalid_argument);
}

TEST_CASE("Means and covariances are functions of the recorded means") {
  const lenz::models::ContinuumMeasurement m(std::vector<double>{10, 20});
  CHECK(m.names() == std::vector<std::string>{"x_0", "x_1", "x_0 x_0", "x_0 x_1", "x_1 x_1"});
  const Gaussian g({0, 0}, {{1, 0}, {0, 1}});
  std::vector<double> sum(5), row(5);
  const std::vector<Gaussian::Walker> walkers{g.walker({11, 21}), g.walker({13, 27})};
  for (std::size_t slot : {0, 1}) {
    m.measure(g, std::span<const Gaussian::Walker>(walkers), slot, 0, std::span<double>(row));
    for (std::size_t q = 0; q < 5; ++q) sum[q] += row[q] / 2;
  }
  CHECK(m.mean(sum) == std::vector<double>{12, 24});
  CHECK(m.covariance(sum) == std::vector<double>{1, 3, 3, 9});
}

TEST_CASE("A continuum walker passes through an archive unchanged") {
  const Gaussian g(mean5, covariance5);
  Gaussian::Walker w = g.walker({3, 1, -1, 25, 2});
  g.accept(w, {.index = 1, .delta = 0.3});
  const Gaussian::Walker copy = lenz::test::through_archive(w);
  CHECK(copy.x == w.x);
  CHECK(copy.cache == w.cache);
  CHECK(copy.n_updates == 1);
}

}  // namespace gaussian_tests
