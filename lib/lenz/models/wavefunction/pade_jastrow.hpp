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

/// prod_{i<j} exp(a r_ij / (1 + beta r_ij)), a the slope of the cusp and beta > 0, one number each for every
/// kind of pair.
///
///     u(r) = a r / (1 + beta r),  u' = a / (1 + beta r)^2,  u'' = -2 a beta / (1 + beta r)^3,
///     Laplacian log f = 2 sum_{i<j} [u'' + (d - 1) u' / r],  d u / d log beta = -beta a r^2 / (1 + beta
///     r)^2.
///
/// Parameters: log beta of unlike pairs, then of like ones, where there are such. At r = 0 gradients have no
/// direction: 0. Cost: n^2 d, of a move n d.
class PadeJastrow : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    double slope_unlike = 1, slope_like = 1.0 / 3;
    double beta_unlike = 1, beta_like = 1;
  };
  /// Throws std::invalid_argument for n_up > n, slopes that are not finite, betas that are not positive.
  explicit PadeJastrow(const Options& options);

  std::size_t n_parameters() const { return n_kinds_; }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const;
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const;
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;

 private:
  std::size_t kind(std::size_t i, std::size_t j) const { return o_.spins.like(i, j) ? 1 : 0; }

  Options o_;
  std::size_t n_kinds_ = 1;
  double slope_[2]{}, beta_[2]{};  ///< of unlike and like pairs
};

}  // namespace lenz::models
