#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/autodiff/layers/convolution.hpp"
#include "lenz/autodiff/layers/dense_network.hpp"

namespace lenz::autodiff {

/// A function of a periodic lattice that does not change when the lattice is shifted: convolutions, the mean
/// over the sites, dense layers. x is n_sites x N, one number a site.
class LatticeNetwork {
 public:
  struct Options {
    std::vector<arma::uword> size;      ///< sites along each axis
    std::vector<arma::uword> channels;  ///< of each convolution, at least one
    std::vector<arma::uword> widths;    ///< of the dense layers after the mean; the last is the output's
    arma::uword kernel = 3;             ///< taps along each axis, no more than sites
    Activation inner = Activation::silu;
  };
  LatticeNetwork(Layout& layout, const std::string& name, const Options& options)
      : head_(layout, name + ".head", {.widths = head_widths(options), .inner = options.inner}) {
    arma::uword n_in = 1;
    std::vector<arma::uword> kernel;
    for (const arma::uword length : options.size) kernel.push_back(std::min(options.kernel, length));
    for (const arma::uword n_out : options.channels) {
      convolutions_.emplace_back(layout, name + "." + std::to_string(convolutions_.size()),
                                 ConvolutionShape::Options{.size = options.size,
                                                           .kernel = kernel,
                                                           .stride = {},
                                                           .padding = Padding::periodic,
                                                           .n_in = n_in,
                                                           .n_out = n_out},
                                 options.inner);
      n_in = n_out;
    }
  }

  template <class T>
  Var<T> operator()(const Bound<T>& p, Var<T> x) const {
    for (const Convolution& layer : convolutions_) x = layer(p, x);
    const ConvolutionShape& last = convolutions_.back().shape();
    const Var<T> sites = reshape(x, last.n_out(), last.n_out_sites() * x.n_cols());
    return head_(p, scale(sum_groups(sites, last.n_out_sites()), T(1) / static_cast<T>(last.n_out_sites())));
  }

 private:
  static std::vector<arma::uword> head_widths(const Options& options) {
    if (options.channels.empty() || options.widths.empty())
      throw std::invalid_argument("lattice network: it needs a convolution and an output");
    std::vector<arma::uword> widths = {options.channels.back()};
    widths.insert(widths.end(), options.widths.begin(), options.widths.end());
    return widths;
  }

  DenseNetwork head_;
  std::vector<Convolution> convolutions_;
};

}  // namespace lenz::autodiff
