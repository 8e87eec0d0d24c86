#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// Eight complex numbers, real parts beside imaginary ones.
struct ComplexLanes {
  Lanes re{}, im{};

  ComplexLanes() = default;
  ComplexLanes(const Lanes& real, const Lanes& imaginary) : re(real), im(imaginary) {}
  explicit ComplexLanes(const Lanes& real) : re(real) {}

  friend ComplexLanes operator+(const ComplexLanes& x, const ComplexLanes& y) {
    return {x.re + y.re, x.im + y.im};
  }
  friend ComplexLanes operator-(const ComplexLanes& x, const ComplexLanes& y) {
    return {x.re - y.re, x.im - y.im};
  }
  friend ComplexLanes operator*(const ComplexLanes& x, const ComplexLanes& y) {
    return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
  }
  friend ComplexLanes operator*(double x, const ComplexLanes& y) { return {x * y.re, x * y.im}; }
  friend ComplexLanes operator/(const ComplexLanes& x, const ComplexLanes& y) {
    const Lanes norm = y.re * y.re + y.im * y.im;
    return {(x.re * y.re + x.im * y.im) / norm, (x.im * y.re - x.re * y.im) / norm};
  }
  ComplexLanes& operator+=(const ComplexLanes& x) { return *this = *this + x; }
  ComplexLanes& operator*=(const ComplexLanes& x) { return *this = *this * x; }
};

/// The eight numbers of a Value, double or std::complex<double>.
template <class Value>
struct LanesOfValue {
  using type = Lanes;
};
template <>
struct LanesOfValue<std::complex<double>> {
  using type = ComplexLanes;
};
template <class Value>
using LanesOf = typename LanesOfValue<Value>::type;

inline double lane(const Lanes& x, std::size_t k) { return x[k]; }
inline std::complex<double> lane(const ComplexLanes& x, std::size_t k) { return {x.re[k], x.im[k]}; }
inline void set_lane(Lanes& x, std::size_t k, double value) { x[k] = value; }
inline void set_lane(ComplexLanes& x, std::size_t k, std::complex<double> value) {
  x.re[k] = value.real();
  x.im[k] = value.imag();
}
inline void set_ones(Lanes& x) { x = Lanes{} + 1; }
inline void set_ones(ComplexLanes& x) { x = ComplexLanes(Lanes{} + 1); }

/// The product over the eight, always in the same order.
template <class Value>
Value product_of(const LanesOf<Value>& x) {
  return ((lane(x, 0) * lane(x, 4)) * (lane(x, 2) * lane(x, 6))) *
         ((lane(x, 1) * lane(x, 5)) * (lane(x, 3) * lane(x, 7)));
}

/// As doubles and back, for archives.
inline std::vector<double> as_doubles(const std::vector<Lanes>& values) { return lanes::flattened(values); }
inline std::vector<double> as_doubles(const std::vector<ComplexLanes>& values) {
  std::vector<Lanes> parts;
  for (const ComplexLanes& value : values) {
    parts.push_back(value.re);
    parts.push_back(value.im);
  }
  return lanes::flattened(parts);
}
inline void take_doubles(const std::vector<double>& all, std::vector<Lanes>& values) {
  lanes::unflatten(all, values);
}
inline void take_doubles(const std::vector<double>& all, std::vector<ComplexLanes>& values) {
  std::vector<Lanes> parts;
  lanes::unflatten(all, parts);
  values.clear();
  for (std::size_t k = 0; k + 1 < parts.size(); k += 2) values.emplace_back(parts[k], parts[k + 1]);
}

}  // namespace lenz::models
