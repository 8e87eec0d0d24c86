#include "lenz/sampling/mala.hpp"

#include <catch2/catch.hpp>

#include "lenz/models/mixture.hpp"
#include "lenz/sampling/hmc.hpp"

#include "support/continuum_checks.hpp"
#include "support/continuum_twins.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace mala_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::models::Mixture;
using lenz::test::moment_verdict;

namespace {

Mixture crooked() { return Mixture({1, 2}, {{-1, 0}, {1, 1}}, {{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 1}}}); }

/// Largest violation of log p(x) q(x -> y) a(x -> y) = log p(y) q(y -> x) a(y -> x) over pairs of points,
/// with the acceptance from the kernel's own ratio and q written down here from its definition.
template <class K, class T>
double balance_defect(const K& kernel, const T& target) {
  lenz::random::Stream rng(lenz::random::Address{.seed = 31});
  const auto log_q = [&](const auto& from, const auto& to) {
    std::vector<double> g(2);
    target.grad_log_density(from, g);
    double squares = 0;
    for (std::size_t i : {0, 1}) {
      const double noise = to.x[i] - (from.x[i] + 0.5 * kernel.step * g[i]);
      squares += noise * noise;
    }
    return -squares / (2 * kernel.step);
  };
  const auto log_flow = [&](const auto& from, const auto& to) {
    const double log_a = std::min(0.0, kernel.log_acceptance_ratio(target, from, to));
    return target.log_density(from) + log_q(from, to) + log_a;
  };
  double worst = 0;
  for (int pair = 0; pair < 500; ++pair) {
    const auto x = target.walker(lenz::test::random_point(target, rng));
    const auto y = target.walker(lenz::test::random_point(target, rng));
    const double forth = log_flow(x, y), back = log_flow(y, x);
    worst = std::max(worst, std::fabs(forth - back) / std::max(1.0, std::fabs(forth)));
  }
  return worst;
}

}  // namespace

TEST_CASE("MALA samples the two-dimensional Gaussian and a mixture") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  CHECK(moment_verdict(Mala{.step = 1.0}, target, {.seed = 32}) < 1);
  CHECK(moment_verdict(Mala{.step = 2.0}, target, {.seed = 33}) < 1);
  // Means, and means of the products: sum_k w_k (C_k + m_k m_k^T).
  const std::vector<double> moments{1.0 / 3, 2.0 / 3, (2 + 2 * 1.5) / 3, (0.5 + 2 * 1) / 3,
                                    (1 + 2 * 2) / 3.0};
  CHECK(moment_verdict(Mala{.step = 1.0}, crooked(), {.seed = 34}, moments) < 1);
}

TEST_CASE("MALA obeys detailed balance between any two points") {
  CHECK(balance_defect(Mala{.step = 0.7}, lenz::test::two_dimensional_gaussian()) < 1e-11);
  CHECK(balance_defect(Mala{.step = 0.7}, crooked()) < 1e-11);
}

TEST_CASE("MALA without the Hastings term or with the old force is rejected") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  const lenz::test::MalaWithoutHastings without{.step = 1.0};
  const lenz::test::MalaWithOldForce old{.step = 1.0};
  CHECK(balance_defect(without, target) > 0.1);
  CHECK(balance_defect(old, target) > 0.1);
  CHECK(moment_verdict(without, target, {.seed = 32}) > 1);
  CHECK(moment_verdict(old, target, {.seed = 32}) > 1);
}

TEST_CASE("MALA with step eps squared accepts as HMC with one leapfrog step eps") {
  const Mixture target = crooked();
  lenz::random::Stream rng(lenz::random::Address{.seed = 35});
  const double eps = 0.6;
  for (int n = 0; n < 100; ++n) {
    const Mixture::Walker x = target.walker(lenz::test::random_point(target, rng));
    Mixture::Walker y = x;
    std::vector<double> p = lenz::test::random_point(target, rng);
    const double before = Hmc::hamiltonian(target, x, p);
    leapfrog(target, y, p, eps, 1);
    const double log_r = before - Hmc::hamiltonian(target, y, p);
    CHECK(Mala{.step = eps * eps}.log_acceptance_ratio(target, x, y) ==
          Approx(log_r).epsilon(1e-9).margin(1e-11));
  }
}

TEST_CASE("MALA tunes itself to an acceptance of 0.574") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  Mala kernel{.step = 0.01};
  lenz::random::Stream rng(lenz::random::Address{.seed = 36});
  Gaussian::Walker walker = target.walker({0, 0});
  MoveInfo total;
  for (std::size_t window = 0; window < 60; ++window) {
    total = {};
    for (int sweep = 0; sweep < 50; ++sweep) total += kernel.sweep(target, walker, rng);
    kernel.tune(total, window);
  }
  total = {};
  for (int sweep = 0; sweep < 20000; ++sweep) total += kernel.sweep(target, walker, rng);
  CHECK(total.acceptance() == Approx(0.574).margin(0.06));
}

}  // namespace mala_tests
