#pragma once

#include <cstddef>
#include <span>

#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// What a pair of particles is to each other: of unlike spin (or no identical particles at all), or of like
/// spin, where the determinant's node keeps them apart already.
enum class PairKind { unlike, like };

/// The slope of log psi at r = 0 that cancels a repulsion strength / r: strength / (d - 1) for unlike pairs,
/// strength / (d + 1) for like ones; in two dimensions 1 and 1/3, in three 1/2 and 1/4. Throws
/// std::invalid_argument for fewer than two dimensions, where 1/r has no bound ground state. Source: Kato
/// (1957); Pack and Byers Brown (1966).
double kato_slope(std::size_t dimensions, PairKind kind, double strength);

/// prod_{i<j} exp(a r_ij / (1 + beta r_ij)), a the slope of the cusp and beta > 0 one number for each kind of
/// pair; particles 0 … n_up - 1 have one spin, the others the other one.
///
///     u(r) = a r / (1 + beta r),  u' = a / (1 + beta r)^2,  u'' = -2 a beta / (1 + beta r)^3,
///     Laplacian log f = 2 sum_{i<j} [u'' + (d - 1) u' / r],  d u / d log beta = -beta a r^2 / (1 + beta
///     r)^2.
///
/// Parameters: log beta of unlike pairs, then of like ones, where there are such. At r = 0 gradients have no
/// direction: 0. Cost: n^2 d.
class PadeJastrow {
 public:
  struct Options {
    Particles particles;
    std::size_t n_up = 0;   ///< n: all alike
    bool identical = true;  ///< fermions of one spin are like pairs; bosons and others are unlike ones
    double slope_unlike = 1, slope_like = 1.0 / 3;
    double beta_unlike = 1, beta_like = 1;
  };
  /// Throws std::invalid_argument for n_up > n, slopes that are not finite, betas that are not positive.
  explicit PadeJastrow(const Options& options);

  std::size_t n_parameters() const { return has_like_ ? 2 : 1; }
  double log_value(std::span<const double> x) const;
  double add_gradient(std::span<const double> x, std::span<double> g) const;
  void parameter_derivatives(std::span<const double> x, std::span<double> out) const;

 private:
  struct Pair {
    double slope, beta;
    std::size_t parameter;
  };
  Pair pair(std::size_t i, std::size_t j) const;

  Options o_;
  bool has_like_ = false;
};

}  // namespace lenz::models
