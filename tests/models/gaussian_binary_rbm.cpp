#include "lenz/models/gaussian_binary_rbm.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/core/concepts.hpp"
#include "lenz/core/numerics.hpp"
#include "lenz/random/stream.hpp"

#include "support/continuum_checks.hpp"
#include "support/finite_differences.hpp"

namespace gaussian_binary_rbm_tests {

using lenz::models::GaussianBinaryRbm;
using lenz::models::RbmParameters;
using lenz::random::Stream;

static_assert(lenz::LocalTarget<GaussianBinaryRbm> && lenz::GradTarget<GaussianBinaryRbm> &&
              lenz::ConditionalTarget<GaussianBinaryRbm, Stream>);

namespace {

const RbmParameters machine{
    .a = {0.3, -0.7}, .b = {0.2, -1.1, 0.6}, .w = {0.9, -0.4, 0.1, 1.3, -0.8, 0.5}, .sigma = {0.8, 1.4}};

/// E(x, h) as the issue writes it, term by term.
double joint_energy(const RbmParameters& p, const std::vector<double>& x,
                    const std::vector<std::uint8_t>& h) {
  double energy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double variance = p.sigma[i] * p.sigma[i];
    energy += (x[i] - p.a[i]) * (x[i] - p.a[i]) / (2 * variance);
    for (std::size_t j = 0; j < h.size(); ++j) energy -= x[i] * p.w[i + x.size() * j] * h[j] / variance;
  }
  for (std::size_t j = 0; j < h.size(); ++j) energy -= p.b[j] * h[j];
  return energy;
}

std::vector<std::vector<std::uint8_t>> all_hidden(std::size_t m) {
  std::vector<std::vector<std::uint8_t>> all;
  for (std::size_t k = 0; k < (std::size_t{1} << m); ++k) {
    auto& h = all.emplace_back();
    for (std::size_t j = 0; j < m; ++j) h.push_back(static_cast<std::uint8_t>(k >> j & 1));
  }
  return all;
}

std::vector<double> theta_at(const GaussianBinaryRbm& rbm, const std::vector<double>& x) {
  std::vector<double> theta(rbm.parameters().n_hidden());
  rbm.theta(x, theta);
  return theta;
}
double log_marginal(const RbmParameters& p, const std::vector<double>& x) {
  const GaussianBinaryRbm rbm(p);
  return rbm.log_marginal(x, theta_at(rbm, x));
}

const std::vector<std::vector<double>> points = {{0, 0}, {1.5, -2}, {-3, 0.4}};

}  // namespace

TEST_CASE("The marginal of a Gaussian-binary machine is the sum of its joint weights over hidden units") {
  for (const auto& x : points) {
    double sum = 0;
    for (const auto& h : all_hidden(3)) sum += std::exp(-joint_energy(machine, x, h));
    CHECK(log_marginal(machine, x) == Approx(std::log(sum)).epsilon(1e-14));
  }
  RbmParameters strong = machine;
  for (double& w : strong.w) w *= 1e3;
  CHECK(std::isfinite(log_marginal(strong, {20, -30})));
}

TEST_CASE("Hidden units given the visible ones have the logistic of theta as probability") {
  const GaussianBinaryRbm rbm(machine);
  for (const auto& x : points) {
    const auto theta = theta_at(rbm, x);
    for (std::size_t j = 0; j < 3; ++j) {
      double up = 0, all = 0;
      for (const auto& h : all_hidden(3)) {
        const double weight = std::exp(-joint_energy(machine, x, h));
        all += weight;
        up += h[j] * weight;
      }
      CHECK(lenz::logistic(theta[j]) == Approx(up / all).epsilon(1e-13));
    }
  }
}

TEST_CASE("Visible units given the hidden ones are normal about a and w h") {
  const GaussianBinaryRbm rbm(machine);
  for (const auto& h : all_hidden(3)) {
    std::vector<double> mean(2);
    rbm.visible_means(h, mean);
    const double integral = rbm.log_hidden_marginal(h);
    for (const auto& x : points) {
      // The joint weight is the marginal of h times the density of x given h.
      double log_density = integral;
      for (std::size_t i = 0; i < 2; ++i) {
        const double variance = machine.sigma[i] * machine.sigma[i];
        log_density -= (x[i] - mean[i]) * (x[i] - mean[i]) / (2 * variance) +
                       std::log(2 * std::numbers::pi * variance) / 2;
      }
      CHECK(log_density == Approx(-joint_energy(machine, x, h)).epsilon(1e-12).margin(1e-12));
    }
  }
}

