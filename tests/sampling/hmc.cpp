#include "lenz/sampling/hmc.hpp"

#include <catch2/catch.hpp>

#include "lenz/models/mixture.hpp"

#include "support/continuum_checks.hpp"
#include "support/continuum_twins.hpp"
#include "support/two_dimensional_gaussian.hpp"

namespace hmc_tests {

using namespace lenz::sampling;
using lenz::models::Gaussian;
using lenz::models::Mixture;
using lenz::test::moment_verdict;
using lenz::test::RightLeapfrog;
using lenz::test::UnfinishedLeapfrog;

namespace {

Mixture crooked() { return Mixture({1, 2}, {{-1, 0}, {1, 1}}, {{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 1}}}); }

/// A point of phase space: x_0, x_1, p_0, p_1.
using Phase = std::array<double, 4>;

template <class Integrator, class T>
Phase flow(const T& target, const Phase& from, double eps, std::size_t n) {
  auto w = target.walker({from[0], from[1]});
  std::vector<double> p{from[2], from[3]};
  Integrator{}(target, w, p, eps, n);
  return {w.x[0], w.x[1], p[0], p[1]};
}

Phase flipped(const Phase& s) { return {s[0], s[1], -s[2], -s[3]}; }

/// Distance from the start after forth, flip, forth, flip.
template <class Integrator>
double reversibility_defect(const Phase& start) {
  const Phase there = flow<Integrator>(crooked(), start, 0.3, 10);
  const Phase back = flipped(flow<Integrator>(crooked(), flipped(there), 0.3, 10));
  double worst = 0;
  for (std::size_t i = 0; i < 4; ++i) worst = std::max(worst, std::fabs(back[i] - start[i]));
  return worst;
}

/// |H at the end - H at the start| after a time 1.2 in n steps.
template <class Integrator>
double energy_error(const Phase& start, std::size_t n) {
  const Mixture target = crooked();
  const Phase end = flow<Integrator>(target, start, 1.2 / static_cast<double>(n), n);
  const auto energy = [&](const Phase& s) {
    return Hmc::hamiltonian(target, target.walker({s[0], s[1]}), std::vector<double>{s[2], s[3]});
  };
  return std::fabs(energy(end) - energy(start));
}

/// Order of the energy error in eps: log2 of error(eps) / error(eps/2).
template <class Integrator>
double energy_order(const Phase& start) {
  return std::log2(energy_error<Integrator>(start, 64) / energy_error<Integrator>(start, 128));
}

/// Determinant of a 4 x 4 matrix by elimination.
double determinant(std::array<Phase, 4> a) {
  double product = 1;
  for (std::size_t k = 0; k < 4; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < 4; ++i) pivot = std::fabs(a[i][k]) > std::fabs(a[pivot][k]) ? i : pivot;
    if (pivot != k) product = -product;
    std::swap(a[k], a[pivot]);
    product *= a[k][k];
    for (std::size_t i = k + 1; i < 4; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < 4; ++j) a[i][j] -= factor * a[k][j];
    }
  }
  return product;
}

const std::vector<Phase> starts{{0.3, -0.2, 1.0, -0.5}, {-2, 1, 0.1, 0.4}, {1, 2, -1.5, 0.7}};

}  // namespace

TEST_CASE("Leapfrog runs back to where it came from and its energy error is of second order") {
  for (const Phase& start : starts) {
    CHECK(reversibility_defect<RightLeapfrog>(start) < 1e-12);
    CHECK(energy_order<RightLeapfrog>(start) == Approx(2).margin(0.1));
  }
}

TEST_CASE("Leapfrog without the last half kick neither runs back nor keeps the energy") {
  for (const Phase& start : starts) {
    CHECK(reversibility_defect<UnfinishedLeapfrog>(start) > 0.01);
    CHECK(energy_order<UnfinishedLeapfrog>(start) == Approx(1).margin(0.2));
  }
}

