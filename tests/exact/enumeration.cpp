#include "lenz/exact/enumeration.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/gray_walk.hpp"

#include "spin_shapes.hpp"

namespace enumeration_tests {

using namespace lenz;
using exact::SpinParameters;
using exact::SpinProbes;
using exact::Values;

namespace {

/// The definitions of INPUTS, state by state, with nothing clever.
Values by_definition(const SpinParameters& p, const SpinProbes& probes, double t) {
  using Real = long double;
  const auto n = static_cast<Real>(p.n_sites);
  Real z = 0, e1 = 0, e2 = 0, m1 = 0, ma = 0, m2 = 0, m4 = 0, ms = 0, s0 = 0, sk = 0;
  std::vector<Real> c(probes.correlation.size());
  for (std::uint64_t state = 0; state < std::uint64_t{1} << p.n_sites; ++state) {
    const auto spin = [&](std::size_t i) { return (state >> i) & 1U ? -1 : 1; };
    Real e = 0, m = 0, s = 0, re = 0, im = 0;
    for (const exact::Bond& b : p.bonds) e -= b.coupling * spin(b.a) * spin(b.b);
    for (std::size_t i = 0; i < p.n_sites; ++i) {
      m += spin(i), s += spin(i) * probes.sublattice[i];
      re += spin(i) * std::cos(probes.wave_phase[i]), im += spin(i) * std::sin(probes.wave_phase[i]);
    }
    e -= p.field * m;
    m /= n, s /= n;
    const Real w = std::exp(-e / t);
    z += w, e1 += w * e, e2 += w * e * e, m1 += w * m, ma += w * std::fabs(m), m2 += w * m * m,
        m4 += w * m * m * m * m;
    ms += w * std::fabs(s), s0 += w * n * m * m, sk += w * (re * re + im * im) / n;
    for (std::size_t r = 0; r < c.size(); ++r) {
      Real sum = 0;
      for (const auto& [a, b] : probes.correlation[r]) sum += spin(a) * spin(b);
      c[r] += w * sum / static_cast<Real>(probes.correlation[r].size());
    }
  }
  const auto one = [](Real x) { return std::vector<double>{static_cast<double>(x)}; };
  e1 /= z, e2 /= z, m1 /= z, ma /= z, m2 /= z, m4 /= z;
  Values v;
  v["energy"] = one(e1 / n);
  v["specific_heat"] = one((e2 - e1 * e1) / (n * t * t));
  v["magnetization"] = one(m1);
  v["abs_magnetization"] = one(ma);
  v["staggered_magnetization"] = one(ms / z);
  v["susceptibility"] = one(n * (m2 - (p.field == 0 ? ma * ma : m1 * m1)) / t);
  v["response"] = one(n * (m2 - (p.field == 0 ? 0 : m1 * m1)) / t);
  v["binder_cumulant"] = one(1 - m4 / (3 * m2 * m2));
  v["free_energy"] = one(-t * std::log(z) / n);
  v["entropy"] = one((e1 / t + std::log(z)) / n);
  if (s0 > sk) v["correlation_length"] = one(std::sqrt(s0 / sk - 1) / probes.wave_k_hat);
  for (const Real sum : c) v["correlation"].push_back(static_cast<double>(sum / z));
  return v;
}

}  // namespace

TEST_CASE("enumeration gives every observable as its definition does") {
  const std::vector<test::Grid> shapes = {{3, 3},
                                          {2, 4},
                                          {1, 5},
                                          {3, 4, false, false},
                                          {3, 3, true, true, true},
                                          {2, 6, false, true, false, true}};
  for (const test::Grid& g : shapes) {
    const SpinProbes probes = test::probes_of(g);
    for (const double j : {1.0, -0.7}) {
      for (const double h : {0.0, 0.3}) {
        for (int disorder = 0; disorder < 3; ++disorder) {
          SpinParameters p = test::grid(g, j, h);
          if (disorder > 0) p = test::disordered(p, disorder == 1, 7);
          const std::vector<double> temperatures = {0.4, 1.1, 2.3, 9.0};
          const auto values = exact::enumeration::values(p, probes, temperatures);
          for (std::size_t t = 0; t < temperatures.size(); ++t) {
            const Values expected = by_definition(p, probes, temperatures[t]);
            INFO(g.rows << " x " << g.columns << ", J " << j << ", h " << h << ", disorder " << disorder);
            REQUIRE(values[t].size() == expected.size());
            REQUIRE(test::largest_difference(values[t], expected) < 1e-12);
          }
        }
      }
    }
  }
}

TEST_CASE("enumeration by levels and by weights agree on states of many blocks") {
  const test::Grid g{4, 4};
  const SpinProbes probes = test::probes_of(g);
  for (const double h : {0.0, -0.2}) {
    const SpinParameters p = test::grid(g, 1, h);
    const std::vector<double> temperatures = {0.1, 2.0, 5.0};
    const auto levels = exact::enumeration::by_levels(p, 1, probes, temperatures);
    const auto weights = exact::enumeration::by_weights(p, probes, temperatures);
    for (std::size_t t = 0; t < temperatures.size(); ++t) {
      const Values a = exact::observables(levels[t], 16, h, probes.wave_k_hat);
      const Values b = exact::observables(weights[t], 16, h, probes.wave_k_hat);
      for (const auto& [name, x] : a) {
        CAPTURE(temperatures[t], h, name);
        CHECK(test::largest_difference({{name, x}}, b) < 1e-12);
      }
    }
  }
}

TEST_CASE("enumeration keeps its digits near the ground state") {
  const SpinParameters p = test::grid({4, 4}, 1, 0);
  const auto v = exact::enumeration::values(p, {}, std::vector<double>{0.05});
  REQUIRE(v[0].at("energy")[0] == -2);
  REQUIRE(v[0].at("abs_magnetization")[0] == 1);
  REQUIRE(v[0].at("entropy")[0] == Approx(std::log(2) / 16).epsilon(1e-12));
}

TEST_CASE("enumeration refuses what it cannot do") {
  REQUIRE_THROWS_AS(exact::enumeration::values(test::grid({1, 29}, 1, 0), {}, std::vector<double>{1}),
                    std::invalid_argument);
  REQUIRE(exact::enumeration::applies(test::grid({4, 7}, 1, 0)));
  REQUIRE_FALSE(exact::enumeration::applies(test::grid({1, 29}, 1, 0)));
  REQUIRE_THROWS_AS(exact::enumeration::values({2, {{0, 2, 1.0}}, 0}, {}, std::vector<double>{1}),
                    std::invalid_argument);
  REQUIRE_THROWS_AS(exact::enumeration::values({2, {{1, 1, 1.0}}, 0}, {}, std::vector<double>{1}),
                    std::invalid_argument);
  REQUIRE_THROWS_AS(exact::enumeration::values({2, {}, 0}, {}, std::vector<double>{0}),
                    std::invalid_argument);
}

TEST_CASE("spins without bonds are free") {
  const auto v = exact::enumeration::values({3, {}, 0.5}, {}, std::vector<double>{2});
  REQUIRE(v[0].at("magnetization")[0] == Approx(std::tanh(0.25)).epsilon(1e-14));
  REQUIRE(v[0].at("free_energy")[0] == Approx(-2 * std::log(2 * std::cosh(0.25))).epsilon(1e-14));
}

}  // namespace enumeration_tests
