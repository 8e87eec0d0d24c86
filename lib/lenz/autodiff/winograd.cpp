#include "lenz/autodiff/winograd.hpp"

#include <algorithm>

#include "lenz/autodiff/convolution_products.hpp"
#include "lenz/autodiff/winograd_transforms.hpp"

namespace lenz::autodiff {

namespace {

using namespace kernels;

/// The part of sample x that a tile's `place` sees: a vector of channels, 0 outside.
template <class T, class Cpu>
LENZ_INLINE void load_channels(Vector<T, Cpu>& v, const T* x, size_t n_channels, std::int32_t site,
                               size_t channel) {
  v = Vector<T, Cpu>{};
  if (site != Stencil::outside) load(v, x + static_cast<size_t>(site) * n_channels + channel);
}

/// Calls for the share of one of n_tiles in the sample after this one, ahead of its use: its tiles jump from
/// row to row, which no CPU foresees.
template <class T>
LENZ_INLINE void fetch_next(const SamplesView<T>& x, size_t sample, size_t n_samples, size_t tile,
                            size_t n_tiles) {
  if (sample + 1 >= n_samples) return;
  constexpr size_t line = 64 / sizeof(T);
  const size_t share = (x.length + n_tiles - 1) / n_tiles;
  const T* next = x.values + (sample + 1) * x.length;
  for (size_t j = tile * share; j < std::min(x.length, (tile + 1) * share); j += line)
    __builtin_prefetch(next + j, 0, 2);
}

/// Tap t of a mirrored kernel is the last but t.
template <int axes>
constexpr size_t tap_of(int t, bool mirrored) {
  return static_cast<size_t>(mirrored ? n_taps<axes> - 1 - t : t);
}

/// Weights of the combinations, rows of v: packed(part, k, v).
template <class T, int axes>
LENZ_INLINE void pack(const WeightsView<const T>& w, bool mirrored, size_t n_k, size_t n_v, T* to) {
  for (size_t k = 0; k < n_k; ++k)
    for (size_t v = 0; v < n_v; ++v) {
      T g[n_parts<axes>] = {};
      LENZ_UNROLL for (int t = 0; t < n_taps<axes>; ++t) g[among_parts(t, 3)] =
          w.values[w.by_v * v + w.by_k * k + w.by_t * tap_of<axes>(t, mirrored)];
      combine_taps<axes>(g);
      LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p) to[(static_cast<size_t>(p) * n_k + k) * n_v + v] =
          g[p];
    }
}

/// The columns of a row of combinations; longer ones are cut.
template <class T, class Cpu>
inline constexpr size_t tile_row = 2 * width<T, Cpu>;

/// For a block of tiles and n_v vectors of channels: all products, then the sites. `rows` stands by pieces of
/// tile_row columns, parts, tiles; `m` is memory for the products.
template <class T, class Cpu, int axes, int n_v>
LENZ_INLINE void multiply_tiles(const T* w, size_t n_k, size_t w_length, const T* b, const T* rows, T* m,
                                T* const (*to)[n_corners<axes>], size_t n_tiles, size_t v0) {
  constexpr size_t row = tile_row<T, Cpu>, one = width<T, Cpu>;
  for (int p = 0; p < n_parts<axes>; ++p) {
    Vector<T, Cpu> sum[Cpu::n_sites][n_v] = {};
    for (size_t k = 0; k < n_k; k += row) {
      const T* piece = rows + (k / row * n_parts<axes> + static_cast<size_t>(p)) * Cpu::n_sites * row;
      multiply<T, Cpu, n_v, row>(w + (static_cast<size_t>(p) * n_k + k) * w_length + v0, w_length, piece,
                                 std::min(row, n_k - k), sum);
    }
    LENZ_UNROLL for (int i = 0; i < Cpu::n_sites; ++i) {
      LENZ_UNROLL for (int v = 0; v < n_v; ++v)
          store(m + ((p * Cpu::n_sites + i) * n_v + v) * one, sum[i][v]);
    }
  }
  for (size_t i = 0; i < n_tiles; ++i) {
    for (size_t v = 0; v < n_v; ++v) {
      Vector<T, Cpu> y[n_parts<axes>], bias;
      LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p)
          load(y[p], m + ((static_cast<size_t>(p) * Cpu::n_sites + i) * n_v + v) * one);
      combine_products<axes>(y);
      load(bias, b + v0 + v * one);
      LENZ_UNROLL for (int c = 0; c < n_corners<axes>; ++c) {
        if (to[i][c] != nullptr) store(to[i][c] + v0 + v * one, y[among_parts(c, 2)] + bias);
      }
    }
  }
}

