#include "lenz/exact/onsager.hpp"

#include <cmath>
#include <stdexcept>

#include <boost/math/quadrature/tanh_sinh.hpp>

#include "lenz/exact/extended.hpp"

namespace lenz::exact::onsager {

namespace {

/// Complete elliptic integrals K and E of the modulus k = sqrt(1 - k'^2), k' > 0.
struct Elliptic {
  Real first, second;
};

Elliptic elliptic(Real modulus, Real complementary) {
  Real a = 1, b = complementary, weight = 0.5L, sum = weight * modulus * modulus;
  for (int n = 0; n < 60 && std::fabs(a - b) > 1e-19L * a; ++n) {
    const Real c = (a - b) / 2, mean = (a + b) / 2;
    b = std::sqrt(a * b);
    a = mean;
    weight *= 2;
    sum += weight * c * c;
  }
  const Real first = pi / (2 * a);
  return {first, first * (1 - sum)};
}

/// (1/pi) int_0^(pi/2) log[(1 + sqrt(sin^2 t + k'^2 cos^2 t))/2] dt, t = pi/2 - phi.
Real integral(Real complementary) {
  thread_local boost::math::quadrature::tanh_sinh<Real> rule;  // grows its tables when asked
  const auto f = [complementary](Real t) {
    const Real root = std::hypot(std::sin(t), complementary * std::cos(t));
    return std::log1p((root - 1) / 2);
  };
  return rule.integrate(f, Real{0}, pi / 2, Real{1e-17L}) / pi;
}

/// Below this temperature in units of J, exp(-8 K) is beyond every digit.
constexpr Real largest_x = 2000;

Values at(Real j, Real temperature) {
  const Real x = 2 * j / temperature;
  if (x > largest_x) {
    const auto u = static_cast<double>(-2 * j);
    return {{"energy", {u}},
            {"free_energy", {u}},
            {"entropy", {0}},
            {"specific_heat", {0}},
            {"abs_magnetization", {1}}};
  }
  const Real s = std::sinh(x), c = std::cosh(x), coth = c / s;
  const Real modulus = 2 * s / (c * c), kappa = (s - 1) * (s + 1) / (c * c);  // 2 tanh^2 x - 1
  const auto [first, second] = elliptic(modulus, std::max(std::fabs(kappa), Real{1e-300L}));
  const Real u = -j * coth * (1 + 2 / pi * kappa * first);
  const Real f = -temperature * (x + std::log1p(std::exp(-2 * x)) + integral(std::fabs(kappa)));
  Values v{{"energy", {static_cast<double>(u)}},
           {"free_energy", {static_cast<double>(f)}},
           {"entropy", {static_cast<double>((u - f) / temperature)}}};
  if (std::fabs(kappa) > 1e-12L) {
    const Real a = x / 2 * coth;
    const Real heat = 2 / pi * a * a * (2 * first - 2 * second - (1 - kappa) * (pi / 2 + kappa * first));
    v["specific_heat"] = {static_cast<double>(std::max(Real{0}, heat))};
  }
  const Real order = s > 1 ? std::pow((s - 1) * (s + 1) * (1 + 1 / (s * s)) / (s * s), Real{0.125L}) : 0;
  v["abs_magnetization"] = {static_cast<double>(order)};
  return v;
}

}  // namespace

double critical_temperature(double coupling) {
  return static_cast<double>(2 * std::fabs(static_cast<Real>(coupling)) / std::log1p(std::sqrt(Real{2})));
}

Applies applies(double coupling, double field) {
  if (field != 0) return {"Onsager's solution knows no field"};
  if (coupling == 0 || !std::isfinite(coupling)) return {"Onsager's solution needs a coupling other than 0"};
  return {};
}

std::vector<Values> values(double coupling, std::span<const double> temperatures) {
  if (const Applies verdict = applies(coupling); !verdict) throw std::invalid_argument(verdict.reason);
  check_temperatures(temperatures);
  std::vector<Values> all;
  for (const double temperature : temperatures) {
    Values v = at(std::fabs(static_cast<Real>(coupling)), temperature);
    v["staggered_magnetization"] = {0};
    if (coupling < 0) std::swap(v["staggered_magnetization"], v["abs_magnetization"]);
    all.push_back(std::move(v));
  }
  return all;
}

}  // namespace lenz::exact::onsager
