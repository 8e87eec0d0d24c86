#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// A smooth function of the distance r of two particles: how strongly they push each other's coordinate in a
/// determinant, or the logarithm of how they avoid each other where nothing diverges.
///
///     eta(r) = sum_{k=1}^K c_k t^k,   t = 1 / (1 + r^2 / L^2),
///
/// a smooth function of rho = r^2, so that it adds no cusp:
///
///     d eta / d rho = -sum_k k c_k t^{k+1} / L^2,   d^2 eta / d rho^2 = sum_k k (k + 1) c_k t^{k+2} / L^4,
///     d eta / d log L = 2 (1 - t) sum_k k c_k t^k.
///
/// Parameters: c_1 … c_K, log L. Cost: K each.
class SmoothRange {
 public:
  SmoothRange(std::size_t order, double range) : c_(order, 0.0), range_(range) {}

  std::size_t n_parameters() const { return c_.size() + 1; }
  void parameters(std::span<double> out) const {
    for (std::size_t k = 0; k < c_.size(); ++k) out[k] = c_[k];
    out[c_.size()] = std::log(range_);
  }
  void set_parameters(std::span<const double> in) {
    for (std::size_t k = 0; k < c_.size(); ++k) c_[k] = in[k];
    range_ = std::exp(in[c_.size()]);
  }

  template <LaneReal Real>
  Real value(const Real& rho) const {
    const Real t = share(rho);
    Real sum{};
    for (std::size_t k = c_.size(); k-- > 0;) sum = (sum + c_[k]) * t;
    return sum;
  }
  /// eta and its derivatives in rho.
  template <LaneReal Real>
  struct Expansion {
    Real value{}, first{}, second{};
  };
  template <LaneReal Real>
  Expansion<Real> expand(const Real& rho) const {
    const Real t = share(rho), step = -t * t / (range_ * range_);
    Expansion<Real> e;
    Real bend{};
    // Horner's rule for the polynomial, its slope and half its curvature in t.
    for (std::size_t k = c_.size() + 1; k-- > 0;) {
      bend = bend * t + e.first;
      e.first = e.first * t + e.value;
      e.value = e.value * t + (k > 0 ? c_[k - 1] : 0);
    }
    e.second = step * (2 * bend * step - 2 * t / (range_ * range_) * e.first);
    e.first *= step;
    return e;
  }
  /// out += weight times the derivatives of eta in the parameters.
  template <LaneReal Real>
  void add_parameter_derivatives(const Real& rho, const Real& weight, std::span<Real> out) const {
    const Real t = share(rho);
    Real power = weight, sum{};
    for (std::size_t k = 0; k < c_.size(); ++k) {
      power *= t;
      out[k] += power;
      sum += static_cast<double>(k + 1) * c_[k] * power;
    }
    out[c_.size()] += 2 * (1 - t) * sum;
  }

 private:
  template <LaneReal Real>
  Real share(const Real& rho) const {
    return 1 / (1 + rho / (range_ * range_));
  }
  std::vector<double> c_;
  double range_;
};

}  // namespace lenz::models
