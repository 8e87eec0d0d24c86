#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// Small linear systems and straight fits: a handful of unknowns, matrices row by row.
namespace lenz::stats {

/// x of a x = b for a symmetric positive definite n x n matrix, by Cholesky; nothing where it is not
/// definite.
std::optional<std::vector<double>> solve_positive(std::span<const double> a, std::span<const double> b);

/// y_i = sum_k design_ik p_k + noise, fitted to data with known covariances.
struct LinearFit {
  std::vector<double> parameters;
  std::vector<double> covariance;  ///< of the parameters
  std::vector<double> map;         ///< n_parameters x n_data: parameters = map y
  double chi2 = 0;
  std::size_t dof = 0;
  double p = 1;  ///< chance of a larger chi^2; 1 where dof is 0
};

/// Generalised least squares (Aitken 1935): with C the covariance of y and X the design,
///   p = (X^T C^-1 X)^-1 X^T C^-1 y,   cov(p) = (X^T C^-1 X)^-1,   chi^2 = (y - X p)^T C^-1 (y - X p).
///
/// Nothing where C or X^T C^-1 X is not positive definite. Throws std::invalid_argument where sizes do not
/// fit or there are fewer data than parameters. Cost: n^3.
std::optional<LinearFit> fit_linear(std::span<const double> y, std::span<const double> covariance,
                                    std::span<const double> design);

}  // namespace lenz::stats
