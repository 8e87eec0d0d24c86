#include "lenz/sampling/langevin.hpp"

#include <catch2/catch.hpp>

#include "support/two_dimensional_gaussian.hpp"

namespace langevin_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::test::moment_verdict;

TEST_CASE("Unadjusted Langevin has the variance 1 over 1 - eps over 4 of its bias and not 1") {
  // Two independent unit normals: covariance 0.
  const Gaussian unit({0, 0}, {{1, 0}, {0, 1}});
  for (const double eps : {0.5, 1.0}) {
    const double v = 1 / (1 - eps / 4);
    const lenz::test::RunPlan plan{.seed = 21, .burn_in = 100};
    CHECK(moment_verdict(Langevin{.step = eps}, unit, plan, {0, 0, v, 0, v}) < 1);
    CHECK(moment_verdict(Langevin{.step = eps}, unit, plan, {0, 0, 1, 0, 1}) > 1);
  }
}

TEST_CASE(
    "Unadjusted Langevin samples the two-dimensional Gaussian with its known bias and is rejected without") {
  // C has eigenvalues 3/2 along (1, 1) and 1/2 along (1, -1); an eigenvalue c becomes c^2 / (c - eps/4).
  const double eps = 0.5;
  const double along = 1.5 * 1.5 / (1.5 - eps / 4), across = 0.5 * 0.5 / (0.5 - eps / 4);
  const double variance = (along + across) / 2, covariance = (along - across) / 2;
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  const lenz::test::RunPlan plan{.seed = 22, .burn_in = 100};
  CHECK(moment_verdict(Langevin{.step = eps}, target, plan, {0, 0, variance, covariance, variance}) < 1);
  CHECK(moment_verdict(Langevin{.step = eps}, target, plan) > 1);
}

TEST_CASE("An Euler-Maruyama step is x + b h + sqrt(h) xi") {
  lenz::random::Stream rng(lenz::random::Address{.seed = 23}), copy = rng;
  const std::vector<double> x{1, 2}, b{-3, 5};
  std::vector<double> next(2);
  euler_maruyama_step(x, b, 0.25, rng, next);
  const double xi_0 = lenz::random::normal(copy), xi_1 = lenz::random::normal(copy);
  CHECK(next[0] == Approx(1 - 0.75 + 0.5 * xi_0).epsilon(1e-14));
  CHECK(next[1] == Approx(2 + 1.25 + 0.5 * xi_1).epsilon(1e-14));
  CHECK(euler_maruyama_log_density(x, b, 0.25, next) ==
        Approx(-(xi_0 * xi_0 + xi_1 * xi_1) / 2).epsilon(1e-12));
}

}  // namespace langevin_tests
