#pragma once

#include <cmath>
#include <complex>
#include <cstddef>

#include "lenz/core/lanes.hpp"
#include "lenz/models/spin_states/complex_lanes.hpp"

/// A hidden unit h = 1 or -1 with the weight exp(theta h), one at a time and eight in step.
namespace lenz::models {

/// log(2 cosh z) without overflow.
template <LaneReal Real>
Real log_2_cosh(const Real& z) {
  const Real size = lanes::abs(z);
  return size + lanes::log1p(lanes::exp(-2 * size));
}
inline std::complex<double> log_2_cosh(std::complex<double> z) {
  if (z.real() < 0) z = -z;
  return z + std::log(1.0 + std::exp(-2.0 * z));
}

/// exp(z) / (2 cosh z), without overflow.
inline Lanes share_of_up(const Lanes& z) { return lanes::logistic(2 * z); }
inline std::complex<double> share_of_up(std::complex<double> z) {
  const bool turned = z.real() < 0;
  const std::complex<double> e = std::exp(turned ? 2.0 * z : -2.0 * z);
  return (turned ? e : 1.0) / (1.0 + e);
}

/// f of each of eight complex numbers.
template <class F>
ComplexLanes each(const ComplexLanes& z, const F& f) {
  ComplexLanes y;
  for (std::size_t k = 0; k < lanes::count<Lanes>; ++k) set_lane(y, k, f(lane(z, k)));
  return y;
}
inline ComplexLanes log_2_cosh(const ComplexLanes& z) {
  return each(z, [](std::complex<double> x) { return log_2_cosh(x); });
}
inline ComplexLanes share_of_up(const ComplexLanes& z) {
  return each(z, [](std::complex<double> x) { return share_of_up(x); });
}

}  // namespace lenz::models
