#include "lenz/autodiff/elementwise.hpp"

#include <cmath>

#include "lenz/core/for_each_cpu.hpp"

// glibc's vector versions: what its headers declare under -ffast-math alone, which would give up NaNs.
#if defined(__x86_64__) && defined(__GLIBC__)
#define LENZ_VECTORIZED(function, T) \
  extern "C" __attribute__((simd("notinbranch"), const)) T function(T) noexcept
LENZ_VECTORIZED(exp, double);
LENZ_VECTORIZED(expf, float);
LENZ_VECTORIZED(log, double);
LENZ_VECTORIZED(logf, float);
LENZ_VECTORIZED(log1p, double);
LENZ_VECTORIZED(log1pf, float);
LENZ_VECTORIZED(sin, double);
LENZ_VECTORIZED(sinf, float);
LENZ_VECTORIZED(cos, double);
LENZ_VECTORIZED(cosf, float);
LENZ_VECTORIZED(tanh, double);
LENZ_VECTORIZED(tanhf, float);
#endif

namespace lenz::autodiff::elementwise {

namespace {

#define LENZ_INLINE inline __attribute__((always_inline))
#define LENZ_OVERLOADS(name, function)                         \
  LENZ_INLINE float name(float x) { return ::function##f(x); } \
  LENZ_INLINE double name(double x) { return ::function(x); }
LENZ_OVERLOADS(exp_of, exp)
LENZ_OVERLOADS(log_of, log)
LENZ_OVERLOADS(log1p_of, log1p)
LENZ_OVERLOADS(sin_of, sin)
LENZ_OVERLOADS(cos_of, cos)
LENZ_OVERLOADS(tanh_of, tanh)
LENZ_OVERLOADS(sqrt_of, sqrt)
#undef LENZ_OVERLOADS

template <class T>
LENZ_INLINE T abs_of(T x) {
  return x < 0 ? -x : x;
}
template <class T>
LENZ_INLINE T sigmoid_of(T x) {
  return 1 / (1 + exp_of(-x));
}
template <class T>
LENZ_INLINE T log_cosh_of(T x) {
  return abs_of(x) + log1p_of(exp_of(-2 * abs_of(x))) - static_cast<T>(0.693147180559945309);
}

}  // namespace

#define LENZ_FUNCTION_OF(name, T, value)                              \
  LENZ_FOR_EACH_CPU                                                   \
  void name(const T* __restrict x_, T* __restrict y, std::size_t n) { \
    for (std::size_t i = 0; i < n; ++i) {                             \
      const T x = x_[i];                                              \
      y[i] = value;                                                   \
    }                                                                 \
  }
#define LENZ_FUNCTION(name, value)     \
  LENZ_FUNCTION_OF(name, float, value) \
  LENZ_FUNCTION_OF(name, double, value)

LENZ_FUNCTION(exp, exp_of(x))
LENZ_FUNCTION(log, log_of(x))
LENZ_FUNCTION(sqrt, sqrt_of(x))
LENZ_FUNCTION(sin, sin_of(x))
LENZ_FUNCTION(cos, cos_of(x))
LENZ_FUNCTION(tanh, tanh_of(x))
LENZ_FUNCTION(sigmoid, sigmoid_of(x))
// Not max(x, 0): a NaN must come through.
LENZ_FUNCTION(softplus, (x < 0 ? 0 : x) + log1p_of(exp_of(-abs_of(x))))
LENZ_FUNCTION(log_cosh, log_cosh_of(x))
LENZ_FUNCTION(silu, x* sigmoid_of(x))
LENZ_FUNCTION(relu, x < 0 ? 0 : x)
LENZ_FUNCTION(step, x > 0 ? 1 : (x <= 0 ? 0 : x))
LENZ_FUNCTION(abs, abs_of(x))
LENZ_FUNCTION(sign, x > 0 ? 1 : (x < 0 ? -1 : x))

#define LENZ_SLOPE_OF(name, T, value)                                                         \
  LENZ_FOR_EACH_CPU                                                                           \
  void name(const T* __restrict g_, const T* __restrict x_, T* __restrict z, std::size_t n) { \
    for (std::size_t i = 0; i < n; ++i) {                                                     \
      const T g = g_[i], x = x_[i];                                                           \
      z[i] = value;                                                                           \
    }                                                                                         \
  }
#define LENZ_SLOPE(name, value)     \
  LENZ_SLOPE_OF(name, float, value) \
  LENZ_SLOPE_OF(name, double, value)

LENZ_SLOPE(tanh_slope, g*(1 - x * x))
LENZ_SLOPE(sigmoid_slope, g* x*(1 - x))
LENZ_SLOPE(silu_slope, g* sigmoid_of(x) * (1 + x * (1 - sigmoid_of(x))))
LENZ_SLOPE(relu_slope, x > 0 ? g : 0)

}  // namespace lenz::autodiff::elementwise
