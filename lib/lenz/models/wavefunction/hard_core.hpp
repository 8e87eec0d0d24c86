#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// prod_{i<j} (1 - s / r_ij) for hard spheres of diameter s, 0 where two overlap: in three dimensions what
/// two of them do at energy 0, and in every dimension zero at the surface with a finite slope.
///
///     u = log(1 - s / r),   u' = s / (r (r - s)),   u'' = -s (2 r - s) / (r^2 (r - s)^2)
///
/// Where spheres overlap log f = -infinity, and gradients are 0. No parameters. Cost: n^2 d, of a move n d.
/// Source: Jastrow (1955); DuBois and Glyde (2001).
class HardCore : public WithoutCache {
 public:
  /// Throws std::invalid_argument unless the diameter is positive and finite.
  HardCore(const Particles& particles, double diameter) : particles_(particles), s_(diameter) {
    check_finite("the diameter of hard spheres", diameter);
    check_positive("the diameter of hard spheres", diameter);
  }

  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    Real product = lanes::broadcast<Real>(1), sum{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        product *= share(lanes::sqrt(particles_.distance_squared<Real>(at.x, i, j)));
        if (++n % 16 != 0) continue;  // logarithms are dear, and products of many small numbers vanish
        sum += lanes::log(product);
        product = lanes::broadcast<Real>(1);
      }
    }
    return sum + lanes::log(product);
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const std::size_t d = particles_.dimensions;
    Real laplacian{};
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Real r = lanes::sqrt(particles_.distance_squared<Real>(at.x, i, j));
        const Real over_r = slope_over_r(r), first = over_r * r, gap = r - s_;
        const Real second = -first * (2 * r - s_) / (r * gap);
        laplacian += 2 * lanes::select(r > s_, second + static_cast<double>(d - 1) * over_r, Real{});
        for (std::size_t k = 0; k < d; ++k) {
          const Real pull = over_r * (at.x[d * i + k] - at.x[d * j + k]);
          g[d * i + k] += pull;
          g[d * j + k] -= pull;
        }
      }
    }
    return laplacian;
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t d = particles_.dimensions, i = move.particle;
    Real after = lanes::broadcast<Real>(1), before = after;
    Real sum{};
    std::size_t n = 0;
    for (std::size_t j = 0; j < particles_.n; ++j) {
      if (j == i) continue;
      const Real r = lanes::sqrt(particles_.distance_squared<Real>(at.x, j, move.to));
      after *= share(r);
      before *= share(lanes::sqrt(particles_.distance_squared<Real>(at.x, i, j)));
      for (std::size_t k = 0; k < d && !g.empty(); ++k)
        g[k] += slope_over_r(r) * (move.to[k] - at.x[d * j + k]);
      if (++n % 16 != 0) continue;
      sum += lanes::log(after / before);
      after = before = lanes::broadcast<Real>(1);
    }
    return sum + lanes::log(after / before);
  }

 private:
  /// 1 - s / r, or 0.
  template <LaneReal Real>
  Real share(const Real& r) const {
    return lanes::select(r > s_, 1 - s_ / r, Real{});
  }
  /// u' / r, or 0.
  template <LaneReal Real>
  Real slope_over_r(const Real& r) const {
    return lanes::select(r > s_, s_ / (r * r * (r - s_)), Real{});
  }

  Particles particles_;
  double s_;
};

}  // namespace lenz::models
