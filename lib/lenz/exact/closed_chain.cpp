#include "lenz/exact/closed_chain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "lenz/core/checks.hpp"
#include "lenz/exact/taylor.hpp"

namespace lenz::exact::closed_chain {

namespace {

using Real = long double;
using Series = Taylor<Real>;

/// exp(log_scale) times a 2 x 2 matrix of series, whose entries sum to 1.
struct Scaled {
  Series log_scale;
  std::array<Series, 4> entry;

  void normalise() {
    const Series sum = entry[0] + entry[1] + entry[2] + entry[3];
    const Series inverse = sum.inverse();
    for (Series& e : entry) e = e * inverse;
    log_scale += sum.log();
  }
};

Scaled product(const Scaled& a, const Scaled& b) {
  const auto &p = a.entry, &q = b.entry;
  Scaled c{a.log_scale + b.log_scale,
           {p[0] * q[0] + p[1] * q[2], p[0] * q[1] + p[1] * q[3], p[2] * q[0] + p[3] * q[2],
            p[2] * q[1] + p[3] * q[3]}};
  c.normalise();
  return c;
}

/// T^n, n >= 1.
Scaled power(Scaled base, std::size_t n) {
  while (n % 2 == 0) base = product(base, base), n /= 2;
  Scaled result = base;
  for (n /= 2; n > 0; n /= 2) {
    base = product(base, base);
    if (n % 2 == 1) result = product(result, base);
  }
  return result;
}

/// exp((beta + d) x + e s), divided by exp(beta bound).
Series factor(Real beta, Real x, Real s, Real bound) {
  Series f = Series::state(x, s);
  return f *= std::exp(beta * (x - bound));
}

Series log_partition(const Chain& chain, Real beta) {
  const Real j = chain.n_sites == 1 && !chain.open ? 0 : chain.coupling, h = chain.field;
  const Real bound = std::fabs(j) + std::fabs(h);
  const auto end = [&](Real s) { return factor(beta, h * s / 2, s / 2, std::fabs(h) / 2); };
  const Series up = end(1), down = end(-1);
  Series log_z;
  if (chain.open && chain.n_sites == 1) {
    log_z = (up * up + down * down).log();
    log_z.c[0] += beta * std::fabs(h);
    return log_z;
  }
  const Scaled matrix{{},
                      {factor(beta, j + h, 1, bound), factor(beta, -j, 0, bound), factor(beta, -j, 0, bound),
                       factor(beta, j - h, -1, bound)}};
  const std::size_t n = chain.n_sites - (chain.open ? 1 : 0);
  const auto [log_scale, t] = power(matrix, n);
  const Series last =
      chain.open ? up * t[0] * up + up * t[1] * down + down * t[2] * up + down * t[3] * down : t[0] + t[3];
  log_z = log_scale + last.log();
  log_z.c[0] += beta * (static_cast<Real>(n) * bound + (chain.open ? std::fabs(h) : 0));
  return log_z;
}

/// What the correlations of a ring are made of: <s_0 s_r> = constant + decaying (rho^r + rho^(N-r))/(1 +
/// rho^N).
struct Spectrum {
  Real constant, decaying;
  int sign;          ///< of rho = l_-/l_+
  Real log_modulus;  ///< log |rho|
  Real gap;          ///< 1 - |rho|
};

Spectrum spectrum(const Chain& chain, Real beta) {
  const Real k = beta * chain.coupling, h = std::fabs(beta * chain.field);
  // Everything in units of exp(K + |H|), or of exp(-K) where that is larger.
  const Real x = -4 * k - 2 * h, scale = x > 0 ? std::exp(-x / 2) : 1;
  const Real c = (1 + std::exp(-2 * h)) / 2 * scale, s = -std::expm1(-2 * h) / 2 * scale;
  const Real off = x > 0 ? 1 : std::exp(x), root = std::sqrt(s * s + off), largest = c + root;
  const Real gap = std::min(Real{1}, 2 * (k >= 0 ? root : c) / largest);
  return {s * s / (root * root), off / (root * root), k >= 0 ? 1 : -1, std::log1p(-gap), gap};
}

/// 1 + sign exp(y), y <= 0, without cancellation.
Real one_plus(int sign, Real y) { return sign > 0 ? 1 + std::exp(y) : -std::expm1(y); }

void add_ring_correlations(Values& values, const Chain& chain, Real beta) {
  const Spectrum rho = spectrum(chain, beta);
  const std::size_t n_sites = chain.n_sites;
  const auto n = static_cast<Real>(n_sites);
  const int sign_n = n_sites % 2 == 0 ? 1 : rho.sign;
  std::vector<double> correlation;
  for (std::size_t r = 0; r <= n_sites / 2; ++r) {
    const auto distance = static_cast<Real>(r);
    Real ratio = r == 0 ? 1 : std::exp(distance * rho.log_modulus);
    if (rho.gap > 0) {
      const Real rest = n - 2 * distance;
      ratio *=
          one_plus(sign_n, rest == 0 ? 0 : rest * rho.log_modulus) / one_plus(sign_n, n * rho.log_modulus);
    } else if (sign_n < 0) {
      ratio = (n - 2 * distance) / n;
    }
    const int sign = r % 2 == 0 ? 1 : rho.sign;
    correlation.push_back(static_cast<double>(rho.constant + rho.decaying * sign * ratio));
  }
  values["correlation"] = correlation;
  if (n_sites < 2 || rho.gap == 0) return;
  // sum_r (rho^r + rho^(N-r)) e^ikr = (1 - rho^N)(1 - rho^2)/(1 - 2 rho cos k + rho^2) for e^ikN = 1.
  const Real modulus = 1 - rho.gap, prefactor = rho.decaying * one_plus(-sign_n, n * rho.log_modulus) /
                                                one_plus(sign_n, n * rho.log_modulus) *
                                                -std::expm1(2 * rho.log_modulus);
  const Real half = std::numbers::pi_v<Real> / n;
  const auto denominator = [&](Real sine, Real cosine) {  // of k/2
    return rho.gap * rho.gap + 4 * modulus * (rho.sign > 0 ? sine * sine : cosine * cosine);
  };
  const Real at_zero = rho.constant * n + prefactor / denominator(0, 1);
  const Real at_k = prefactor / denominator(std::sin(half), std::cos(half));
  const Real length = std::sqrt(at_zero / at_k - 1) / (2 * std::sin(half));
  if (at_zero > at_k * (1 + 1e-12L) && std::isfinite(length))
    values["correlation_length"] = {static_cast<double>(length)};
}

void add_open_correlations(Values& values, const Chain& chain, Real beta) {
  const Real t = std::tanh(beta * chain.coupling);
  std::vector<double> correlation;
  Real power_of_t = 1;
  for (std::size_t r = 0; r <= chain.n_sites / 2; ++r, power_of_t *= t) {
    correlation.push_back(static_cast<double>(power_of_t));
  }
  values["correlation"] = correlation;
}

}  // namespace

Applies applies(const Chain& chain, std::span<const double> temperatures) {
  if (chain.n_sites == 0) return {"a chain needs a site"};
  if (!std::isfinite(chain.coupling) || !std::isfinite(chain.field))
    return {"coupling and field must be finite"};
  for (const double t : temperatures) {
    if (t * 2000 < std::fabs(chain.coupling) + std::fabs(chain.field)) {
      return {"the closed chain needs temperatures of at least (|J| + |h|)/2000"};
    }
  }
  return {};
}

std::vector<Values> values(const Chain& chain, std::span<const double> temperatures) {
  check_temperatures(temperatures);
  if (const Applies verdict = applies(chain, temperatures); !verdict)
    throw std::invalid_argument(verdict.reason);
  std::vector<Values> all;
  for (const double temperature : temperatures) {
    const Real beta = 1 / static_cast<Real>(temperature);
    Series log_z = log_partition(chain, beta);
    if (chain.field == 0) log_z = log_z.even();
    Values v = observables(
        averages_of_log_z(log_z, temperature, chain.n_sites, std::numeric_limits<Real>::epsilon()),
        chain.n_sites, chain.field);
    if (chain.field == 0) v.erase("susceptibility");
    if (!chain.open && chain.n_sites > 1) add_ring_correlations(v, chain, beta);
    if (chain.open && chain.field == 0) add_open_correlations(v, chain, beta);
    all.push_back(std::move(v));
  }
  return all;
}

double cost_seconds(const Chain& chain, std::size_t n_temperatures) {
  const auto n = static_cast<double>(chain.n_sites);
  return static_cast<double>(n_temperatures) * (3e-6 * std::log2(n + 1) + 3e-7 * n);
}

}  // namespace lenz::exact::closed_chain
