#pragma once

#include <cmath>
#include <limits>
#include <span>

/// Stable forms of the logarithms and exponentials that statistical physics is made of.
namespace lenz {

/// log(exp(a) + exp(b)). Limits: -inf on one side gives the other; +inf on either gives +inf.
inline double log_add_exp(double a, double b) {
  if (a < b) return log_add_exp(b, a);
  if (b == -std::numeric_limits<double>::infinity() || a == std::numeric_limits<double>::infinity()) return a;
  return a + std::log1p(std::exp(b - a));
}

/// log sum_i exp(x_i). The empty sum gives -inf. Cost: one exp for each element.
inline double log_sum_exp(std::span<const double> x) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const double value : x) largest = std::fmax(largest, value);
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double value : x) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

/// log cosh x = |x| + log(1 + exp(-2|x|)) - log 2, for any x.
inline double log_cosh(double x) {
  const double a = std::fabs(x);
  return a + std::log1p(std::exp(-2 * a)) - 0.693147180559945309417232121458;
}

/// log(1 + exp x), for any x.
inline double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

/// 1 / (1 + exp(-x)), without overflow on either side.
inline double logistic(double x) {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

}  // namespace lenz
