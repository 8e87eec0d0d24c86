#include <algorithm>
#include <vector>

#include "lenz/autodiff/convolution_kernels.hpp"
#include "lenz/autodiff/convolution_products.hpp"

namespace lenz::autodiff {

namespace {

using namespace kernels;

/// The columns that are gathered at once; a row of them is a fixed distance from the next.
constexpr size_t row_length = 304;

/// y += w x on memory: channels [0, n_channels) of y at the block's sites, to[m], begin as the bias or as
/// what they are (`again`).
template <class T, class Cpu, int n_v>
LENZ_INLINE void multiply_block(const T* w, size_t w_length, const T* b, const T* rows, size_t n, bool again,
                                T* const* to, int n_to, size_t n_channels) {
  constexpr size_t length = n_v * width<T, Cpu>;
  const bool whole = n_channels >= length;
  Vector<T, Cpu> sum[Cpu::n_sites][n_v];
  T part[length] = {};
  LENZ_UNROLL for (int m = 0; m < Cpu::n_sites; ++m) {
    const T* from = b;
    if (again && m < n_to) {
      from = whole ? to[m] : part;
      if (!whole) copy<T, Cpu>(to[m], part, n_channels);
    }
    LENZ_UNROLL for (int v = 0; v < n_v; ++v) load(sum[m][v], from + v * width<T, Cpu>);
  }
  multiply<T, Cpu, n_v, row_length>(w, w_length, rows, n, sum);
  LENZ_UNROLL for (int m = 0; m < Cpu::n_sites; ++m) {
    if (m >= n_to) continue;
    T* out = whole ? to[m] : part;
    LENZ_UNROLL for (int v = 0; v < n_v; ++v) store(out + v * width<T, Cpu>, sum[m][v]);
    if (!whole) copy<T, Cpu>(part, to[m], n_channels);
  }
}

/// Weights as rows of whole vectors, one for each column (tap, channel) of the stencil, and the bias.
template <class T>
struct PackedWeights {
  Lines<T> rows{}, bias{};
  size_t length = 0, n_rows = 0;
  void pack(const Stencil& stencil, const WeightsView<const T>& w, const T* b, size_t n_k, size_t n_v,
            size_t unit) {
    length = round_up(n_v, unit);
    n_rows = stencil.taps.size() * n_k;
    T* row = bias.resize(length);
    if (b != nullptr) std::copy_n(b, n_v, row);
    row = rows.resize(n_rows * length);
    for (const std::int32_t t : stencil.taps)
      for (size_t k = 0; k < n_k; ++k, row += length)
        for (size_t v = 0; v < n_v; ++v)
          row[v] = w.values[w.by_v * v + w.by_k * k + w.by_t * static_cast<size_t>(t)];
  }
};

/// All channels of y at a block's sites, of the columns from j on. Moves `to` on.
template <class T, class Cpu>
LENZ_INLINE void multiply_channels(PackedWeights<T>& w, size_t j, const T* rows, size_t n_columns, T** to,
                                   size_t n_to, size_t n_channels) {
  constexpr size_t one = width<T, Cpu>;
  const int n_sums = static_cast<int>(n_to);
  for (size_t v = 0; v < n_channels;) {
    const T *part = w.rows.data() + j * w.length + v, *bias = w.bias.data() + v;
    const size_t left = n_channels - v, done = std::min(left, left > one ? 2 * one : one);
    if (left > one)
      multiply_block<T, Cpu, 2>(part, w.length, bias, rows, n_columns, j > 0, to, n_sums, left);
    else
      multiply_block<T, Cpu, 1>(part, w.length, bias, rows, n_columns, j > 0, to, n_sums, left);
    for (size_t m = 0; m < n_to; ++m) to[m] += done;
    v += done;
  }
}

/// Sites of all samples one after another, in blocks: no lattice is too small to fill one.
template <class T, class Cpu>
LENZ_INLINE void convolve_with(const Stencil& stencil, const WeightsView<const T>& weights, const T* b,
                               const SamplesView<const T>& x, const SamplesView<T>& y, size_t n_samples) {
  static thread_local PackedWeights<T> w;
  alignas(64) static thread_local T rows[Cpu::n_sites * row_length];
  constexpr size_t n_block = Cpu::n_sites;
  const size_t n_taps = stencil.taps.size(), n_sites = stencil.sites.size();
  w.pack(stencil, weights, b, x.n_channels, y.n_channels, width<T, Cpu>);
  T* to[n_block];
  Place next;
  for (size_t begin = 0; begin < n_samples * n_sites; begin += n_block) {
    const size_t n_to = std::min(n_block, n_samples * n_sites - begin);
    const Place first = next;
    size_t j = 0;
    do {
      const Columns columns = {j / x.n_channels, j % x.n_channels, std::min(row_length, w.n_rows - j)};
      next = first;
      for (size_t m = 0; m < n_to; ++m, next.step(n_sites)) {
        gather<T, Cpu>(stencil.sources.data() + next.site * n_taps, x.values + next.sample * x.length,
                       x.n_channels, columns, rows + m * row_length);
        const auto site = static_cast<size_t>(stencil.sites[next.site]);
        to[m] = y.values + next.sample * y.length + site * y.n_channels;
      }
      multiply_channels<T, Cpu>(w, j, rows, columns.n, to, n_to, y.n_channels);
      j += columns.n;
    } while (j < w.n_rows);
  }
}

#define LENZ_ON(Cpu, attribute, T)                                                                   \
  attribute void convolve_on(Cpu, const Stencil& stencil, const WeightsView<const T>& w, const T* b, \
                             const SamplesView<const T>& x, const SamplesView<T>& y, size_t n) {     \
    convolve_with<T, Cpu>(stencil, w, b, x, y, n);                                                   \
  }
LENZ_ON(Portable, , float)
LENZ_ON(Portable, , double)
#if defined(__x86_64__)
LENZ_ON(Avx2, LENZ_AVX2, float)
LENZ_ON(Avx2, LENZ_AVX2, double)
LENZ_ON(Avx512, LENZ_AVX512, float)
LENZ_ON(Avx512, LENZ_AVX512, double)
#endif

template <class T>
void convolve_on_cpu(const Stencil& stencil, const WeightsView<const T>& w, const T* b,
                     const SamplesView<const T>& x, const SamplesView<T>& y, size_t n_samples,
                     [[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return convolve_on(Avx512{}, stencil, w, b, x, y, n_samples);
  if (set == InstructionSet::avx2) return convolve_on(Avx2{}, stencil, w, b, x, y, n_samples);
#endif
  convolve_on(Portable{}, stencil, w, b, x, y, n_samples);
}

/// The way of few channels v, which would leave vectors empty: with a channel for each (v, t),
/// z(v + n_v t, s) = sum_k w(v, k, t) x(k, s) at every site, whole vectors of them, then y(v, i) = b(v) +
/// sum_t z(v + n_v t, source).
template <class T>
class Planes {
 public:
  static constexpr size_t unit = 64 / sizeof(T);
  Planes(const Stencil& stencil, const WeightsView<const T>& w, size_t n_k, size_t n_v, size_t n_from)
      : stencil_(stencil), n_v_(n_v), n_planes_(round_up(n_v * stencil.taps.size(), unit)), n_from_(n_from) {
    w_.assign(n_planes_ * n_k, 0);
    for (size_t k = 0; k < n_k; ++k) {
      T* to = w_.data() + k * n_planes_;
      for (const std::int32_t t : stencil.taps)
        for (size_t v = 0; v < n_v; ++v)
          *to++ = w.values[w.by_v * v + w.by_k * k + w.by_t * static_cast<size_t>(t)];
    }
    for (size_t s = 0; s < n_from; ++s) every_site_.sites.push_back(static_cast<std::int32_t>(s));
    every_site_.sources = every_site_.sites;
    every_site_.taps = {0};
  }
  void convolve(const T* b, SamplesView<const T> x, SamplesView<T> y, size_t n_samples, InstructionSet set) {
    const size_t length = n_planes_ * n_from_, n_at_once = std::max<size_t>(1, 32768 / length);
    z_.resize(length * std::min(n_samples, n_at_once));
    for (size_t n = 0; n < n_samples; n += n_at_once) {
      const size_t n_now = std::min(n_at_once, n_samples - n);
      const SamplesView<const T> from = {x.values + n * x.length, x.n_channels, x.length};
      const WeightsView<const T> w = {w_.data(), 1, n_planes_, 0};
      convolve_on_cpu<T>(every_site_, w, nullptr, from, {z_.data(), n_planes_, length}, n_now, set);
      for (size_t m = 0; m < n_now; ++m) sum(b, z_.data() + m * length, y.values + (n + m) * y.length);
    }
  }

 private:
  void sum(const T* b, const T* z, T* y) const {
    const size_t n_taps = stencil_.taps.size();
    const std::int32_t* source = stencil_.sources.data();
    for (const std::int32_t site : stencil_.sites) {
      T* to = y + static_cast<size_t>(site) * n_v_;
      for (size_t v = 0; v < n_v_; ++v) {
        T all = b == nullptr ? 0 : b[v];
        for (size_t t = 0; t < n_taps; ++t) {
          if (source[t] != Stencil::outside)
            all += z[static_cast<size_t>(source[t]) * n_planes_ + n_v_ * t + v];
        }
        to[v] = all;
      }
      source += n_taps;
    }
  }
  const Stencil& stencil_;
  size_t n_v_, n_planes_, n_from_;
  std::vector<T> w_{}, z_{};
  Stencil every_site_{};
};

}  // namespace

template <class T>
void convolve_sites(const Stencil& stencil, const WeightsView<const T>& w, const T* b,
                    const SamplesView<const T>& x, const SamplesView<T>& y, size_t n_samples,
                    [[maybe_unused]] InstructionSet set) {
  constexpr size_t unit = Planes<T>::unit;
  const size_t n_taps = stencil.taps.size(), n_from = x.length / x.n_channels;
  const size_t direct = stencil.sites.size() * n_taps * round_up(y.n_channels, unit);
  if (2 * n_from * round_up(y.n_channels * n_taps, unit) < direct && x.n_channels > 1)
    return Planes<T>(stencil, w, x.n_channels, y.n_channels, n_from).convolve(b, x, y, n_samples, set);
  convolve_on_cpu(stencil, w, b, x, y, n_samples, set);
}

template void convolve_sites(const Stencil&, const WeightsView<const float>&, const float*,
                             const SamplesView<const float>&, const SamplesView<float>&, size_t,
                             InstructionSet);
template void convolve_sites(const Stencil&, const WeightsView<const double>&, const double*,
                             const SamplesView<const double>&, const SamplesView<double>&, size_t,
                             InstructionSet);

}  // namespace lenz::autodiff