/// Combinations of what the tile at `source` sees of x, the channels from k on: part p to to[p * distance].
template <class T, class Cpu, int axes>
LENZ_INLINE void store_seen(const T* x, size_t n_channels, const std::int32_t* source, size_t k, T* to,
                            size_t distance) {
  Vector<T, Cpu> v[n_parts<axes>];
  LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p)
      load_channels<T, Cpu>(v[p], x, n_channels, source[p], k);
  combine_seen<axes>(v);
  LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p) store(to + static_cast<size_t>(p) * distance, v[p]);
}
/// What multiplies them for the weights' gradient, of the tile's sites of y.
template <class T, class Cpu, int axes>
LENZ_INLINE void store_sites(const T* y, size_t n_channels, const std::int32_t* site, size_t k, T* to,
                             size_t distance) {
  Vector<T, Cpu> v[n_parts<axes>] = {};
  LENZ_UNROLL for (int c = 0; c < n_corners<axes>; ++c)
      load_channels<T, Cpu>(v[among_parts(c, 2)], y, n_channels, site[c], k);
  spread_sites<axes>(v);
  LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p) store(to + static_cast<size_t>(p) * distance, v[p]);
}

template <class T, class Cpu, int axes>
LENZ_INLINE void convolve_with(const Tiles& tiles, bool mirrored, const WeightsView<const T>& weights,
                               const T* b, const SamplesView<const T>& x, const SamplesView<T>& y,
                               size_t n_samples) {
  static thread_local Lines<T> packed, bias, seen, products;
  constexpr size_t row = tile_row<T, Cpu>, one = width<T, Cpu>, n_block = Cpu::n_sites;
  constexpr size_t parts = n_parts<axes>, corners = n_corners<axes>;
  const size_t n_k = x.n_channels, n_v = y.n_channels, n_tiles = tiles.sites.size() / corners;
  T *w = packed.resize(parts * n_k * n_v), *of_bias = bias.resize(n_v);
  pack<T, axes>(weights, mirrored, n_k, n_v, w);
  if (b != nullptr) std::copy_n(b, n_v, of_bias);
  T *rows = seen.resize(round_up(n_k, row) * parts * n_block), *m = products.resize(parts * n_block * row);
  T* to[n_block][corners];
  Place at;
  for (size_t begin = 0; begin < n_samples * n_tiles; begin += n_block) {
    const size_t n_now = std::min(n_block, n_samples * n_tiles - begin);
    for (size_t i = 0; i < n_now; ++i, at.step(n_tiles)) {
      fetch_next(x, at.sample, n_samples, at.site, n_tiles);
      for (size_t k = 0; k < n_k; k += one)
        store_seen<T, Cpu, axes>(x.values + at.sample * x.length, n_k, tiles.sources.data() + at.site * parts,
                                 k, rows + (k / row * parts * n_block + i) * row + k % row, n_block * row);
      for (size_t c = 0; c < corners; ++c) {
        const std::int32_t site = tiles.sites[at.site * corners + c];
        to[i][c] = site == Stencil::outside
                       ? nullptr
                       : y.values + at.sample * y.length + static_cast<size_t>(site) * n_v;
      }
    }
    size_t v = 0;
    for (; v + 2 * one <= n_v; v += 2 * one)
      multiply_tiles<T, Cpu, axes, 2>(w, n_k, n_v, of_bias, rows, m, to, n_now, v);
    if (v < n_v) multiply_tiles<T, Cpu, axes, 1>(w, n_k, n_v, of_bias, rows, m, to, n_now, v);
  }
}

/// Tiles whose products are summed in registers before they are added to memory.
constexpr size_t n_chunk = 32;

template <class T, int axes>
LENZ_INLINE void unpack(const T* w, size_t n_k, size_t n_v, const WeightsView<T>& to) {
  for (size_t k = 0; k < n_k; ++k)
    for (size_t v = 0; v < n_v; ++v) {
      T g[n_parts<axes>];
      LENZ_UNROLL for (int p = 0; p < n_parts<axes>; ++p) g[p] =
          w[(static_cast<size_t>(p) * n_k + k) * n_v + v];
      spread_weights<axes>(g);
      LENZ_UNROLL for (int t = 0; t < n_taps<axes>; ++t)
          to.values[to.by_v * v + to.by_k * k + to.by_t * static_cast<size_t>(t)] = g[among_parts(t, 3)];
    }
}

