#pragma once

#include <armadillo>
#include <cstdint>
#include <vector>

namespace lenz::autodiff {

enum class Padding { periodic, zero };

/// Sites that look through the same taps: site sites[i] sees at tap taps[t] the other lattice's site
/// sources[t + taps.size() * i], or what is `outside`.
struct Stencil {
  static constexpr std::int32_t outside = -1;
  std::vector<std::int32_t> sites{}, taps{}, sources{};
};

/// The lattice cut into tiles of two sites along each of one or two axes, for kernels of 3 taps and stride 1
/// along each: tile i is the sites sites[c + 2^n_axes i] (first axis fastest) and sees sources[p + 4^n_axes
/// i]; `outside` where the lattice ends. n_axes = 0: no such convolution.
struct Tiles {
  std::size_t n_axes = 0;
  std::vector<std::int32_t> sites{}, sources{};
};

/// The geometry of a convolution on a lattice of any dimension.
///
/// A configuration is one column: channels of a site next to each other, sites with the first axis fastest
/// (index = channel + n_channels * site), so that what a site sees through a tap is contiguous and no number
/// moves between layers. Site o of the output looks at the sites stride * o + tap - (kernel - 1) / 2 of the
/// input along each axis; what lies beyond an edge is on the other side (periodic) or zero. The output has
/// ceil(size / stride) sites along an axis.
class ConvolutionShape {
 public:
  struct Options {
    std::vector<arma::uword> size;    ///< sites along each axis
    std::vector<arma::uword> kernel;  ///< taps along each axis
    std::vector<arma::uword> stride;  ///< empty: 1 along each
    Padding padding = Padding::periodic;
    arma::uword n_in = 1, n_out = 1;  ///< channels
  };
  /// Throws std::invalid_argument where lengths differ, a number is 0 or a periodic kernel is wider than the
  /// lattice.
  explicit ConvolutionShape(Options options);

  const std::vector<arma::uword>& out_size() const { return out_size_; }
  arma::uword n_in() const { return options_.n_in; }
  arma::uword n_out() const { return options_.n_out; }
  arma::uword n_in_sites() const { return n_in_sites_; }
  arma::uword n_out_sites() const { return n_out_sites_; }
  arma::uword n_taps() const { return n_taps_; }
  /// What every site of the output sees of the input: all sites in their order, all taps.
  const Stencil& stencil() const { return stencil_; }
  /// What every site of the input is seen by: a stencil for each class of sites modulo the stride, since the
  /// classes look through different taps. One stencil of all sites in their order where the stride is 1.
  const std::vector<Stencil>& adjoint() const { return adjoint_; }
  /// The adjoint has the same, with its taps in reverse order.
  const Tiles& tiles() const { return tiles_; }

 private:
  void make_tiles();
  void make_stencil();
  void make_adjoint();

  Options options_;
  std::vector<arma::uword> out_size_;
  arma::uword n_in_sites_ = 1, n_out_sites_ = 1, n_taps_ = 1;
  Stencil stencil_;
  std::vector<Stencil> adjoint_;
  Tiles tiles_;
};

}  // namespace lenz::autodiff
