#pragma once

#include <cstddef>

#include "lenz/autodiff/convolution_shape.hpp"

/// The arithmetic of convolutions, for float and double: vectors over the channels that are next to each
/// other in memory, as wide as the CPU has (AVX-512, AVX2 with FMA, or what the program was compiled for:
/// chosen at run time). Sums stand in registers and every one is taken in a fixed order. A NaN stays a NaN.
/// Scratch memory belongs to the thread and is kept.
namespace lenz::autodiff {

enum class InstructionSet { portable, avx2, avx512 };
/// The widest that this CPU has; a kernel may be told a narrower one.
InstructionSet instruction_set();

/// Weights w(v, k, t) = values[by_v v + by_k k + by_t t].
template <class T>
struct WeightsView {
  T* values;
  std::size_t by_v, by_k, by_t;
};

/// Samples one after another, `length` numbers each: channels of a site next to each other.
template <class T>
struct SamplesView {
  T* values;
  std::size_t n_channels, length;
};

/// y(v, site i, n) = b(v) + sum_{t, k} w(v, k, taps[t]) x(k, sources(t, i), n) at the stencil's sites; b may
/// be null. Cost: 2 n_v n_k n_taps operations a site, n_v rounded up to whole vectors.
template <class T>
void convolve_sites(const Stencil& stencil, const WeightsView<const T>& w, const T* b,
                    const SamplesView<const T>& x, const SamplesView<T>& y, std::size_t n_samples,
                    InstructionSet set = instruction_set());

/// w(v, k, taps[t]) = sum_{n, i} y(v, i, n) x(k, sources(t, i), n), written by the strides of w; for a
/// stencil of all sites in their order.
template <class T>
void correlate_sites(const Stencil& stencil, const SamplesView<const T>& y, const SamplesView<const T>& x,
                     const WeightsView<T>& w, std::size_t n_samples, InstructionSet set = instruction_set());

}  // namespace lenz::autodiff