template <class T, class Cpu, int axes>
LENZ_INLINE void correlate_with(const Tiles& tiles, const SamplesView<const T>& y,
                                const SamplesView<const T>& x, const WeightsView<T>& weights,
                                size_t n_samples) {
  static thread_local Lines<T> of_x, of_y, sums;
  constexpr size_t one = width<T, Cpu>, parts = n_parts<axes>, corners = n_corners<axes>;
  const size_t n_k = x.n_channels, n_v = y.n_channels, n_tiles = tiles.sites.size() / corners;
  // A line more than they need: parts at the same place of two pages drive each other out of the cache.
  const size_t x_part = n_chunk * n_k + one, y_part = n_chunk * n_v + one;
  T *xs = of_x.resize(parts * x_part), *ys = of_y.resize(parts * y_part), *w = sums.resize(parts * n_k * n_v);
  const T* from[n_chunk];
  Place at;
  for (size_t begin = 0; begin < n_samples * n_tiles; begin += n_chunk) {
    const size_t n_now = std::min(n_chunk, n_samples * n_tiles - begin);
    for (size_t i = 0; i < n_now; ++i, at.step(n_tiles)) {
      fetch_next(x, at.sample, n_samples, at.site, n_tiles);
      fetch_next(y, at.sample, n_samples, at.site, n_tiles);
      for (size_t k = 0; k < n_k; k += one)
        store_seen<T, Cpu, axes>(x.values + at.sample * x.length, n_k, tiles.sources.data() + at.site * parts,
                                 k, xs + i * n_k + k, x_part);
      for (size_t v = 0; v < n_v; v += one)
        store_sites<T, Cpu, axes>(y.values + at.sample * y.length, n_v,
                                  tiles.sites.data() + at.site * corners, v, ys + i * n_v + v, y_part);
    }
    for (size_t p = 0; p < parts; ++p) {
      for (size_t i = 0; i < n_now; ++i) from[i] = xs + p * x_part + i * n_k;
      add_products(Cpu{}, ys + p * y_part, n_v, from, n_k, n_now, w + p * n_k * n_v);
    }
  }
  unpack<T, axes>(w, n_k, n_v, weights);
}

#define LENZ_ON(Cpu, attribute, T)                                                                           \
  attribute void convolve_on(Cpu, const Tiles& tiles, bool mirrored, const WeightsView<const T>& w,          \
                             const T* b, const SamplesView<const T>& x, const SamplesView<T>& y, size_t n) { \
    if (tiles.n_axes == 1) return convolve_with<T, Cpu, 1>(tiles, mirrored, w, b, x, y, n);                  \
    convolve_with<T, Cpu, 2>(tiles, mirrored, w, b, x, y, n);                                                \
  }                                                                                                          \
  attribute void correlate_on(Cpu, const Tiles& tiles, const SamplesView<const T>& y,                        \
                              const SamplesView<const T>& x, const WeightsView<T>& w, size_t n) {            \
    if (tiles.n_axes == 1) return correlate_with<T, Cpu, 1>(tiles, y, x, w, n);                              \
    correlate_with<T, Cpu, 2>(tiles, y, x, w, n);                                                            \
  }
LENZ_ON(Portable, , float)
LENZ_ON(Portable, , double)
#if defined(__x86_64__)
LENZ_ON(Avx2, LENZ_AVX2, float)
LENZ_ON(Avx2, LENZ_AVX2, double)
LENZ_ON(Avx512, LENZ_AVX512, float)
LENZ_ON(Avx512, LENZ_AVX512, double)
#endif

}  // namespace

template <class T>
bool has_tiles(const ConvolutionShape& shape, InstructionSet set) {
  const size_t bytes = set == InstructionSet::avx512 ? Avx512::bytes
                       : set == InstructionSet::avx2 ? Avx2::bytes
                                                     : Portable::bytes;
  const size_t unit = std::max<size_t>(bytes / sizeof(T), 8);
  return shape.tiles().n_axes > 0 && shape.n_in() % unit == 0 && shape.n_out() % unit == 0;
}

template <class T>
void convolve_tiles(const Tiles& tiles, bool mirrored, const WeightsView<const T>& w, const T* b,
                    const SamplesView<const T>& x, const SamplesView<T>& y, size_t n_samples,
                    [[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return convolve_on(Avx512{}, tiles, mirrored, w, b, x, y, n_samples);
  if (set == InstructionSet::avx2) return convolve_on(Avx2{}, tiles, mirrored, w, b, x, y, n_samples);
#endif
  convolve_on(Portable{}, tiles, mirrored, w, b, x, y, n_samples);
}

template <class T>
void correlate_tiles(const Tiles& tiles, const SamplesView<const T>& y, const SamplesView<const T>& x,
                     const WeightsView<T>& w, size_t n_samples, [[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return correlate_on(Avx512{}, tiles, y, x, w, n_samples);
  if (set == InstructionSet::avx2) return correlate_on(Avx2{}, tiles, y, x, w, n_samples);
#endif
  correlate_on(Portable{}, tiles, y, x, w, n_samples);
}

#define LENZ_INSTANTIATE(T)                                                                                 \
  template bool has_tiles<T>(const ConvolutionShape&, InstructionSet);                                      \
  template void convolve_tiles(const Tiles&, bool, const WeightsView<const T>&, const T*,                   \
                               const SamplesView<const T>&, const SamplesView<T>&, size_t, InstructionSet); \
  template void correlate_tiles(const Tiles&, const SamplesView<const T>&, const SamplesView<const T>&,     \
                                const WeightsView<T>&, size_t, InstructionSet);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)

}  // namespace lenz::autodiff
