#include "lenz/stats/least_squares.hpp"

#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

namespace {

/// Lower triangle of L with L L^T = a; nothing where a is not positive definite.
std::optional<std::vector<double>> cholesky(std::span<const double> a, std::size_t n) {
  std::vector<double> l(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      // Rounding alone leaves about 1e-16 of the diagonal.
      if (i == j && !(sum > 1e-13 * a[i * n + i])) return std::nullopt;
      l[i * n + j] = i == j ? std::sqrt(sum) : sum / l[j * n + j];
    }
  }
  return l;
}

std::vector<double> solve(const std::vector<double>& l, std::span<const double> b) {
  const std::size_t n = b.size();
  std::vector<double> x(b.begin(), b.end());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

}  // namespace

std::optional<std::vector<double>> solve_positive(std::span<const double> a, std::span<const double> b) {
  check_size("a matrix", a.size(), b.size() * b.size());
  const auto l = cholesky(a, b.size());
  if (!l) return std::nullopt;
  return solve(*l, b);
}

std::optional<LinearFit> fit_linear(std::span<const double> y, std::span<const double> covariance,
                                    std::span<const double> design) {
  const std::size_t n = y.size();
  check_positive("the number of data", n);
  const std::size_t m = design.size() / n;
  check_size("the design", design.size(), n * m);
  check_size("the covariance", covariance.size(), n * n);
  check_range<std::size_t>("the number of parameters", m, 1, n);
  const auto l = cholesky(covariance, n);
  if (!l) return std::nullopt;

  std::vector<double> weighted(m * n);  // X^T C^-1
  std::vector<double> column(n);
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t i = 0; i < n; ++i) column[i] = design[i * m + k];
    const std::vector<double> x = solve(*l, column);
    for (std::size_t i = 0; i < n; ++i) weighted[k * n + i] = x[i];
  }
  std::vector<double> normal(m * m);
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = 0; i < n; ++i) normal[k * m + j] += weighted[k * n + i] * design[i * m + j];
    }
  }
  const auto normal_root = cholesky(normal, m);
  if (!normal_root) return std::nullopt;

  LinearFit fit;
  fit.covariance.resize(m * m);
  fit.map.resize(m * n);
  fit.parameters.resize(m);
  std::vector<double> unit(m), residual(y.begin(), y.end());
  for (std::size_t k = 0; k < m; ++k) {
    unit.assign(m, 0.0);
    unit[k] = 1;
    const std::vector<double> row = solve(*normal_root, unit);
    for (std::size_t j = 0; j < m; ++j) {
      fit.covariance[k * m + j] = row[j];
      for (std::size_t i = 0; i < n; ++i) fit.map[k * n + i] += row[j] * weighted[j * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) fit.parameters[k] += fit.map[k * n + i] * y[i];
    for (std::size_t i = 0; i < n; ++i) residual[i] -= design[i * m + k] * fit.parameters[k];
  }
  fit.dof = n - m;
  if (fit.dof == 0) return fit;
  const std::vector<double> scaled = solve(*l, residual);
  for (std::size_t i = 0; i < n; ++i) fit.chi2 += residual[i] * scaled[i];
  fit.p = boost::math::gamma_q(static_cast<double>(fit.dof) / 2, fit.chi2 / 2);
  return fit;
}

}  // namespace lenz::stats
