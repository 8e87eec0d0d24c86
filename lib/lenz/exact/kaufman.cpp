#include "lenz/exact/kaufman.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "lenz/exact/extended.hpp"

namespace lenz::exact::kaufman {

namespace {

/// A function of K with its first two derivatives.
struct Jet {
  Real value = 0, first = 0, second = 0;
  Jet& operator+=(const Jet& other) {
    value += other.value, first += other.first, second += other.second;
    return *this;
  }
};

/// g_l for l > 0: g = 2 asinh sqrt((cosh g - 1)/2), where cosh g - 1 = (sinh x - 1)^2/sinh x + 2 sin^2(pi
/// l/2L), x = 2K, is a sum of squares, so that nothing cancels near T_c.
Jet gamma(Real x, std::size_t l, std::size_t length) {
  const Real s = std::sinh(x), c = std::cosh(x);
  const Real half_angle = std::sin(pi * static_cast<Real>(l) / (2 * static_cast<Real>(length)));
  const Real excess = (s - 1) * (s - 1) / s + 2 * half_angle * half_angle;  // cosh g - 1
  const Real sinh_g = std::sqrt(excess * (excess + 2));
  const Real first = 2 * (c - c / (s * s)) / sinh_g;
  const Real second = (4 * (s + 1 / s + 2 / (s * s * s)) - (1 + excess) * first * first) / sinh_g;
  return {2 * std::asinh(std::sqrt(excess / 2)), first, second};
}

/// g_0, whose sign tells the phases apart: 2 sinh(g_0/2) = (sinh x - 1) sqrt(2/sinh x).
Jet gamma_zero(Real x) {
  const Real s = std::sinh(x);
  return {2 * std::asinh((s - 1) / std::sqrt(2 * s)), 2 + 2 / s, -4 * std::cosh(x) / (s * s)};
}

/// log(2 cosh(M g/2)), and with sign -1 log(2 sinh(M g/2)), g > 0.
Jet log_factor(const Jet& g, Real m, int sign) {
  const Real e = std::exp(-m * g.value);
  const Real slope = m / 2 * (sign > 0 ? (1 - e) / (1 + e) : (1 + e) / (1 - e));
  const Real curvature = sign * m * m * e / ((1 + sign * e) * (1 + sign * e));
  return {m * g.value / 2 + std::log1p(sign * e), slope * g.first,
          slope * g.second + curvature * g.first * g.first};
}

/// Terms f = exp(log.value) s of Z, where s carries the factor that changes sign; s = (1, 0, 0) if there is
/// none.
struct Term {
  Jet log;
  Jet factor{1, 0, 0};
};

/// 2 sinh(M g_0/2) exp(-M |g_0|/2): the exponential is constant here and goes to the logarithm.
Jet scaled_sinh(const Jet& g, Real m) {
  const Real e = std::exp(-m * std::fabs(g.value));
  const Real s = (g.value < 0 ? -1 : 1) * (1 - e), c = 1 + e;
  return {s, m / 2 * g.first * c, m * m / 4 * g.first * g.first * s + m / 2 * g.second * c};
}

std::array<Term, 4> terms(Real x, std::size_t length, Real m) {
  std::array<Term, 4> z;
  for (std::size_t l = 1; l < 2 * length; ++l) {
    const std::size_t folded = std::min(l, 2 * length - l);  // g_l = g_{2L-l}
    const Jet g = gamma(x, folded, length);
    const std::size_t pair = l % 2 == 1 ? 0 : 2;
    z[pair].log += log_factor(g, m, +1);
    z[pair + 1].log += log_factor(g, m, -1);
  }
  const Jet zero = gamma_zero(x);
  z[2].log += log_factor(zero, m, +1);
  z[3].log.value += m * std::fabs(zero.value) / 2;
  z[3].factor = scaled_sinh(zero, m);
  return z;
}

/// log Z(K) with its derivatives.
Jet log_partition(Real k, std::size_t length, std::size_t width) {
  const Real x = 2 * k, sites = static_cast<Real>(length * width);
  const std::array<Term, 4> z = terms(x, length, static_cast<Real>(width));
  Real shift = z[0].log.value;
  for (const Term& term : z) shift = std::max(shift, term.log.value);
  std::array<Real, 4> weight;
  Real sum = 0, slope = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    weight[i] = std::exp(z[i].log.value - shift);
    sum += weight[i] * z[i].factor.value;
    slope += weight[i] * (z[i].factor.first + z[i].factor.value * z[i].log.first);
  }
  slope /= sum;
  Real curvature = 0;  // about the mean slope, so that large slopes do not cancel
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& [log, factor] = z[i];
    const Real d = log.first - slope;
    curvature += weight[i] * (factor.second + 2 * factor.first * d + factor.value * (log.second + d * d));
  }
  curvature /= sum;
  const Real s = std::sinh(x), coth = std::cosh(x) / s;
  return {sites / 2 * (x + std::log1p(-std::exp(-2 * x))) + shift + std::log(sum / 2), sites * coth + slope,
          -2 * sites / (s * s) + curvature};
}

/// Below this temperature in units of J, exp(-8 K) of the ground states is beyond every digit.
constexpr Real largest_k = 1000;

}  // namespace

Applies applies(const Torus& torus, double field) {
  if (field != 0) return {"Kaufman's solution knows no field"};
  const auto [shorter, longer] = std::minmax(torus.length, torus.width);
  if (shorter < 2 || longer > 4096) return {"Kaufman's solution is offered for sides of 2 to 4096"};
  if (torus.coupling == 0 || !std::isfinite(torus.coupling))
    return {"Kaufman's solution needs a coupling other than 0"};
  if (torus.coupling < 0 && (shorter % 2 == 1 || longer % 2 == 1)) {
    return {"Kaufman's solution with a negative coupling needs even sides"};
  }
  return {};
}

std::vector<Values> values(const Torus& torus, std::span<const double> temperatures) {
  if (const Applies verdict = applies(torus); !verdict) throw std::invalid_argument(verdict.reason);
  check_temperatures(temperatures);
  const auto [shorter, longer] = std::minmax(torus.length, torus.width);
  const auto sites = static_cast<Real>(shorter * longer);
  const Real j = std::fabs(torus.coupling);
  std::vector<Values> all;
  for (const double temperature : temperatures) {
    const Real k = j / temperature;
    Jet log_z{2 * sites * k + std::log(Real{2}), 2 * sites, 0};
    if (k < largest_k) log_z = log_partition(k, shorter, longer);
    const Real u = -j * log_z.first / sites;
    const Real c = std::max(Real{0}, k * k * log_z.second / sites);
    all.push_back({{"energy", {static_cast<double>(u)}},
                   {"specific_heat", {static_cast<double>(c)}},
                   {"free_energy", {static_cast<double>(-temperature * log_z.value / sites)}},
                   {"entropy", {static_cast<double>(log_z.value / sites + u / temperature)}}});
  }
  return all;
}

double cost_seconds(const Torus& torus, std::size_t n_temperatures) {
  return 1.5e-6 * static_cast<double>(std::min(torus.length, torus.width) * n_temperatures);
}

}  // namespace lenz::exact::kaufman
