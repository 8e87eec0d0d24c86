#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

/// Eight doubles in step: arithmetic on eight independent walkers at once, in the registers that the compiler
/// finds. What is written for `Real`, a double or Lanes, is the same mathematics for one walker and for
/// eight.
///
/// + - * / and comparisons are those of the compiler's vectors; a comparison gives a mask. A sum, a root and
/// a choice by mask have the same bits on every instruction set; exponentials and logarithms are glibc's
/// vector mathematics (4 ulp), which may differ from one instruction set to another.
namespace lenz {

using Lanes = double __attribute__((vector_size(64)));
using LaneMask = decltype(Lanes{} < Lanes{});

template <class Real>
concept LaneReal = std::same_as<Real, double> || std::same_as<Real, Lanes>;

}  // namespace lenz

#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#define LENZ_VECTOR_MATHEMATICS 1
namespace lenz::lanes::glibc {
using Four = double __attribute__((vector_size(32)));
#if defined(__AVX512F__)
#define LENZ_VECTOR_FUNCTION(name) extern "C" Lanes name##_of_lanes(Lanes) __asm__("_ZGVeN8v_" #name);
#elif defined(__AVX2__)
#define LENZ_VECTOR_FUNCTION(name) extern "C" Four name##_of_lanes(Four) __asm__("_ZGVdN4v_" #name);
#else
#undef LENZ_VECTOR_MATHEMATICS
#define LENZ_VECTOR_FUNCTION(name)
#endif
LENZ_VECTOR_FUNCTION(exp)
LENZ_VECTOR_FUNCTION(log)
LENZ_VECTOR_FUNCTION(log1p)
#undef LENZ_VECTOR_FUNCTION
}  // namespace lenz::lanes::glibc
#endif

namespace lenz::lanes {

template <LaneReal Real>
inline constexpr std::size_t count = sizeof(Real) / sizeof(double);

/// What a comparison of two Reals gives.
template <LaneReal Real>
using Mask = decltype(Real{} < Real{});

template <LaneReal Real>
Real broadcast(double value) {
  return Real{} + value;
}

inline double get(double x, std::size_t) { return x; }
inline double get(const Lanes& x, std::size_t lane) { return x[lane]; }
inline void set(double& x, std::size_t, double value) { x = value; }
inline void set(Lanes& x, std::size_t lane, double value) { x[lane] = value; }

inline double select(bool mask, double yes, double no) { return mask ? yes : no; }
inline Lanes select(const LaneMask& mask, const Lanes& yes, const Lanes& no) {
  // Bit by bit, which clang and g++ both take for vectors.
  return (Lanes)((mask & (LaneMask)yes) | (~mask & (LaneMask)no));
}

/// The lanes in which a mask holds.
inline std::size_t n_set(bool mask) { return mask ? 1 : 0; }
inline std::size_t n_set(const LaneMask& mask) {
  std::size_t n = 0;
  for (std::size_t k = 0; k < count<Lanes>; ++k) n += mask[k] != 0 ? 1 : 0;
  return n;
}
inline bool holds(bool mask, std::size_t) { return mask; }
inline bool holds(const LaneMask& mask, std::size_t lane) { return mask[lane] != 0; }

/// The sum over the lanes, always in the same order.
inline double sum(double x) { return x; }
inline double sum(const Lanes& x) {
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

/// f of each lane.
template <class F>
double each(double x, const F& f) {
  return f(x);
}
template <class F>
Lanes each(const Lanes& x, const F& f) {
  Lanes y;
  for (std::size_t k = 0; k < count<Lanes>; ++k) y[k] = f(x[k]);
  return y;
}

inline double sqrt(double x) { return std::sqrt(x); }
inline Lanes sqrt(const Lanes& x) {
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
  const Lanes zero{};
  return __builtin_ia32_sqrtpd512_mask(x, zero, static_cast<unsigned char>(-1), 4);
#else
  return each(x, [](double value) { return std::sqrt(value); });
#endif
}
inline double abs(double x) { return std::fabs(x); }
inline Lanes abs(const Lanes& x) { return select(x < 0, -x, x); }
inline double max(double x, double y) { return x > y ? x : y; }
inline Lanes max(const Lanes& x, const Lanes& y) { return select(x > y, x, y); }

inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double log1p(double x) { return std::log1p(x); }

#if defined(LENZ_VECTOR_MATHEMATICS) && defined(__AVX512F__)
inline Lanes exp(const Lanes& x) { return glibc::exp_of_lanes(x); }
inline Lanes log(const Lanes& x) { return glibc::log_of_lanes(x); }
inline Lanes log1p(const Lanes& x) { return glibc::log1p_of_lanes(x); }
#elif defined(LENZ_VECTOR_MATHEMATICS)
namespace detail {
template <class F>
Lanes by_halves(const Lanes& x, const F& f) {
  const glibc::Four low = f(glibc::Four{x[0], x[1], x[2], x[3]}),
                    high = f(glibc::Four{x[4], x[5], x[6], x[7]});
  return Lanes{low[0], low[1], low[2], low[3], high[0], high[1], high[2], high[3]};
}
}  // namespace detail
inline Lanes exp(const Lanes& x) {
  return detail::by_halves(x, [](glibc::Four y) { return glibc::exp_of_lanes(y); });
}
inline Lanes log(const Lanes& x) {
  return detail::by_halves(x, [](glibc::Four y) { return glibc::log_of_lanes(y); });
}
inline Lanes log1p(const Lanes& x) {
  return detail::by_halves(x, [](glibc::Four y) { return glibc::log1p_of_lanes(y); });
}
#else
inline Lanes exp(const Lanes& x) {
  return each(x, [](double value) { return std::exp(value); });
}
inline Lanes log(const Lanes& x) {
  return each(x, [](double value) { return std::log(value); });
}
inline Lanes log1p(const Lanes& x) {
  return each(x, [](double value) { return std::log1p(value); });
}
#endif

/// log(1 + exp x) and 1 / (1 + exp(-x)), for any x.
template <LaneReal Real>
Real softplus(const Real& x) {
  return max(x, Real{}) + log1p(exp(-abs(x)));
}
template <LaneReal Real>
Real logistic(const Real& x) {
  const Real e = exp(-abs(x));
  return select(x < 0, e, broadcast<Real>(1)) / (1 + e);
}

/// Eight columns of numbers as doubles and back, for archives: value i of lane k stands at 8 i + k.
inline std::vector<double> flattened(const std::vector<double>& values) { return values; }
inline std::vector<double> flattened(const std::vector<Lanes>& values) {
  std::vector<double> all;
  all.reserve(values.size() * count<Lanes>);
  for (const Lanes& value : values) {
    for (std::size_t k = 0; k < count<Lanes>; ++k) all.push_back(value[k]);
  }
  return all;
}
inline void unflatten(const std::vector<double>& all, std::vector<double>& values) { values = all; }
inline void unflatten(const std::vector<double>& all, std::vector<Lanes>& values) {
  values.assign(all.size() / count<Lanes>, Lanes{});
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t k = 0; k < count<Lanes>; ++k) values[i][k] = all[i * count<Lanes> + k];
  }
}

}  // namespace lenz::lanes
