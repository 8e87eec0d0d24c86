#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/exact/oscillator/interaction.hpp"
#include "lenz/exact/oscillator/pair_elements.hpp"

namespace oscillator_elements_tests {

using namespace lenz::exact::oscillator;

namespace {

constexpr double pi = std::numbers::pi;

Approx within(double value, double error) { return Approx(value).epsilon(0).margin(error); }

/// |n_+ n_-> at (x, y), omega = 1, by a_+-^dagger = (x +- i y - d_x -+ i d_y) / 2: polynomials from explicit
/// Laguerre series with the sign (-1)^n.
std::complex<double> orbital(const Orbital& o, double x, double y) {
  const int m = o.momentum(), abs_m = std::abs(m), n = std::min<int>(o.plus, o.minus);
  const double t = x * x + y * y;
  double laguerre = 0;
  for (int k = 0; k <= n; ++k)
    laguerre += std::pow(-t, k) / std::tgamma(k + 1) * std::tgamma(n + abs_m + 1) /
                (std::tgamma(n - k + 1) * std::tgamma(abs_m + k + 1));
  const double norm = std::sqrt(std::tgamma(n + 1) / (pi * std::tgamma(n + abs_m + 1)));
  const std::complex<double> z(x, m >= 0 ? y : -y);
  return (n % 2 == 0 ? 1.0 : -1.0) * norm * std::exp(-t / 2) * laguerre * std::pow(z, abs_m);
}

/// <a b|V|c d> on a grid of all four coordinates, which converges as exp(-const / h^2).
double on_grid(const Interaction& v, const std::array<Orbital, 4>& o) {
  constexpr int half = 13;
  constexpr double h = 0.42;
  constexpr int side = 2 * half + 1;
  std::vector<std::complex<double>> bra, ket;
  for (int i = -half; i <= half; ++i) {
    for (int j = -half; j <= half; ++j) {
      bra.push_back(std::conj(orbital(o[0], i * h, j * h)) * orbital(o[2], i * h, j * h));
      ket.push_back(std::conj(orbital(o[1], i * h, j * h)) * orbital(o[3], i * h, j * h));
    }
  }
  std::complex<double> sum = 0;
  for (int i = 0; i < side * side; ++i) {
    for (int j = 0; j < side * side; ++j) {
      const double dx = (i / side - j / side) * h, dy = (i % side - j % side) * h;
      sum += bra[i] * ket[j] * std::exp(-(dx * dx + dy * dy) / (v.range * v.range));
    }
  }
  CHECK(std::fabs(sum.imag()) < 1e-9);
  return v.strength / (pi * v.range * v.range) * sum.real() * std::pow(h, 4);
}

/// 1/r = 2 / sqrt(pi) int_0^inf exp(-u^2 r^2) du, by Gaussians of range 1/u, u = exp(sinh x).
double coulomb_from_gaussians(double omega, std::size_t abs_m, std::size_t n, std::size_t n_prime) {
  double sum = 0;
  constexpr double h = 0.05;
  for (double x = -4; x < 4.2; x += h) {
    const double u = std::exp(std::sinh(x));
    const Interaction v{.shape = Shape::gaussian, .strength = pi / (u * u), .range = 1 / u};
    sum += RelativeElements(v, omega, 8).laguerre(abs_m, n, n_prime) * u * std::cosh(x) * h;
  }
  return sum * 2 / std::sqrt(pi);
}

}  // namespace

TEST_CASE("two electrons in the lowest orbital repel with sqrt(pi omega / 2)") {
  for (const double omega : {0.1, 1.0, 7.0}) {
    const RelativeElements coulomb({.shape = Shape::coulomb}, omega, 4);
    CHECK(coulomb.laguerre(0, 0, 0) == Approx(std::sqrt(pi * omega / 2)).epsilon(1e-15));
    const PairElements pairs(coulomb, 4, 4);
    CHECK(pairs({0, 0}, {0, 0}, {0, 0}, {0, 0}) == Approx(std::sqrt(pi * omega / 2)).epsilon(1e-15));
  }
}

TEST_CASE("Coulomb elements of relative motion are integrals over those of Gaussians") {
  const RelativeElements coulomb({.shape = Shape::coulomb, .strength = 1}, 0.7, 8);
  for (const auto& [m, n, k] :
       {std::array<std::size_t, 3>{0, 0, 0}, {0, 1, 0}, {0, 3, 1}, {1, 0, 2}, {4, 1, 2}})
    CHECK(coulomb_from_gaussians(0.7, m, n, k) == within(coulomb.laguerre(m, n, k), 1e-12));
}

TEST_CASE("pair elements of a Gaussian equal sums over a grid of four coordinates") {
  const Interaction v{.shape = Shape::gaussian, .strength = 2.5, .range = 1.3};
  const PairElements pairs(RelativeElements(v, 1, 8), 8, 4);
  const std::array<std::array<Orbital, 4>, 5> cases{{{{{0, 0}, {0, 0}, {0, 0}, {0, 0}}},
                                                     {{{1, 0}, {0, 1}, {0, 1}, {1, 0}}},
                                                     {{{1, 1}, {0, 0}, {1, 0}, {0, 1}}},
                                                     {{{2, 1}, {1, 0}, {1, 0}, {1, 0}}},
                                                     {{{2, 0}, {0, 1}, {3, 1}, {0, 1}}}}};
  for (const auto& c : cases) {
    INFO(c[0].plus << c[0].minus << " " << c[1].plus << c[1].minus);
    CHECK(pairs(c[0], c[1], c[2], c[3]) == within(on_grid(v, c), 1e-9));
  }
}

TEST_CASE(
    "pair elements do not change when both particles or both sides are exchanged or the plane mirrored") {
  const PairElements v(RelativeElements({.shape = Shape::coulomb}, 1, 8), 8, 8);
  const auto all = orbitals(4);
  const auto mirrored = [](const Orbital& o) { return Orbital{o.minus, o.plus}; };
  for (const Orbital& a : all) {
    const Orbital b{1, 2}, c{2, 0};
    for (const Orbital& d : all) {
      if (a.quanta() + 3 > 8 || d.quanta() + 2 > 8) continue;
      const double x = v(a, b, c, d);
      CHECK(v(b, a, d, c) == within(x, 1e-15));
      CHECK(v(c, d, a, b) == x);
      CHECK(v(mirrored(a), mirrored(b), mirrored(c), mirrored(d)) == within(x, 1e-15));
    }
  }
}

TEST_CASE("the beam splitter is orthogonal and its own inverse at 60 quanta") {
  const BeamSplitter split(60);
  double worst = 0;
  for (std::size_t i = 0; i <= 60; ++i) {
    for (std::size_t j = 0; j <= 60; ++j) {
      double sum = 0;
      for (std::size_t p = 0; p <= 60; ++p) sum += split(60, i, p) * split(60, p, j);
      worst = std::max(worst, std::fabs(sum - (i == j ? 1 : 0)));
    }
  }
  CHECK(worst < 1e-14);
  CHECK(split(2, 1, 2) == within(std::sqrt(0.5), 1e-16));
  CHECK(split(2, 1, 1) == within(0, 1e-16));
}

TEST_CASE("a narrow Gaussian is a contact and a wide one a constant") {
  const double g = 3, omega = 0.8;
  const RelativeElements narrow({.shape = Shape::gaussian, .strength = g, .range = 1e-7}, omega, 10);
  CHECK(narrow.laguerre(0, 2, 5) == Approx(g * omega / (2 * pi)).epsilon(1e-10));
  CHECK(std::fabs(narrow.laguerre(1, 2, 2)) < 1e-10);
  const double s = 1e7;
  const RelativeElements wide({.shape = Shape::gaussian, .strength = g * pi * s * s, .range = s}, omega, 10);
  CHECK(wide.laguerre(2, 3, 3) == Approx(g).epsilon(1e-10));
  CHECK(std::fabs(wide.laguerre(2, 3, 1)) < 1e-10);
}

TEST_CASE("an interaction of no range or a trap of no frequency is refused") {
  CHECK_THROWS_AS(RelativeElements({.shape = Shape::gaussian, .range = 0}, 1, 4), std::invalid_argument);
  CHECK_THROWS_AS(RelativeElements({.shape = Shape::coulomb}, 0, 4), std::invalid_argument);
  CHECK_THROWS_AS(RelativeElements({.shape = Shape::coulomb, .strength = NAN}, 1, 4), std::invalid_argument);
}

}  // namespace oscillator_elements_tests
