#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "lenz/exact/spin_oracle.hpp"

namespace lenz::exact {

/// A truncated power series in d = beta' - beta (to d^2) and in a source e of the magnetization (to e^4),
/// without mixed terms:
///
///     a = c_0 + c_1 d + c_2 d^2 + c_3 e + c_4 e^2 + c_5 e^3 + c_6 e^4.
///
/// The derivatives of log Z carried this way are exact: <E> = -c_1, Var E = 2 c_2, and the cumulants of M are
/// n! c_{2+n}.
template <class Real>
struct Taylor {
  static constexpr std::size_t size = 7, beta = 1, source = 3;
  std::array<Real, size> c{};

  static Taylor constant(Real value) { return {{value}}; }
  /// exp(d x + e s), the factor of a state with bond and field sum x and spin s.
  static Taylor state(Real x, Real s) {
    return {{1, x, x * x / 2, s, s * s / 2, s * s * s / 6, s * s * s * s / 24}};
  }

  Taylor& operator+=(const Taylor& b) {
    for (std::size_t i = 0; i < size; ++i) c[i] += b.c[i];
    return *this;
  }
  Taylor& operator*=(Real factor) {
    for (Real& x : c) x *= factor;
    return *this;
  }
  friend Taylor operator+(Taylor a, const Taylor& b) { return a += b; }
  friend Taylor operator-(Taylor a, const Taylor& b) {
    for (std::size_t i = 0; i < size; ++i) a.c[i] -= b.c[i];
    return a;
  }
  friend Taylor operator*(const Taylor& a, const Taylor& b) {
    const auto &p = a.c, &q = b.c;
    return {{p[0] * q[0], p[0] * q[1] + p[1] * q[0], p[0] * q[2] + p[1] * q[1] + p[2] * q[0],
             p[0] * q[3] + p[3] * q[0], p[0] * q[4] + p[3] * q[3] + p[4] * q[0],
             p[0] * q[5] + p[3] * q[4] + p[4] * q[3] + p[5] * q[0],
             p[0] * q[6] + p[3] * q[5] + p[4] * q[4] + p[5] * q[3] + p[6] * q[0]}};
  }

  /// 1/a. REQUIRES a_0 != 0.
  Taylor inverse() const {
    const Real r = 1 / c[0];
    std::array<Real, size> q{r};
    q[1] = -r * c[1] * q[0];
    q[2] = -r * (c[1] * q[1] + c[2] * q[0]);
    q[3] = -r * c[3] * q[0];
    q[4] = -r * (c[3] * q[3] + c[4] * q[0]);
    q[5] = -r * (c[3] * q[4] + c[4] * q[3] + c[5] * q[0]);
    q[6] = -r * (c[3] * q[5] + c[4] * q[4] + c[5] * q[3] + c[6] * q[0]);
    return {q};
  }

  /// f(a) of a power series f(a_0 + z) = f_0 + f_1 z + f_2 z^2 + f_3 z^3 + f_4 z^4.
  Taylor composed(const std::array<Real, 5>& f) const {
    Taylor z = *this;
    z.c[0] = 0;
    Taylor sum = constant(f[4]);
    for (int n = 3; n >= 0; --n) sum = sum * z + constant(f[static_cast<std::size_t>(n)]);
    return sum;
  }
  Taylor exp() const {
    const Real e = std::exp(c[0]);
    return composed({e, e, e / 2, e / 6, e / 24});
  }
  /// REQUIRES a_0 > 0.
  Taylor log() const {
    const Real r = 1 / c[0];
    return composed({std::log(c[0]), r, -r * r / 2, r * r * r / 3, -r * r * r * r / 4});
  }
  /// The part even in the source.
  Taylor even() const {
    Taylor a = *this;
    a.c[3] = a.c[5] = 0;
    return a;
  }
};

/// The averages that log Z of `n_sites` spins determines as a series. `epsilon` is the precision in which it
/// was summed: <m^4> is left out where <M^2> has all but vanished (a cold antiferromagnet) and its ratio to
/// <M^2>^2 would be rounding.
template <class Real>
SpinAverages averages_of_log_z(const Taylor<Real>& log_z, double temperature, std::size_t n_sites,
                               double epsilon) {
  const auto& c = log_z.c;
  const Real n = static_cast<Real>(n_sites);
  const Real k1 = c[3] / n, k2 = 2 * c[4] / (n * n), k3 = 6 * c[5] / (n * n * n),
             k4 = 24 * c[6] / (n * n * n * n);
  SpinAverages a;
  a.temperature = temperature;
  a.log_z = static_cast<double>(c[0]);
  a.energy = static_cast<double>(-c[1]);
  a.energy_variance = static_cast<double>(2 * c[2]);
  a.magnetization = static_cast<double>(k1);
  a.magnetization_2 = static_cast<double>(k2 + k1 * k1);
  const Real square = n * n * (k2 + k1 * k1);
  if (16 * epsilon * n < 1e-9 * square * square) {
    a.magnetization_4 =
        static_cast<double>(k4 + 4 * k3 * k1 + 3 * k2 * k2 + 6 * k2 * k1 * k1 + k1 * k1 * k1 * k1);
  }
  return a;
}

}  // namespace lenz::exact
