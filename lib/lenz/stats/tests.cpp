#include "lenz/stats/tests.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// P(F_{a,b} >= f).
double f_p(double f, double a, double b) { return boost::math::ibetac(a / 2, b / 2, a * f / (a * f + b)); }

/// delta^T C^-1 delta by LDL^T, with the rank of C; infinite where delta points out of C's range.
struct Mahalanobis {
  double value = 0;
  std::size_t rank = 0;
};

Mahalanobis mahalanobis(std::span<const double> delta, std::span<const double> covariance) {
  const std::size_t d = delta.size();
  std::vector<double> lower(d * d), pivots(d), y(d);
  Mahalanobis result;
  for (std::size_t i = 0; i < d; ++i) {
    y[i] = delta[i];
    double pivot = covariance[i * d + i], scale = std::fabs(delta[i]);
    for (std::size_t j = 0; j < i; ++j) {
      double u = covariance[i * d + j];
      for (std::size_t k = 0; k < j; ++k) u -= lower[i * d + k] * pivots[k] * lower[j * d + k];
      lower[i * d + j] = pivots[j] > 0 ? u / pivots[j] : 0.0;
      pivot -= lower[i * d + j] * u;
      y[i] -= lower[i * d + j] * y[j];
      scale += std::fabs(lower[i * d + j] * y[j]);
    }
    if (pivot > 1e-12 * covariance[i * d + i]) {
      pivots[i] = pivot;
      result.value += y[i] * y[i] / pivot;
      ++result.rank;
    } else if (std::fabs(y[i]) > 1e-10 * scale) {
      result.value = inf;
    }
  }
  return result;
}

}  // namespace

double z_score(double a, double error_a, double b, double error_b) {
  const double error = std::hypot(error_a, error_b), difference = a - b;
  if (error > 0) return difference / error;
  if (std::fabs(difference) <= 1e-12 * std::max({1.0, std::fabs(a), std::fabs(b)})) return 0;
  return std::copysign(inf, difference);
}

double normal_p(double z) { return std::erfc(std::fabs(z) / std::sqrt(2.0)); }

double family_threshold(std::size_t n_tests, double level) {
  check_positive("n_tests", n_tests);
  if (!(level > 0 && level < 1)) throw_invalid("level", level, "between 0 and 1");
  const double alpha = -std::expm1(std::log1p(-level) / static_cast<double>(n_tests));
  return std::sqrt(2.0) * boost::math::erfc_inv(alpha);
}

double chi_squared_p(double x, double dof) {
  check_positive("dof", dof);
  if (!(x >= 0)) throw_invalid("x", x, "at least 0");
  return std::isinf(x) ? 0.0 : boost::math::gamma_q(dof / 2, x / 2);
}

ChiSquared chi_squared_test(std::span<const std::uint64_t> counts, std::span<const double> probabilities) {
  check_size("counts", counts.size(), probabilities.size());
  double n = 0;
  for (const std::uint64_t count : counts) n += static_cast<double>(count);
  ChiSquared result;
  double rest_counted = 0, rest_expected = 0, n_cells = 0;
  const auto add_cell = [&](double counted, double expected) {
    result.value += (counted - expected) * (counted - expected) / expected;
    ++n_cells;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double counted = static_cast<double>(counts[i]), expected = n * probabilities[i];
    if (!(expected > 0)) {
      if (counted > 0) return {inf, static_cast<double>(counts.size()) - 1, 0};
    } else if (expected < 5) {
      rest_counted += counted;
      rest_expected += expected;
    } else {
      add_cell(counted, expected);
    }
  }
  if (rest_expected > 0) add_cell(rest_counted, rest_expected);
  result.dof = std::max(n_cells - 1, 0.0);
  if (result.dof > 0) result.p = chi_squared_p(result.value, result.dof);
  return result;
}

double hotelling_p(std::span<const double> delta, std::span<const double> covariance, double n_effective) {
  const double d = static_cast<double>(delta.size());
  check_positive("the length of delta", delta.size());
  check_size("covariance", covariance.size(), delta.size() * delta.size());
  if (!(n_effective > d)) throw_invalid("n_effective", n_effective, "greater than the length of delta");
  const Mahalanobis t = mahalanobis(delta, covariance);
  if (std::isinf(t.value)) return 0;
  if (t.rank == 0) return 1;
  const double rank = static_cast<double>(t.rank);
  return f_p(t.value * (n_effective - rank) / (rank * (n_effective - 1)), rank, n_effective - rank);
}

OneSided one_sided(double energy, double error, double exact, double exact_error, OneSidedOptions options) {
  if (!(z_score(energy, error, exact, exact_error) >= options.z_min)) return OneSided::below_exact;
  return energy - exact <= options.tolerance ? OneSided::pass : OneSided::outside_tolerance;
}

}  // namespace lenz::stats
