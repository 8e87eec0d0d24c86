#pragma once

#include "lenz/autodiff/convolution_registers.hpp"

/// The two innermost loops of convolutions, in registers.
namespace lenz::autodiff::kernels {

/// sum(site, v) += sum_j w(j, v) rows(site, j), j < n, for n_v vectors of channels at a block's sites, whose
/// rows are row_length apart.
template <class T, class Cpu, int n_v, size_t row_length>
LENZ_INLINE void multiply(const T* __restrict w, size_t w_length, const T* __restrict rows, size_t n,
                          Vector<T, Cpu> (&sum)[Cpu::n_sites][n_v]) {
  for (size_t j = 0; j < n; ++j, w += w_length, ++rows) {
    Vector<T, Cpu> weight[n_v];
    LENZ_UNROLL for (int v = 0; v < n_v; ++v) load(weight[v], w + v * width<T, Cpu>);
    LENZ_UNROLL for (int m = 0; m < Cpu::n_sites; ++m) {
      const T x = rows[m * row_length];
      LENZ_UNROLL for (int v = 0; v < n_v; ++v) sum[m][v] += weight[v] * x;
    }
  }
}

/// w(d, v) += sum_i y(v, i) x_i(d) over n sites i, for columns d < n_columns, whole blocks of them, and
/// channels v < length, whole vectors; w's rows and y's are `length` apart. A function of its own, which
/// leaves the compiler all registers for the sums.
#define LENZ_ADD_PRODUCTS(attribute, Cpu, T)                                                                 \
  attribute void add_products(Cpu, const T* y, size_t length, const T* const* x, size_t n_columns, size_t n, \
                              T* w)
#define LENZ_ADD_PRODUCTS_ON(attribute, Cpu) \
  LENZ_ADD_PRODUCTS(attribute, Cpu, float);  \
  LENZ_ADD_PRODUCTS(attribute, Cpu, double)
LENZ_ADD_PRODUCTS_ON(, Portable);
#if defined(__x86_64__)
LENZ_ADD_PRODUCTS_ON(LENZ_AVX2, Avx2);
LENZ_ADD_PRODUCTS_ON(LENZ_AVX512, Avx512);
#endif

}  // namespace lenz::autodiff::kernels