TEST_CASE("Gradient and Laplacian of a machine match central differences") {
  const GaussianBinaryRbm rbm(machine);
  for (const auto& x : points) {
    std::vector<double> gradient(2);
    const double laplacian = rbm.gradient_and_laplacian(x, theta_at(rbm, x), gradient);
    CHECK(lenz::test::gradient_mismatch([](const auto& y) { return log_marginal(machine, y); }, x, gradient) <
          1e-9);
    double second = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      constexpr double h = 1e-4;
      std::vector<double> up = x, down = x, g_up(2), g_down(2);
      up[i] += h;
      down[i] -= h;
      rbm.gradient_and_laplacian(up, theta_at(rbm, up), g_up);
      rbm.gradient_and_laplacian(down, theta_at(rbm, down), g_down);
      second += (g_up[i] - g_down[i]) / (2 * h);
    }
    CHECK(laplacian == Approx(second).epsilon(1e-6));
    for (const unsigned power : {1U, 2U})
      CHECK(lenz::test::target_gradient_mismatch(GaussianBinaryRbm(machine, power), x) < 1e-9);
  }
}

TEST_CASE("Derivatives of a machine in all its parameters match central differences") {
  const GaussianBinaryRbm rbm(machine);
  const auto unpacked = [](const std::vector<double>& theta) {
    RbmParameters p = machine;
    std::size_t k = 0;
    for (double& v : p.a) v = theta[k++];
    for (double& v : p.b) v = theta[k++];
    for (double& v : p.w) v = theta[k++];
    for (double& v : p.sigma) v = std::exp(theta[k++]);
    return p;
  };
  std::vector<double> packed = machine.a;
  packed.insert(packed.end(), machine.b.begin(), machine.b.end());
  packed.insert(packed.end(), machine.w.begin(), machine.w.end());
  for (const double s : machine.sigma) packed.push_back(std::log(s));
  REQUIRE(packed.size() == rbm.n_parameters());
  for (const auto& x : points) {
    std::vector<double> derivatives(rbm.n_parameters());
    rbm.parameter_derivatives(x, theta_at(rbm, x), derivatives);
    CHECK(lenz::test::gradient_mismatch([&](const auto& t) { return log_marginal(unpacked(t), x); }, packed,
                                        derivatives) < 1e-9);
  }
}

TEST_CASE("A machine's moves have the ratio of its densities and keep its cache") {
  for (const unsigned power : {1U, 2U}) {
    const GaussianBinaryRbm rbm(machine, power);
    CHECK(lenz::test::log_ratio_mismatch(rbm, 8) < 1e-12);
    CHECK(lenz::test::cache_mismatch(rbm, 10000, 9) < 1e-9);
  }
}

TEST_CASE("Gibbs sampling of a machine draws its mean and variance") {
  // Of the mixture over h: exact moments from the marginals of the hidden units.
  const GaussianBinaryRbm rbm(machine);
  double weight = 0, mean = 0, square = 0;
  for (const auto& h : all_hidden(3)) {
    std::vector<double> m(2);
    rbm.visible_means(h, m);
    const double p = std::exp(rbm.log_hidden_marginal(h));
    weight += p;
    mean += p * m[0];
    square += p * (m[0] * m[0] + machine.sigma[0] * machine.sigma[0]);
  }
  mean /= weight;
  square /= weight;
  Stream rng({.seed = 12, .purpose = lenz::random::Purpose::test});
  auto w = rbm.walker({0, 0});
  constexpr int n_blocks = 200, length = 1000;
  double sum = 0, of_squares = 0, sum_2 = 0, of_squares_2 = 0;
  for (int block = 0; block < n_blocks; ++block) {
    double here = 0, here_2 = 0;
    for (int n = 0; n < length; ++n) {
      rbm.draw_block(w, 0, rng);
      here += w.x[0] / length;
      here_2 += w.x[0] * w.x[0] / length;
    }
    sum += here / n_blocks;
    of_squares += here * here / n_blocks;
    sum_2 += here_2 / n_blocks;
    of_squares_2 += here_2 * here_2 / n_blocks;
  }
  const double error = std::sqrt((of_squares - sum * sum) / (n_blocks - 1));
  const double error_2 = std::sqrt((of_squares_2 - sum_2 * sum_2) / (n_blocks - 1));
  CHECK(std::fabs(sum - mean) < 3.5 * error);  // two of them at a level of 1e-3
  CHECK(std::fabs(sum_2 - square) < 3.5 * error_2);
}

TEST_CASE("A machine that is none is refused") {
  RbmParameters p = machine;
  p.sigma[1] = 0;
  CHECK_THROWS_AS(GaussianBinaryRbm(p), std::invalid_argument);
  p = machine;
  p.w.pop_back();
  CHECK_THROWS_AS(GaussianBinaryRbm(p), std::invalid_argument);
  p = machine;
  p.b[0] = NAN;
  CHECK_THROWS_AS(GaussianBinaryRbm(p), std::invalid_argument);
  CHECK_THROWS_AS(GaussianBinaryRbm(machine, 3), std::invalid_argument);
}

}  // namespace gaussian_binary_rbm_tests