TEST_CASE("Leapfrog preserves the volume of phase space") {
  const Mixture target = crooked();
  const double h = 1e-4;
  for (const Phase& start : starts) {
    std::array<Phase, 4> jacobian{};
    for (std::size_t i = 0; i < 4; ++i) {
      Phase up = start, down = start;
      up[i] += h;
      down[i] -= h;
      const Phase a = flow<RightLeapfrog>(target, up, 0.3, 10),
                  b = flow<RightLeapfrog>(target, down, 0.3, 10);
      for (std::size_t j = 0; j < 4; ++j) jacobian[i][j] = (a[j] - b[j]) / (2 * h);
    }
    CHECK(determinant(jacobian) == Approx(1).epsilon(1e-5));
  }
}

TEST_CASE("Leapfrog takes one gradient a step and one more") {
  struct Counting : Gaussian {
    using Gaussian::Gaussian;
    mutable int n_gradients = 0;
    void grad_log_density(const Walker& w, std::span<double> g) const {
      ++n_gradients;
      Gaussian::grad_log_density(w, g);
    }
  };
  const Counting target({0, 0}, {{1, 0}, {0, 1}});
  Gaussian::Walker w = target.walker({1, 0});
  std::vector<double> p{0, 1};
  leapfrog(target, w, p, 0.1, 10);
  CHECK(target.n_gradients == 11);
}

TEST_CASE("HMC obeys detailed balance between the two ends of every trajectory") {
  const Mixture target = crooked();
  for (const Phase& start : starts) {
    const Phase end = flow<RightLeapfrog>(target, start, 0.3, 10);
    const auto energy = [&](const Phase& s) {
      return Hmc::hamiltonian(target, target.walker({s[0], s[1]}), std::vector<double>{s[2], s[3]});
    };
    const double forth = std::exp(-energy(start)) * Metropolis::probability(energy(start) - energy(end));
    const double back = std::exp(-energy(flipped(end))) *
                        Metropolis::probability(energy(flipped(end)) - energy(flipped(start)));
    CHECK(forth == Approx(back).epsilon(1e-12));
  }
}

TEST_CASE("HMC samples the two-dimensional Gaussian and a mixture") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  CHECK(moment_verdict(Hmc{.step = 0.8, .n_steps = 4}, target, {.seed = 41}) < 1);
  CHECK(moment_verdict(Hmc{.step = 0.8, .n_steps = 8, .random_n_steps = true, .jitter = 0}, target,
                       {.seed = 42}) < 1);
  const std::vector<double> moments{1.0 / 3, 2.0 / 3, (2 + 2 * 1.5) / 3, (0.5 + 2 * 1) / 3,
                                    (1 + 2 * 2) / 3.0};
  CHECK(moment_verdict(Hmc{.step = 0.6, .n_steps = 5}, crooked(), {.seed = 43}, moments) < 1);
}

TEST_CASE("HMC without the last half kick or with the wrong sign of the kinetic energy is rejected") {
  const Gaussian target = lenz::test::two_dimensional_gaussian();
  CHECK(moment_verdict(lenz::test::HmcUnfinished{.step = 0.8, .n_steps = 4}, target, {.seed = 41}) > 1);
  CHECK(moment_verdict(lenz::test::HmcWrongSign{.step = 0.8, .n_steps = 4}, target, {.seed = 41}) > 1);
}

TEST_CASE("HMC tunes itself to an acceptance of 0.8") {
  const Gaussian target(std::vector<double>(2), {{1, 0.5}, {0.5, 1}});
  Hmc kernel{.step = 0.05};
  lenz::random::Stream rng(lenz::random::Address{.seed = 44});
  Gaussian::Walker walker = target.walker({0, 0});
  MoveInfo total;
  for (std::size_t window = 0; window < 60; ++window) {
    total = {};
    for (int sweep = 0; sweep < 50; ++sweep) total += kernel.sweep(target, walker, rng);
    kernel.tune(total, window);
  }
  total = {};
  for (int sweep = 0; sweep < 20000; ++sweep) total += kernel.sweep(target, walker, rng);
  CHECK(total.acceptance() > 0.65);
  CHECK(total.acceptance() < 0.9);
}

}  // namespace hmc_tests
