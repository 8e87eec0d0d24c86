#pragma once

#include "lenz/autodiff/convolution_registers.hpp"

/// The linear maps of Winograd's F(2, 3) and their transposes, along one axis or two: in place on 4^axes
/// values, numbers or vectors, first axis fastest.
namespace lenz::autodiff::kernels {

constexpr int power(int base, int n) { return n == 0 ? 1 : base * power(base, n - 1); }
template <int axes>
inline constexpr int n_parts = power(4, axes);
template <int axes>
inline constexpr int n_corners = power(2, axes);
template <int axes>
inline constexpr int n_taps = power(3, axes);

/// The place of corner (or of tap) `digits` in base `base` among the parts, whose base is 4.
constexpr int among_parts(int digits, int base) {
  return digits == 0 ? 0 : digits % base + 4 * among_parts(digits / base, base);
}

/// The statements, on every four values that differ in their place along one axis, along every axis in turn.
#define LENZ_ALONG_AXES(axes, v, ...)                                  \
  LENZ_UNROLL for (int s = 1; s < n_parts<axes>; s *= 4) {             \
    LENZ_UNROLL for (int i = 0; i < n_parts<axes> / 4; ++i) {          \
      auto* at = v + (i / s * 4 * s + i % s);                          \
      auto &v0 = at[0], &v1 = at[s], &v2 = at[2 * s], &v3 = at[3 * s]; \
      __VA_ARGS__                                                      \
    }                                                                  \
  }

/// What is seen, into the combinations that are multiplied.
template <int axes, class V>
LENZ_INLINE void combine_seen(V (&x)[n_parts<axes>]) {
  LENZ_ALONG_AXES(axes, x, {
    const V a = v1 + v2, b = v2 - v1;
    v0 -= v2;
    v3 = v1 - v3;
    v1 = a;
    v2 = b;
  })
}
/// Products into sites: what stands at digits 0 and 1.
template <int axes, class V>
LENZ_INLINE void combine_products(V (&m)[n_parts<axes>]) {
  LENZ_ALONG_AXES(axes, m, {
    v0 += v1 + v2;
    v1 -= v2 + v3;
  })
}
/// The transpose: sites at digits 0 and 1 into what multiplies the combinations of what is seen.
template <int axes, class V>
LENZ_INLINE void spread_sites(V (&y)[n_parts<axes>]) {
  LENZ_ALONG_AXES(axes, y, {
    v3 = -v1;
    v2 = v0 - v1;
    v1 += v0;
  })
}
/// Taps at digits 0, 1 and 2 into weights of the combinations.
template <int axes, class V>
LENZ_INLINE void combine_taps(V (&w)[n_parts<axes>]) {
  LENZ_ALONG_AXES(axes, w, {
    const V sum = v0 + v2;
    v3 = v2;
    v2 = (sum - v1) / 2;
    v1 = (sum + v1) / 2;
  })
}
/// The transpose: gradients of the weights of the combinations into those of the taps.
template <int axes, class V>
LENZ_INLINE void spread_weights(V (&w)[n_parts<axes>]) {
  LENZ_ALONG_AXES(axes, w, {
    const V half_sum = (v1 + v2) / 2;
    v0 += half_sum;
    v1 = (v1 - v2) / 2;
    v2 = half_sum + v3;
  })
}

#undef LENZ_ALONG_AXES

}  // namespace lenz::autodiff::kernels
