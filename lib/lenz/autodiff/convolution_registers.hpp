#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/autodiff/convolution_shape.hpp"

// One function for every instruction set, of templates that are compiled into each.
#if defined(__x86_64__)
#define LENZ_AVX512 __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
#define LENZ_AVX2 __attribute__((target("avx2,fma")))
#endif
#define LENZ_INLINE inline __attribute__((always_inline))
#define LENZ_UNROLL _Pragma("GCC unroll 32")

/// What the two kernels of convolutions share.
namespace lenz::autodiff::kernels {

using std::size_t;

/// How a CPU's registers are used: vectors of so many bytes; the blocks of sites and of columns that are
/// summed at once beside two vectors of channels.
struct Portable {
  static constexpr size_t bytes = 16;
  static constexpr int n_sites = 6, n_columns = 4;
};
struct Avx2 {
  static constexpr size_t bytes = 32;
  static constexpr int n_sites = 6, n_columns = 4;
};
struct Avx512 {
  static constexpr size_t bytes = 64;
  static constexpr int n_sites = 12, n_columns = 8;
};

template <class T, size_t bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(bytes)));
};
template <class T, class Cpu>
using Vector = typename VectorOf<T, Cpu::bytes>::type;
template <class T, class Cpu>
inline constexpr size_t width = Cpu::bytes / sizeof(T);

template <class V, class T>
LENZ_INLINE void load(V& v, const T* from) {
  __builtin_memcpy(&v, from, sizeof v);
}
template <class V, class T>
LENZ_INLINE void store(T* to, const V& v) {
  __builtin_memcpy(to, &v, sizeof v);
}

constexpr size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }

/// Memory that begins at a cache line, so that no vector lies in two; zeros after resize().
template <class T>
class Lines {
 public:
  T* resize(size_t n) {
    lines_.assign(round_up(n, n_in_line) / n_in_line, {});
    return data();
  }
  T* data() { return lines_.empty() ? nullptr : lines_.front().numbers; }

 private:
  static constexpr size_t n_in_line = 64 / sizeof(T);
  struct alignas(64) Line {
    T numbers[n_in_line];
  };
  std::vector<Line> lines_{};
};

/// Of n numbers: whole vectors, the last two of which may overlap. No call of memcpy: rows are short.
template <class T, class Cpu>
LENZ_INLINE void copy(const T* __restrict from, T* __restrict to, size_t n) {
  constexpr size_t one = width<T, Cpu>;
  if (n < one) {
    LENZ_UNROLL for (size_t i = 0; i < one; ++i) if (i < n) to[i] = from[i];
    return;
  }
  Vector<T, Cpu> v;
  for (size_t i = 0; i + one < n; i += one) {
    load(v, from + i);
    store(to + i, v);
  }
  load(v, from + n - one);
  store(to + n - one, v);
}
template <class T, class Cpu>
LENZ_INLINE void clear(T* to, size_t n) {
  for (size_t i = 0; i < n; ++i) to[i] = 0;
}

/// A site (or a tile) of a sample, of all samples one after another.
struct Place {
  size_t sample = 0, site = 0;
  LENZ_INLINE void step(size_t n_sites) {
    if (++site == n_sites) site = 0, ++sample;
  }
};

/// A part of the columns (tap, channel) that a site sees, tap slowest: from `channel` of `tap` on, n of them.
struct Columns {
  size_t tap, channel, n;
};

/// row(j) = x(channel, source(tap)) over the columns; `sources` a number a tap.
template <class T, class Cpu>
LENZ_INLINE void gather(const std::int32_t* sources, const T* __restrict x, size_t n_channels,
                        const Columns& columns, T* __restrict row) {
  if (n_channels == 1) {
    for (size_t j = 0; j < columns.n; ++j) {
      const std::int32_t s = sources[columns.tap + j];
      row[j] = s == Stencil::outside ? 0 : x[s];
    }
    return;
  }
  size_t channel = columns.channel;
  const std::int32_t* source = sources + columns.tap;
  for (size_t j = 0; j < columns.n; ++source, channel = 0) {
    const size_t n = std::min(n_channels - channel, columns.n - j);
    if (*source == Stencil::outside)
      clear<T, Cpu>(row + j, n);
    else
      copy<T, Cpu>(x + static_cast<size_t>(*source) * n_channels + channel, row + j, n);
    j += n;
  }
}

}  // namespace lenz::autodiff::kernels
