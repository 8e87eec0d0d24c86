#include <algorithm>
#include <vector>

#include "lenz/autodiff/convolution_kernels.hpp"
#include "lenz/autodiff/convolution_products.hpp"

namespace lenz::autodiff {

namespace {

using namespace kernels;

/// Sites whose products are summed in registers before they are added to memory.
constexpr size_t max_chunk = 64;

template <class T>
struct Scratch {
  Lines<T> y{}, x{}, zeros{}, w{};
};

/// Where x's channels fill blocks of columns they are read where they stand, tap by tap; where not, all that
/// a site sees is gathered first.
template <class T, class Cpu>
LENZ_INLINE void correlate_with(const Stencil& stencil, const SamplesView<const T>& y,
                                const SamplesView<const T>& x, const WeightsView<T>& weights,
                                size_t n_samples) {
  static thread_local Scratch<T> work;
  const size_t n_taps = stencil.taps.size(), n_sites = stencil.sites.size(), n_all = n_samples * n_sites;
  const size_t n_k = x.n_channels, n_v = y.n_channels, length = round_up(n_v, width<T, Cpu>);
  const bool gathered = n_k % Cpu::n_columns != 0;
  const size_t n_columns = gathered ? round_up(n_taps * n_k, Cpu::n_columns) : n_k;
  const size_t chunk = gathered ? std::clamp<size_t>(8192 / n_columns, 8, max_chunk) : max_chunk;
  work.w.resize((gathered ? n_columns : n_taps * n_k) * length);
  work.zeros.resize(n_k);
  if (gathered) work.x.resize(chunk * n_columns);
  if (n_v != length) work.y.resize(chunk * length);
  const T* from[max_chunk];
  for (size_t begin = 0; begin < n_all; begin += chunk) {
    const size_t n = std::min(chunk, n_all - begin);
    const T* of_y = y.values + begin * n_v;
    if (n_v != length) {
      for (size_t i = 0; i < n; ++i) copy<T, Cpu>(of_y + i * n_v, work.y.data() + i * length, n_v);
      of_y = work.y.data();
    }
    size_t sample = begin / n_sites, site = begin % n_sites;
    if (gathered) {
      for (size_t i = 0; i < n; ++i) {
        T* row = work.x.data() + i * n_columns;
        gather<T, Cpu>(stencil.sources.data() + site * n_taps, x.values + sample * x.length, n_k,
                       {0, 0, n_taps * n_k}, row);
        from[i] = row;
        if (++site == n_sites) site = 0, ++sample;
      }
      add_products(Cpu{}, of_y, length, from, n_columns, n, work.w.data());
      continue;
    }
    const size_t first_sample = sample, first_site = site;
    for (size_t t = 0; t < n_taps; ++t) {
      sample = first_sample;
      site = first_site;
      for (size_t i = 0; i < n; ++i) {
        const std::int32_t s = stencil.sources[t + n_taps * site];
        from[i] = s == Stencil::outside ? work.zeros.data()
                                        : x.values + sample * x.length + static_cast<size_t>(s) * n_k;
        if (++site == n_sites) site = 0, ++sample;
      }
      add_products(Cpu{}, of_y, length, from, n_k, n, work.w.data() + t * n_k * length);
    }
  }
  const T* row = work.w.data();
  for (const std::int32_t t : stencil.taps)
    for (size_t k = 0; k < n_k; ++k, row += length)
      for (size_t v = 0; v < n_v; ++v)
        weights.values[weights.by_v * v + weights.by_k * k + weights.by_t * static_cast<size_t>(t)] = row[v];
}

#define LENZ_ON(Cpu, attribute, T)                                                                \
  attribute void correlate_on(Cpu, const Stencil& stencil, const SamplesView<const T>& y,         \
                              const SamplesView<const T>& x, const WeightsView<T>& w, size_t n) { \
    correlate_with<T, Cpu>(stencil, y, x, w, n);                                                  \
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
void correlate_sites(const Stencil& stencil, const SamplesView<const T>& y, const SamplesView<const T>& x,
                     const WeightsView<T>& w, size_t n_samples, [[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return correlate_on(Avx512{}, stencil, y, x, w, n_samples);
  if (set == InstructionSet::avx2) return correlate_on(Avx2{}, stencil, y, x, w, n_samples);
#endif
  correlate_on(Portable{}, stencil, y, x, w, n_samples);
}

template void correlate_sites(const Stencil&, const SamplesView<const float>&,
                              const SamplesView<const float>&, const WeightsView<float>&, size_t,
                              InstructionSet);
template void correlate_sites(const Stencil&, const SamplesView<const double>&,
                              const SamplesView<const double>&, const WeightsView<double>&, size_t,
                              InstructionSet);

}  // namespace lenz::autodiff
