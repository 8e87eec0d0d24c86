#include "lenz/stats/finite_size/robust_fit.hpp"

namespace lenz::stats::finite_size {

namespace {

constexpr double poor_fit = 0.05;
constexpr double shrinkage = 0.1;  ///< taken off the correlations of the data of a fit

}  // namespace

std::optional<LinearFit> robust_fit(const std::vector<double>& y, const JackknifeErrors& errors,
                                    const std::vector<std::size_t>& which,
                                    const std::vector<double>& design) {
  const std::size_t n = y.size(), all = errors.bias.size();
  std::vector<double> shrunk(n * n);
  const auto covariance = [&](std::size_t i, std::size_t j) {
    return errors.covariance[which[i] * all + which[j]];
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) shrunk[i * n + j] = covariance(i, j) * (i == j ? 1 : 1 - shrinkage);
  }
  auto fit = fit_linear(y, shrunk, design);
  if (!fit) return fit;
  const std::size_t m = fit->parameters.size();
  fit->covariance.assign(m * m, 0.0);
  for (std::size_t a = 0; a < m * m; ++a) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j)
        fit->covariance[a] += fit->map[a / m * n + i] * covariance(i, j) * fit->map[a % m * n + j];
    }
  }
  return fit;
}

FittedNumber fitted(const LinearFit& fit, std::size_t parameter, double shift) {
  const std::size_t m = fit.parameters.size();
  const double scale = fit.p < poor_fit ? fit.chi2 / static_cast<double>(fit.dof) : 1;
  const double variance = fit.covariance[parameter * m + parameter] * scale;
  return {.mean = fit.parameters[parameter],
          .error = std::sqrt(variance + shift * shift),
          .chi2 = fit.chi2,
          .dof = fit.dof,
          .p = fit.p};
}

}  // namespace lenz::stats::finite_size
