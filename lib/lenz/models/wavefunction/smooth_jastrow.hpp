#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/smooth_range.hpp"

namespace lenz::models {

/// prod_{i<j} exp(u(r_ij)) without a cusp, for particles whose interaction is finite where they meet: u a
/// SmoothRange of each kind of pair, a function of rho = r^2.
///
///     grad_i log f = sum_j 2 u' (r_i - r_j),   Laplacian log f = 2 sum_{i<j} [4 rho u'' + 2 d u'],
///
/// derivatives of u in rho. Parameters: those of the range of unlike pairs, then of like ones, where there
/// are such. Cost: n^2 (d + K), of a move n (d + K).
class SmoothJastrow : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    std::size_t order = 4;  ///< K
    double range = 1;       ///< L at the start
  };
  /// Throws std::invalid_argument unless order and range are positive.
  explicit SmoothJastrow(const Options& options);

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
  const SmoothRange& range(std::size_t i, std::size_t j) const {
    return ranges_[o_.spins.like(i, j) ? 1 : 0];
  }

  Options o_;
  std::vector<SmoothRange> ranges_;
};

}  // namespace lenz::models
