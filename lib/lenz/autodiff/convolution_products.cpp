#include "lenz/autodiff/convolution_products.hpp"

#include "lenz/autodiff/convolution_kernels.hpp"

namespace lenz::autodiff {

InstructionSet instruction_set() {
#if defined(__x86_64__)
  static const InstructionSet set = [] {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
      return InstructionSet::avx512;
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return avx2 ? InstructionSet::avx2 : InstructionSet::portable;
  }();
  return set;
#else
  return InstructionSet::portable;
#endif
}

namespace kernels {

namespace {

/// For a block of columns d and n_v vectors v; w's rows and y's
/// are `length` apart.
template <class T, class Cpu, int n_v>
LENZ_INLINE void add_block(const T* __restrict y, size_t length, const T* const* x, size_t column, size_t n,
                           T* __restrict w) {
  Vector<T, Cpu> sum[Cpu::n_columns][n_v] = {};
  for (size_t i = 0; i < n; ++i, y += length) {
    Vector<T, Cpu> of_y[n_v];
    LENZ_UNROLL for (int v = 0; v < n_v; ++v) load(of_y[v], y + v * width<T, Cpu>);
    const T* of_x = x[i] + column;
    LENZ_UNROLL for (int d = 0; d < Cpu::n_columns; ++d) {
      const T at = of_x[d];
      LENZ_UNROLL for (int v = 0; v < n_v; ++v) sum[d][v] += of_y[v] * at;
    }
  }
  LENZ_UNROLL for (int d = 0; d < Cpu::n_columns; ++d, w += length) {
    LENZ_UNROLL for (int v = 0; v < n_v; ++v) {
      Vector<T, Cpu> before;
      load(before, w + v * width<T, Cpu>);
      store(w + v * width<T, Cpu>, before + sum[d][v]);
    }
  }
}

/// All columns of x against all channels of y.
template <class T, class Cpu>
LENZ_INLINE void add_all_products(const T* y, size_t length, const T* const* x, size_t n_columns, size_t n,
                                  T* w) {
  constexpr size_t one = width<T, Cpu>;
  for (size_t d = 0; d < n_columns; d += Cpu::n_columns, w += Cpu::n_columns * length) {
    size_t v = 0;
    for (; v + 2 * one <= length; v += 2 * one) add_block<T, Cpu, 2>(y + v, length, x, d, n, w + v);
    if (v < length) add_block<T, Cpu, 1>(y + v, length, x, d, n, w + v);
  }
}

}  // namespace

#define LENZ_DEFINE(attribute, Cpu)                                                                         \
  LENZ_ADD_PRODUCTS(attribute, Cpu, float) { add_all_products<float, Cpu>(y, length, x, n_columns, n, w); } \
  LENZ_ADD_PRODUCTS(attribute, Cpu, double) { add_all_products<double, Cpu>(y, length, x, n_columns, n, w); }
LENZ_DEFINE(, Portable)
#if defined(__x86_64__)
LENZ_DEFINE(LENZ_AVX2, Avx2)
LENZ_DEFINE(LENZ_AVX512, Avx512)
#endif

}  // namespace kernels

}  // namespace lenz::autodiff
