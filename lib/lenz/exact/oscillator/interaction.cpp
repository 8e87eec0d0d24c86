#include "lenz/exact/oscillator/interaction.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lenz/core/checks.hpp"
#include "lenz/exact/extended.hpp"

namespace lenz::exact::oscillator {

namespace {

using Rows = std::vector<std::vector<Real>>;

Real log_factorial(Real n) { return std::lgamma(n + 1); }

/// u_nk, k <= n < size.
Rows coulomb_rows(std::size_t abs_m, std::size_t size) {
  std::vector<Real> w(size, 1);  // (1/2)_j / j!
  for (std::size_t j = 1; j < size; ++j)
    w[j] = w[j - 1] * (static_cast<Real>(j) - 0.5L) / static_cast<Real>(j);
  const auto m = static_cast<Real>(abs_m);
  Rows u(size);
  for (std::size_t n = 0; n < size; ++n) {
    const auto x = static_cast<Real>(n);
    for (std::size_t k = 0; k <= n; ++k) {
      const auto y = static_cast<Real>(k);
      const Real log_norm =
          log_factorial(x) - log_factorial(x + m) + std::lgamma(y + m + 0.5L) - log_factorial(y);
      u[n].push_back(std::exp(log_norm / 2) * w[n - k]);
    }
  }
  return u;
}

/// v_nk, k <= n < size, from the recurrence v_(n+1)k = v_nk (1 - lambda) sqrt((n+1)(n+1+m)) / (n+1-k) of
/// each k.
Rows gaussian_rows(std::size_t abs_m, std::size_t size, Real lambda, Real rest) {
  const auto m = static_cast<Real>(abs_m);
  Rows v(size);
  for (std::size_t n = 0; n < size; ++n) {
    const auto x = static_cast<Real>(n);
    for (std::size_t k = 0; k < n; ++k) {
      const Real gap = static_cast<Real>(n - k);
      v[n].push_back(v[n - 1][k] * rest * std::sqrt(x * (x + m)) / gap);
    }
    v[n].push_back(std::pow(lambda, x));
  }
  return v;
}

std::vector<double> product(const Rows& rows, Real factor) {
  const std::size_t size = rows.size();
  std::vector<double> all(size * size);
  for (std::size_t n = 0; n < size; ++n) {
    for (std::size_t other = 0; other <= n; ++other) {
      Real sum = 0;
      for (std::size_t k = 0; k <= other; ++k) sum += rows[n][k] * rows[other][k];
      all[n * size + other] = all[other * size + n] = static_cast<double>(factor * sum);
    }
  }
  return all;
}

}  // namespace

void Interaction::check() const {
  check_finite("strength", strength);
  if (shape == Shape::gaussian) check_positive("range", range);
}

double Interaction::at(double r) const {
  if (shape == Shape::coulomb) return strength / r;
  return strength / (std::numbers::pi * range * range) * std::exp(-r * r / (range * range));
}

RelativeElements::RelativeElements(const Interaction& interaction, double omega, std::size_t max_quanta)
    : max_quanta_(max_quanta) {
  interaction.check();
  check_positive("omega", omega);
  const Real g = interaction.strength, w = omega, s2 = Real{interaction.range} * interaction.range;
  const Real lambda = w * s2 / (2 + w * s2), rest = 2 / (2 + w * s2);
  for (std::size_t abs_m = 0; abs_m <= max_quanta; ++abs_m) {
    const std::size_t size = n_radial(abs_m);
    if (interaction.shape == Shape::coulomb) {
      elements_.push_back(product(coulomb_rows(abs_m, size), g * std::sqrt(w / 2)));
    } else {
      const Real factor =
          g / (std::numbers::pi_v<Real> * s2) * std::pow(lambda, static_cast<Real>(abs_m + 1));
      elements_.push_back(product(gaussian_rows(abs_m, size, lambda, rest), factor));
    }
  }
}

}  // namespace lenz::exact::oscillator
