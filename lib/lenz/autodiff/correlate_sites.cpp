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

/// Chunks of sites, one after another. Where x's channels fill blocks of columns they are read where they
/// stand, tap by tap; where not, all that a site sees is gathered first.
template <class T, class Cpu>
class Correlation {
 public:
  LENZ_INLINE Correlation(const Stencil& stencil, const SamplesView<const T>& y,
                          const SamplesView<const T>& x, Scratch<T>& work)
      : stencil_(stencil), y_(y), x_(x), n_columns_(stencil.taps.size() * x.n_channels) {
    length_ = round_up(y.n_channels, width<T, Cpu>);
    gathers_ = x.n_channels % Cpu::n_columns != 0;
    if (gathers_) n_columns_ = round_up(n_columns_, Cpu::n_columns);
    chunk_ = gathers_ ? std::clamp<size_t>(8192 / std::max<size_t>(n_columns_, 1), 8, max_chunk) : max_chunk;
    w_ = work.w.resize(n_columns_ * length_);
    zeros_ = work.zeros.resize(x.n_channels);
    if (gathers_) rows_ = work.x.resize(chunk_ * n_columns_);
    if (y.n_channels != length_) whole_y_ = work.y.resize(chunk_ * length_);
  }
  size_t chunk() const { return chunk_; }
  /// Adds n sites from number `begin` on.
  LENZ_INLINE void add(size_t begin, size_t n) {
    const T* of_y = y_.values + begin * y_.n_channels;
    if (whole_y_ != nullptr) {
      for (size_t i = 0; i < n; ++i)
        copy<T, Cpu>(of_y + i * y_.n_channels, whole_y_ + i * length_, y_.n_channels);
      of_y = whole_y_;
    }
    const Place first = {begin / stencil_.sites.size(), begin % stencil_.sites.size()};
    if (gathers_)
      add_gathered(of_y, first, n);
    else
      add_by_taps(of_y, first, n);
  }
  LENZ_INLINE void write(const WeightsView<T>& to) const {
    const T* row = w_;
    for (const std::int32_t t : stencil_.taps)
      for (size_t k = 0; k < x_.n_channels; ++k, row += length_)
        for (size_t v = 0; v < y_.n_channels; ++v)
          to.values[to.by_v * v + to.by_k * k + to.by_t * static_cast<size_t>(t)] = row[v];
  }

 private:
  LENZ_INLINE void add_gathered(const T* of_y, Place at, size_t n) {
    const size_t n_taps = stencil_.taps.size();
    const T* from[max_chunk];
    for (size_t i = 0; i < n; ++i, at.step(stencil_.sites.size())) {
      gather<T, Cpu>(stencil_.sources.data() + at.site * n_taps, x_.values + at.sample * x_.length,
                     x_.n_channels, {0, 0, n_taps * x_.n_channels}, rows_ + i * n_columns_);
      from[i] = rows_ + i * n_columns_;
    }
    add_products(Cpu{}, of_y, length_, from, n_columns_, n, w_);
  }
  LENZ_INLINE void add_by_taps(const T* of_y, Place first, size_t n) {
    const size_t n_taps = stencil_.taps.size(), n_k = x_.n_channels;
    const T* from[max_chunk];
    for (size_t t = 0; t < n_taps; ++t) {
      Place at = first;
      for (size_t i = 0; i < n; ++i, at.step(stencil_.sites.size())) {
        const std::int32_t s = stencil_.sources[t + n_taps * at.site];
        from[i] =
            s == Stencil::outside ? zeros_ : x_.values + at.sample * x_.length + static_cast<size_t>(s) * n_k;
      }
      add_products(Cpu{}, of_y, length_, from, n_k, n, w_ + t * n_k * length_);
    }
  }
  const Stencil& stencil_;
  const SamplesView<const T>&y_, &x_;
  size_t n_columns_, length_, chunk_;
  bool gathers_;
  T *w_, *zeros_, *rows_ = nullptr, *whole_y_ = nullptr;
};

template <class T, class Cpu>
LENZ_INLINE void correlate_with(const Stencil& stencil, const SamplesView<const T>& y,
                                const SamplesView<const T>& x, const WeightsView<T>& w, size_t n_samples) {
  static thread_local Scratch<T> work;
  Correlation<T, Cpu> all(stencil, y, x, work);
  const size_t n_all = n_samples * stencil.sites.size();
  for (size_t begin = 0; begin < n_all; begin += all.chunk())
    all.add(begin, std::min(all.chunk(), n_all - begin));
  all.write(w);
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
