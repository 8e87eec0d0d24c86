#pragma once

#include <cstddef>
#include <span>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// sqrt(1 + c sum_{i<j} 1 / r_ij): what a trial state without a cusp is multiplied by for sampling.
///
/// Where psi has no cusp the local energy behaves as g / r near a coincidence, and its variance under
/// |psi|^2, int r^(d-1) r^-2 dr, diverges in two dimensions. Under |psi|^2 (1 + c / r) with weights 1 / (1 +
/// c / r) the weighted local energy stays bounded there. Cost: n^2.
class CuspWeight : public WithoutCache {
 public:
  /// Throws std::invalid_argument unless c is finite and not negative.
  CuspWeight(const Particles& particles, double c) : particles_(particles), c_(c) {
    check_finite("c", c);
    check_nonnegative("c", c);
  }

  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return lanes::log(sum(at.x)) / 2;
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const std::size_t d = particles_.dimensions;
    const Real s = sum(at.x);
    Real second{}, squares{};
    std::vector<Real> slope(g.size(), Real{});
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Real r2 = particles_.distance_squared<Real>(at.x, i, j), r3 = r2 * lanes::sqrt(r2);
        second += 2 * (3 - static_cast<double>(d)) * c_ / r3;
        for (std::size_t k = 0; k < d; ++k) {
          const Real pull = -c_ / r3 * (at.x[d * i + k] - at.x[d * j + k]);
          slope[d * i + k] += pull;
          slope[d * j + k] -= pull;
        }
      }
    }
    for (std::size_t i = 0; i < g.size(); ++i) {
      g[i] += slope[i] / (2 * s);
      squares += slope[i] * slope[i];
    }
    return (second / s - squares / (s * s)) / 2;
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t d = particles_.dimensions, i = move.particle;
    const Real before = sum(at.x);
    Real after = before;
    std::array<Real, 3> slope{};
    for (std::size_t j = 0; j < particles_.n; ++j) {
      if (j == i) continue;
      const Real r2 = particles_.distance_squared<Real>(at.x, j, move.to), r = lanes::sqrt(r2);
      after += c_ / r - c_ / lanes::sqrt(particles_.distance_squared<Real>(at.x, i, j));
      for (std::size_t k = 0; k < d; ++k) slope[k] -= c_ / (r2 * r) * (move.to[k] - at.x[d * j + k]);
    }
    for (std::size_t k = 0; k < d && !g.empty(); ++k) g[k] += slope[k] / (2 * after);
    return lanes::log(after / before) / 2;
  }
  /// 1 + c sum 1 / r.
  template <LaneReal Real>
  Real sum(std::span<const Real> x) const {
    Real all = lanes::broadcast<Real>(1);
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j) all += c_ / lanes::sqrt(particles_.distance_squared<Real>(x, i, j));
    }
    return all;
  }

 private:
  Particles particles_;
  double c_;
};

}  // namespace lenz::models
