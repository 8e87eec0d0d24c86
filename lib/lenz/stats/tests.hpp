#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// Tests of sampled against exact numbers. Small p means they differ.
namespace lenz::stats {

/// z = (a - b) / sqrt(error_a^2 + error_b^2); with both errors 0 it is 0 where a and b agree to 1e-12
/// relative or absolute, else infinite.
double z_score(double a, double error_a, double b, double error_b = 0);

/// Two-sided p-value of a standard normal z.
double normal_p(double z);

/// The bound on |z| that n_tests independent true null hypotheses all respect with probability 1 - level
/// (Sidak 1967): Phi^-1(1 - alpha/2) with alpha = 1 - (1 - level)^(1/n_tests). REQUIRES n_tests >= 1 and 0 <
/// level < 1.
double family_threshold(std::size_t n_tests, double level = 1e-3);

/// P(chi^2 with `dof` degrees of freedom >= x). REQUIRES x >= 0, dof > 0.
double chi_squared_p(double x, double dof);

struct ChiSquared {
  double value = 0;
  double dof = 0;
  double p = 1;
};

/// Pearson's test of counts against probabilities (of the same number, summing to 1). Cells with fewer than 5
/// counts expected are joined to one; a count where the probability is 0 gives p = 0. Throws
/// std::invalid_argument where sizes differ.
ChiSquared chi_squared_test(std::span<const std::uint64_t> counts, std::span<const double> probabilities);

/// p-value of Hotelling's T^2 = delta^T C^-1 delta for a vector of mean deviations, with C (d x d, either
/// order) the estimated covariance of that mean from n_effective independent samples: F = T^2 (n - d) / (d (n
/// - 1)). Directions without variance are left out, and give p = 0 where delta does not vanish there. Throws
/// std::invalid_argument unless n_effective > d and the sizes fit.
double hotelling_p(std::span<const double> delta, std::span<const double> covariance, double n_effective);

/// What a variational energy has to satisfy: not below the exact one, and not too far above it.
enum class OneSided { pass, below_exact, outside_tolerance };

struct OneSidedOptions {
  double tolerance = 0;  ///< largest energy - exact allowed
  double z_min = -4;     ///< smallest z allowed
};

/// z >= z_min and energy - exact <= tolerance (absolute).
OneSided one_sided(double energy, double error, double exact, double exact_error, OneSidedOptions options);

}  // namespace lenz::stats
