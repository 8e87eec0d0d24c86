#pragma once

#include "lenz/autodiff/convolution_kernels.hpp"

/// Convolutions of kernel 3 and stride 1 along every axis with fewer products (Winograd 1980; Lavin and Gray
/// 2016, F(2, 3)): two neighbouring sites along an axis take four products of four combinations of the
/// numbers they see instead of six,
///
///     y_0 = m_0 + m_1 + m_2,   m_0 = (x_0 - x_2) w_0,   m_1 = (x_1 + x_2) (w_0 + w_1 + w_2) / 2,
///     y_1 = m_1 - m_2 - m_3,   m_3 = (x_1 - x_3) w_2,   m_2 = (x_2 - x_1) (w_0 - w_1 + w_2) / 2,
///
/// and along every axis in turn on a plane: 16 products of n_in x n_out for four sites instead of 36.
/// Rounding errors are a few times those of the plain sum; a NaN or an infinity is NaN in all of its tile.
namespace lenz::autodiff {

/// Whether they do on this CPU: channels must fill its vectors.
template <class T>
bool has_tiles(const ConvolutionShape& shape, InstructionSet set = instruction_set());

/// As convolve_sites over all sites. `mirrored` is the adjoint: tap t of w stands at the other side.
template <class T>
void convolve_tiles(const Tiles& tiles, bool mirrored, const WeightsView<const T>& w, const T* b,
                    const SamplesView<const T>& x, const SamplesView<T>& y, std::size_t n_samples,
                    InstructionSet set = instruction_set());

/// As correlate_sites over all sites.
template <class T>
void correlate_tiles(const Tiles& tiles, const SamplesView<const T>& y, const SamplesView<const T>& x,
                     const WeightsView<T>& w, std::size_t n_samples, InstructionSet set = instruction_set());

}  // namespace lenz::autodiff
