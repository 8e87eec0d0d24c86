#include "lenz/exact/energy_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>

#include "lenz/core/checks.hpp"
#include "lenz/exact/extended.hpp"

namespace lenz::exact::kaufman {

namespace {

using Complex = std::complex<Real>;

/// Logarithms of 2 cosh z and 2 sinh z, modulo 2 pi i.
struct Logs {
  Complex cosh, sinh;
};
Logs logs_of(Complex z) {
  const Complex right = z.real() < 0 ? -z : z, e = std::exp(-Real{2} * right);
  // sinh is odd: where z was turned, so is the sign.
  const Complex sign = z.real() < 0 ? Complex(0, pi) : Complex(0, 0);
  return {right + std::log(Real{1} + e), right + std::log(Real{1} - e) + sign};
}

/// Z(K) of n columns and m rows, both even, divided by exp(2 K N), the ground state's weight; and its
/// logarithm's scale, so that nothing overflows: Z = value exp(log_scale).
struct Scaled {
  Complex value;
  Real log_scale;
};

Scaled partition_function(std::size_t n, std::size_t m, Complex k) {
  const Real rows = static_cast<Real>(m), sites = static_cast<Real>(n * m);
  const Complex two_k = Real{2} * k, c = std::cosh(two_k) * std::cosh(two_k) / std::sinh(two_k);
  const Complex log_tanh = std::log(std::tanh(k));
  Complex terms[4] = {};  // odd cosh, odd sinh, even cosh, even sinh
  // gamma_l = gamma_(2n - l), so that each sign but those of gamma_0 and gamma_n, which are known, drops out.
  const auto add = [&](Complex gamma, std::size_t first, Real times) {
    const Logs logs = logs_of(gamma * (rows / 2));
    terms[first] += times * logs.cosh;
    terms[first + 1] += times * logs.sinh;
  };
  for (std::size_t l = 1; l < n; ++l)
    add(std::acosh(c - std::cos(pi * static_cast<Real>(l) / static_cast<Real>(n))), l % 2 == 1 ? 0 : 2, 2);
  add(two_k + log_tanh, 2, 1);
  add(two_k - log_tanh, 2, 1);
  const Complex prefactor = sites / 2 * std::log(Real{2} * std::sinh(two_k)) - sites * two_k;
  Scaled z{0, -INFINITY};
  for (const Complex& term : terms) z.log_scale = std::max(z.log_scale, (term + prefactor).real());
  for (const Complex& term : terms) z.value += std::exp(term + prefactor - z.log_scale);
  z.value /= 2;
  return z;
}

}  // namespace

Applies energy_distribution_applies(std::size_t length, std::size_t width) {
  const bool even = length % 2 == 0 && width % 2 == 0 && length > 0 && width > 0;
  if (even && length <= 4096 && width <= 4096 && length * width <= 4096) return {};
  return {"the distribution of the energy is known for square tori with even sides and at most 4096 sites"};
}

EnergyDistribution energy_distribution(std::size_t length, std::size_t width, double coupling,
                                       double temperature) {
  if (const Applies verdict = energy_distribution_applies(length, width); !verdict)
    throw std::invalid_argument(verdict.reason);
  check_positive("temperature", temperature);
  check_finite("coupling", coupling);
  check_positive("the magnitude of the coupling", std::fabs(coupling));
  const std::size_t n = length * width, period = n + 1;
  const Real k = std::fabs(static_cast<Real>(coupling)) / static_cast<Real>(temperature);
  const Scaled z = partition_function(length, width, k);
  std::vector<Complex> transform, wave;
  for (std::size_t j = 0; j < period; ++j) {
    const Real angle = 2 * pi * static_cast<Real>(j) / static_cast<Real>(period);
    const Scaled at = partition_function(length, width, Complex(k, angle / 4));
    transform.push_back(at.value / z.value.real() * std::exp(at.log_scale - z.log_scale));
    wave.emplace_back(std::cos(angle), std::sin(angle));
  }
  EnergyDistribution out;
  const double ground = -2 * std::fabs(coupling) * static_cast<double>(n);
  for (std::size_t v = 0; v < period; ++v) {
    Real sum = 0;
    for (std::size_t j = 0; j < period; ++j) sum += (transform[j] * wave[j * v % period]).real();
    out.energy.push_back(ground + 4 * std::fabs(coupling) * static_cast<double>(v));
    out.probability.push_back(static_cast<double>(std::max<Real>(0, sum / static_cast<Real>(period))));
  }
  out.log_z = static_cast<double>(std::log(z.value.real()) + z.log_scale);
  return out;
}

}  // namespace lenz::exact::kaufman
