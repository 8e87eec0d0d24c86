#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/smooth_range.hpp"

namespace lenz::models {

/// Correlations of three particles: pairs of neighbours that pull on the same one.
///
///     log f = sum_i G_i . H_i,   G_i = sum_{j != i} t(r_ij) r_ij,   H_i = sum_{j != i} chi(r_ij) r_ij,
///     t = 1 / (1 + r^2 / L^2),   chi a SmoothRange of each kind of pair,   r_ij = r_i - r_j
///
/// (the form (sum_j xi r_ij)^2 of the helium liquids, linear in what is varied). With M_ij = chi 1 + 2 chi' x
/// x^T, x = r_ij, derivatives in rho = x^2, and S_i = sum_j M_ij, for G and for H,
///
///     grad_m log f    = sum_j [M^G_mj (H_m - H_j) + M^H_mj (G_m - G_j)],
///     Laplacian log f = sum_i [2 (S^G_i : S^H_i + sum_j M^G_ij : M^H_ij) + G_i . D H_i + H_i . D G_i],
///     D H_i           = 2 sum_j x [4 rho chi'' + 2 (d + 2) chi'],
///     d log f / d c   = sum_{i<j} (d chi_ij / d c) x . (G_i - G_j).
///
/// L of t is that of the start. Parameters: those of chi of unlike pairs, then of like ones, where there are
/// such. Smooth at r = 0: cusps stay. Cost: n^2 (d^2 + K), of a move as much. Source: Schmidt, Kalos, Lee and
/// Chester (1980).
class TripleJastrow : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    std::size_t order = 3;  ///< K
    double range = 1;       ///< L
  };
  /// Throws std::invalid_argument unless order and range are positive.
  explicit TripleJastrow(const Options& options);

  std::size_t n_parameters() const { return ranges_.size() * ranges_[0].n_parameters(); }
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
  /// G_i and H_i of all particles, d numbers each.
  template <LaneReal Real>
  void sums(std::span<const Real> x, std::vector<Real>& g, std::vector<Real>& h) const;

  Options o_;
  SmoothRange weight_;  ///< t
  std::vector<SmoothRange> ranges_;
};

}  // namespace lenz::models
