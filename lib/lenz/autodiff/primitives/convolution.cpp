#include "lenz/autodiff/convolution.hpp"

#include <cstring>

#include "lenz/autodiff/primitives/primitive.hpp"

namespace lenz::autodiff {

namespace {

/// Memory for one sample's patches, kept from call to call.
template <class T>
arma::Mat<T>& patch_memory(const ConvolutionShape& shape) {
  static thread_local arma::Mat<T> patches;
  patches.set_size(shape.n_in() * shape.n_taps(), shape.n_out_sites());
  return patches;
}

/// What every output site sees, a column each: patches(d + n_in t, o) = x(d, source(t, o)).
template <class T, arma::uword fixed>
void gather(const ConvolutionShape& shape, const T* x, arma::Mat<T>& patches) {
  const arma::uword n_in = fixed > 0 ? fixed : shape.n_in();
  T* __restrict to = patches.memptr();
  for (const std::int32_t source : shape.sources()) {
    const T* __restrict from = x + static_cast<arma::uword>(source) * n_in;
    if (source == ConvolutionShape::outside)
      for (arma::uword d = 0; d < n_in; ++d) to[d] = 0;
    else
      for (arma::uword d = 0; d < n_in; ++d) to[d] = from[d];
    to += n_in;
  }
}
template <class T>
void gather(const ConvolutionShape& shape, const T* x, arma::Mat<T>& patches) {
  switch (shape.n_in()) {
    case 1:
      return gather<T, 1>(shape, x, patches);
    case 16:
      return gather<T, 16>(shape, x, patches);
    case 32:
      return gather<T, 32>(shape, x, patches);
    default:
      return gather<T, 0>(shape, x, patches);
  }
}

/// The adjoint: adds every patch to the sites it was seen at.
template <class T, arma::uword fixed>
void scatter(const ConvolutionShape& shape, const arma::Mat<T>& patches, T* x) {
  const arma::uword n_in = fixed > 0 ? fixed : shape.n_in();
  const T* __restrict from = patches.memptr();
  for (const std::int32_t source : shape.sources()) {
    if (source != ConvolutionShape::outside) {
      T* __restrict to = x + static_cast<arma::uword>(source) * n_in;
      for (arma::uword d = 0; d < n_in; ++d) to[d] += from[d];
    }
    from += n_in;
  }
}
template <class T>
void scatter(const ConvolutionShape& shape, const arma::Mat<T>& patches, T* x) {
  switch (shape.n_in()) {
    case 1:
      return scatter<T, 1>(shape, patches, x);
    case 16:
      return scatter<T, 16>(shape, patches, x);
    case 32:
      return scatter<T, 32>(shape, patches, x);
    default:
      return scatter<T, 0>(shape, patches, x);
  }
}

/// Column n as a matrix of channels x sites.
template <class T>
arma::Mat<T> sample(const arma::Mat<T>& x, arma::uword n, arma::uword n_channels) {
  return {const_cast<T*>(x.colptr(n)), n_channels, x.n_rows / n_channels, false, true};
}

template <class T>
void check(const char* name, const arma::Mat<T>& m, arma::uword n_rows, const char* what) {
  if (m.n_rows != n_rows)
    throw std::invalid_argument(std::string(name) + ": " + what + " has " + std::to_string(m.n_rows) +
                                " rows, the shape asks for " + std::to_string(n_rows));
}

/// Settings: convolution. Inputs x, w and maybe b.
template <class T>
struct Convolve {
  static constexpr auto name = "convolve";
  static void evaluate(const Node<T>& node, const Values<T>& in, arma::Mat<T>& y) {
    const ConvolutionShape& shape = *node.settings.convolution;
    const arma::Mat<T>&x = *in[0], &w = *in[1];
    check(name, x, shape.n_in() * shape.n_in_sites(), "x");
    check(name, w, shape.n_out(), "w");
    y.set_size(shape.n_out() * shape.n_out_sites(), x.n_cols);
    arma::Mat<T>& patches = patch_memory<T>(shape);
    for (arma::uword n = 0; n < x.n_cols; ++n) {
      gather(shape, x.colptr(n), patches);
      arma::Mat<T> out = sample(y, n, shape.n_out());
      if (in[2] == nullptr) {
        out = w * patches;
        continue;
      }
      for (arma::uword o = 0; o < out.n_cols; ++o)
        arma::arrayops::copy(out.colptr(o), in[2]->memptr(), out.n_rows);
      out += w * patches;
    }
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted& wanted,
                        Inputs<T>& dx) {
    const ConvolutionShape& shape = *node.settings.convolution;
    if (wanted[0]) dx[0] = convolve_transposed(shape, g, x[1]);
    if (wanted[1]) dx[1] = correlate(shape, g, x[0]);
    if (wanted[2]) dx[2] = channel_sum(g, shape.n_out());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>& x, Var<T> y, const Inputs<T>& t) {
    const ConvolutionShape& shape = *node.settings.convolution;
    const Var<T> moved =
        add_if(t[0] ? convolve(shape, t[0], x[1]) : t[0], t[1] ? convolve(shape, x[0], t[1]) : t[1]);
    return add_if(moved, t[2] ? channel_broadcast(t[2], shape.n_out_sites(), y.n_cols()) : t[2]);
  }
};

/// Settings: convolution. Inputs y, w.
template <class T>
struct ConvolveTransposed {
  static constexpr auto name = "convolve_transposed";
  static void evaluate(const Node<T>& node, const Values<T>& in, arma::Mat<T>& x) {
    const ConvolutionShape& shape = *node.settings.convolution;
    const arma::Mat<T>&y = *in[0], &w = *in[1];
    check(name, y, shape.n_out() * shape.n_out_sites(), "y");
    check(name, w, shape.n_out(), "w");
    x.zeros(shape.n_in() * shape.n_in_sites(), y.n_cols);
    arma::Mat<T>& patches = patch_memory<T>(shape);
    for (arma::uword n = 0; n < y.n_cols; ++n) {
      patches = w.t() * sample(y, n, shape.n_out());
      scatter(shape, patches, x.colptr(n));
    }
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> u, const Wanted& wanted,
                        Inputs<T>& dx) {
    const ConvolutionShape& shape = *node.settings.convolution;
    if (wanted[0]) dx[0] = convolve(shape, u, x[1]);
    if (wanted[1]) dx[1] = correlate(shape, x[0], u);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>& x, Var<T>, const Inputs<T>& t) {
    const ConvolutionShape& shape = *node.settings.convolution;
    return add_if(t[0] ? convolve_transposed(shape, t[0], x[1]) : t[0],
                  t[1] ? convolve_transposed(shape, x[0], t[1]) : t[1]);
  }
};

/// Settings: convolution. Inputs y, x.
template <class T>
struct Correlate {
  static constexpr auto name = "correlate";
  static void evaluate(const Node<T>& node, const Values<T>& in, arma::Mat<T>& w) {
    const ConvolutionShape& shape = *node.settings.convolution;
    const arma::Mat<T>&y = *in[0], &x = *in[1];
    check(name, y, shape.n_out() * shape.n_out_sites(), "y");
    check(name, x, shape.n_in() * shape.n_in_sites(), "x");
    w.zeros(shape.n_out(), shape.n_in() * shape.n_taps());
    arma::Mat<T>& patches = patch_memory<T>(shape);
    for (arma::uword n = 0; n < x.n_cols; ++n) {
      gather(shape, x.colptr(n), patches);
      w += sample(y, n, shape.n_out()) * patches.t();
    }
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> u, const Wanted& wanted,
                        Inputs<T>& dx) {
    const ConvolutionShape& shape = *node.settings.convolution;
    if (wanted[0]) dx[0] = convolve(shape, x[1], u);
    if (wanted[1]) dx[1] = convolve_transposed(shape, x[0], u);
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>& x, Var<T>, const Inputs<T>& t) {
    const ConvolutionShape& shape = *node.settings.convolution;
    return add_if(t[0] ? correlate(shape, t[0], x[1]) : t[0], t[1] ? correlate(shape, x[0], t[1]) : t[1]);
  }
};

/// Settings: range = {n_channels}.
template <class T>
struct ChannelSum {
  static constexpr auto name = "channel_sum";
  static void evaluate(const Node<T>& node, const Values<T>& x, arma::Mat<T>& y) {
    const arma::uword n_channels = node.settings.range[0];
    y.zeros(n_channels, 1);
    T* __restrict to = y.memptr();
    const T* __restrict from = x[0]->memptr();
    for (arma::uword n = 0; n < x[0]->n_elem; n += n_channels, from += n_channels) {
      for (arma::uword c = 0; c < n_channels; ++c) to[c] += from[c];
    }
  }
  static void pull_back(const Node<T>& node, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&,
                        Inputs<T>& dx) {
    dx[0] = channel_broadcast(g, x[0].n_rows() / node.settings.range[0], x[0].n_cols());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return channel_sum(t[0], node.settings.range[0]);
  }
};

/// Settings: range = {n_sites, n_samples}.
template <class T>
struct ChannelBroadcast {
  static constexpr auto name = "channel_broadcast";
  static void evaluate(const Node<T>& node, const Values<T>& b, arma::Mat<T>& y) {
    const arma::uword n_channels = b[0]->n_rows;
    y.set_size(n_channels * node.settings.range[0], node.settings.range[1]);
    for (arma::uword n = 0; n < y.n_elem; n += n_channels)
      arma::arrayops::copy(y.memptr() + n, b[0]->memptr(), n_channels);
  }
  static void pull_back(const Node<T>&, const Inputs<T>& x, Var<T>, Var<T> g, const Wanted&, Inputs<T>& dx) {
    dx[0] = channel_sum(g, x[0].n_rows());
  }
  static Var<T> push_forward(const Node<T>& node, const Inputs<T>&, Var<T>, const Inputs<T>& t) {
    return channel_broadcast(t[0], node.settings.range[0], node.settings.range[1]);
  }
};

}  // namespace

template <class T>
Var<T> convolve(const ConvolutionShape& shape, Var<T> x, Var<T> w, Var<T> b) {
  return record<Convolve, T>({x, w, b}, {.convolution = &shape});
}
template <class T>
Var<T> convolve_transposed(const ConvolutionShape& shape, Var<T> y, Var<T> w) {
  return record<ConvolveTransposed, T>({y, w}, {.convolution = &shape});
}
template <class T>
Var<T> correlate(const ConvolutionShape& shape, Var<T> y, Var<T> x) {
  return record<Correlate, T>({y, x}, {.convolution = &shape});
}
template <class T>
Var<T> channel_sum(Var<T> x, arma::uword n_channels) {
  if (n_channels == 0 || x.n_rows() % n_channels != 0)
    throw std::invalid_argument("channel_sum: " + std::to_string(x.n_rows()) +
                                " rows are not whole sites of " + std::to_string(n_channels) + " channels");
  return record<ChannelSum, T>({x}, {.range = {static_cast<std::uint32_t>(n_channels), 0, 0, 0}});
}
template <class T>
Var<T> channel_broadcast(Var<T> b, arma::uword n_sites, arma::uword n_samples) {
  return record<ChannelBroadcast, T>(
      {b}, {.range = {static_cast<std::uint32_t>(n_sites), static_cast<std::uint32_t>(n_samples), 0, 0}});
}

#define LENZ_INSTANTIATE(T)                                                     \
  template Var<T> convolve(const ConvolutionShape&, Var<T>, Var<T>, Var<T>);    \
  template Var<T> convolve_transposed(const ConvolutionShape&, Var<T>, Var<T>); \
  template Var<T> correlate(const ConvolutionShape&, Var<T>, Var<T>);           \
  template Var<T> channel_sum(Var<T>, arma::uword);                             \
  template Var<T> channel_broadcast(Var<T>, arma::uword, arma::uword);
LENZ_INSTANTIATE(float)
LENZ_INSTANTIATE(double)

}  // namespace lenz::autodiff
