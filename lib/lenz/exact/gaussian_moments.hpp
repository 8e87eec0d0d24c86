#pragma once

#include <vector>

/// Exact moments of normal densities and their mixtures, from their parameters alone. Matrices are given as
/// rows.
namespace lenz::exact {

/// Mean (n) and covariance (n x n, column by column).
struct Moments {
  std::vector<double> mean;
  std::vector<double> covariance;
};

/// The parameters themselves. Throws std::invalid_argument where their sizes do not fit.
Moments gaussian_moments(const std::vector<double>& mean, const std::vector<std::vector<double>>& covariance);

/// Of sum_k w_k N(m_k, C_k), weights divided by their sum W:
///   m = sum_k w_k m_k / W,   C = sum_k w_k [C_k + (m_k - m)(m_k - m)^T] / W.
/// Throws std::invalid_argument where sizes do not fit.
Moments mixture_moments(const std::vector<double>& weights, const std::vector<std::vector<double>>& means,
                        const std::vector<std::vector<std::vector<double>>>& covariances);

/// 4 lambda_1, lambda_1 the smallest eigenvalue of C: from this step on unadjusted Langevin runs away on N(m,
/// C) (x' = (1 - eps / (2 lambda)) x + noise along each axis).
double langevin_step_limit(const std::vector<std::vector<double>>& covariance);

/// What unadjusted Langevin with step eps samples in place of N(m, C): N(m, C'), C' = C (1 - (eps/4)
/// C^-1)^-1. It follows from C' = (1 - (eps/2) A) C' (1 - (eps/2) A) + eps, A = C^-1, where C' commutes with
/// A. Throws std::invalid_argument unless C is positive definite and 0 < eps < 4 times its smallest
/// eigenvalue (else the walker runs away).
Moments langevin_moments(const std::vector<double>& mean, const std::vector<std::vector<double>>& covariance,
                         double eps);

}  // namespace lenz::exact
