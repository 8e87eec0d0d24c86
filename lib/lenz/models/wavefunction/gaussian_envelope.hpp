#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// exp(-alpha sum_ik omega_k x_ik^2 / 2), the ground state of particles in a trap of frequencies omega_k for
/// alpha = 1. Its parameter is log alpha, so that alpha stays positive. Cost: n d, of a move d.
class GaussianEnvelope : public WithoutCache {
 public:
  /// Frequencies one a dimension. Throws std::invalid_argument unless all numbers are positive and finite.
  explicit GaussianEnvelope(std::vector<double> frequencies, double alpha = 1)
      : frequencies_(std::move(frequencies)), alpha_(alpha) {
    check_positive("the number of dimensions", frequencies_.size());
    for (const double omega : frequencies_) check("omega", omega);
    check("alpha", alpha);
  }

  double alpha() const { return alpha_; }
  std::size_t n_parameters() const { return 1; }
  void parameters(std::span<double> out) const { out[0] = std::log(alpha_); }
  void set_parameters(std::span<const double> in) { alpha_ = std::exp(in[0]); }

  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    const std::size_t d = frequencies_.size();
    Real sum{};
    for (std::size_t i = 0; i < at.x.size(); ++i) sum += frequencies_[i % d] * at.x[i] * at.x[i];
    return -alpha_ / 2 * sum;
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const std::size_t d = frequencies_.size();
    double laplacian = 0;
    for (std::size_t i = 0; i < at.x.size(); ++i) {
      g[i] -= alpha_ * frequencies_[i % d] * at.x[i];
      laplacian -= alpha_ * frequencies_[i % d];
    }
    return lanes::broadcast<Real>(laplacian);
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    out[0] = log_value<Real>(at);
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t d = frequencies_.size();
    Real sum{};
    for (std::size_t k = 0; k < d; ++k) {
      const Real from = at.x[d * move.particle + k];
      sum += frequencies_[k] * (move.to[k] - from) * (move.to[k] + from);
      if (!g.empty()) g[k] -= alpha_ * frequencies_[k] * move.to[k];
    }
    return -alpha_ / 2 * sum;
  }

 private:
  static void check(const char* name, double value) {
    check_positive(name, value);
    check_finite(name, value);
  }
  std::vector<double> frequencies_;
  double alpha_;
};

}  // namespace lenz::models
