#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// prod_{i<j} (r_ij - s) / (r_ij - s + L) for hard spheres of diameter s, 0 where two overlap: zero at the
/// surface with a finite slope, and 1 beyond the healing length L. For L = s it is prod (1 - s / r), what two
/// spheres do at energy 0 in three dimensions; for long L the product of r - s, that of rods on a line.
///
///     y = r - s,   u = log(y / (y + L)),   u' = 1 / y - 1 / (y + L),   u'' = 1 / (y + L)^2 - 1 / y^2,
///     d u / d log L = -L / (y + L)
///
/// Where spheres overlap log f = -infinity, and gradients are 0. Its parameter is log L. Cost: n^2 d, of a
/// move n d. Source: Jastrow (1955); DuBois and Glyde (2001) for L = s.
class HardCore : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    double diameter = 1;  ///< s
    double healing = 1;   ///< L at the start
  };
  /// Throws std::invalid_argument unless diameter and healing length are positive and finite.
  explicit HardCore(const Options& options)
      : particles_(options.particles), s_(options.diameter), healing_(options.healing) {
    check_finite("the diameter of hard spheres", s_);
    check_positive("the diameter of hard spheres", s_);
    check_finite("the healing length of hard spheres", healing_);
    check_positive("the healing length of hard spheres", healing_);
  }

  std::size_t n_parameters() const { return 1; }
  void parameters(std::span<double> out) const { out[0] = std::log(healing_); }
  void set_parameters(std::span<const double> in) { healing_ = std::exp(in[0]); }
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    Real product = lanes::broadcast<Real>(1), sum{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        product *= share(gap<Real>(particles_.distance_squared<Real>(at.x, i, j)));
        if (++n % per_logarithm != 0) continue;
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
        const Real y = gap<Real>(particles_.distance_squared<Real>(at.x, i, j));
        const Real inner = 1 / y, outer = 1 / (y + healing_), over_r = slope(y) / (y + s_);
        const Real terms = outer * outer - inner * inner + static_cast<double>(d - 1) * over_r;
        laplacian += 2 * lanes::select(y > 0, terms, Real{});
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
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    Real sum{};
    for (std::size_t i = 0; i < particles_.n; ++i) {
      for (std::size_t j = 0; j < i; ++j)
        sum += healing_ / (gap<Real>(particles_.distance_squared<Real>(at.x, i, j)) + healing_);
    }
    out[0] = -sum;
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t d = particles_.dimensions, i = move.particle;
    Real after = lanes::broadcast<Real>(1), before = after, sum{};
    std::size_t n = 0;
    for (std::size_t j = 0; j < particles_.n; ++j) {
      if (j == i) continue;
      const Real y = gap<Real>(particles_.distance_squared<Real>(at.x, j, move.to));
      after *= share(y);
      before *= share(gap<Real>(particles_.distance_squared<Real>(at.x, i, j)));
      for (std::size_t k = 0; k < g.size(); ++k) g[k] += slope(y) / (y + s_) * (move.to[k] - at.x[d * j + k]);
      if (++n % per_logarithm != 0) continue;
      sum += lanes::log(after / before);
      after = before = lanes::broadcast<Real>(1);
    }
    return sum + lanes::log(after / before);
  }

 private:
  /// Factors of a product before its logarithm is taken: logarithms are dear, and products of many small
  /// numbers vanish.
  static constexpr std::size_t per_logarithm = 16;

  /// r - s.
  template <LaneReal Real>
  Real gap(const Real& r_squared) const {
    return lanes::sqrt(r_squared) - s_;
  }
  /// f of a pair, or 0.
  template <LaneReal Real>
  Real share(const Real& y) const {
    return lanes::select(y > 0, y / (y + healing_), Real{});
  }
  /// u', or 0.
  template <LaneReal Real>
  Real slope(const Real& y) const {
    return lanes::select(y > 0, healing_ / (y * (y + healing_)), Real{});
  }

  Particles particles_;
  double s_, healing_;
};

}  // namespace lenz::models
