#pragma once

#include "lenz/autodiff/convolution_shape.hpp"
#include "lenz/autodiff/tape.hpp"

/// Convolutions: four primitives that are each other's derivatives. x is (n_in * n_in_sites) x N, one sample
/// a column, y (n_out * n_out_sites) x N, the weights w n_out x (n_in * n_taps) with column channel + n_in *
/// tap. The shape must outlive the tape's record.
namespace lenz::autodiff {

/// y(c, o) = b(c) + sum_{t, d} w(c, d + n_in t) x(d, source(t, o)); b one column, or empty for none.
/// Cost: 2 n_out n_in n_taps n_out_sites operations a sample; about half of it for kernels of 3 taps and
/// stride 1 on one or two axes between layers whose channels fill vectors (winograd.hpp; there a NaN or an
/// infinity is NaN at the sites beside those that see it, too).
template <class T>
Var<T> convolve(const ConvolutionShape& shape, Var<T> x, Var<T> w, Var<T> b = {});

/// Its adjoint in x, the transposed convolution: from y's shape to x's.
template <class T>
Var<T> convolve_transposed(const ConvolutionShape& shape, Var<T> y, Var<T> w);

/// Its adjoint in w: sum over the samples of y's channels times x's, tap by tap.
template <class T>
Var<T> correlate(const ConvolutionShape& shape, Var<T> y, Var<T> x);

/// Sums over sites and samples: n_channels x 1.
template <class T>
Var<T> channel_sum(Var<T> x, arma::uword n_channels);
/// The adjoint: the column b, a number a channel, at every site of every sample.
template <class T>
Var<T> channel_broadcast(Var<T> b, arma::uword n_sites, arma::uword n_samples);

}  // namespace lenz::autodiff
