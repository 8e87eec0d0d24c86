#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "lenz/core/checks.hpp"

namespace lenz::models {

/// exp(-alpha omega sum x^2 / 2), the ground state of particles in a trap of frequency omega for alpha = 1.
/// Its parameter is log alpha, so that alpha stays positive.
class GaussianEnvelope {
 public:
  /// Throws std::invalid_argument unless both are positive and finite.
  explicit GaussianEnvelope(double omega, double alpha = 1) : omega_(omega), alpha_(alpha) {
    check_positive("omega", omega);
    check_positive("alpha", alpha);
    check_finite("omega", omega);
    check_finite("alpha", alpha);
  }

  double alpha() const { return alpha_; }
  std::size_t n_parameters() const { return 1; }
  double log_value(std::span<const double> x) const { return -alpha_ * omega_ * square(x) / 2; }
  double add_gradient(std::span<const double> x, std::span<double> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] -= alpha_ * omega_ * x[i];
    return -alpha_ * omega_ * static_cast<double>(x.size());
  }
  void parameter_derivatives(std::span<const double> x, std::span<double> out) const {
    out[0] = log_value(x);
  }

 private:
  static double square(std::span<const double> x) {
    double sum = 0;
    for (const double value : x) sum += value * value;
    return sum;
  }
  double omega_, alpha_;
};

}  // namespace lenz::models
