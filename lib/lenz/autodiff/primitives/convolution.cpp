#include "lenz/autodiff/convolution.hpp"

#include "lenz/autodiff/convolution_kernels.hpp"
#include "lenz/autodiff/primitives/primitive.hpp"
#include "lenz/autodiff/winograd.hpp"

namespace lenz::autodiff {

namespace {

template <class T>
SamplesView<T> samples(T* values, std::size_t n_channels, std::size_t n_sites) {
  return {values, n_channels, n_channels * n_sites};
}
template <class T>
SamplesView<const T> inputs(const ConvolutionShape& shape, const arma::Mat<T>& x) {
  return samples(x.memptr(), shape.n_in(), shape.n_in_sites());
}
template <class T>
SamplesView<const T> outputs(const ConvolutionShape& shape, const arma::Mat<T>& y) {
  return samples(y.memptr(), shape.n_out(), shape.n_out_sites());
}
/// From input to output: v counts the output's channels.
template <class T>
WeightsView<T> forward(const ConvolutionShape& shape, T* w) {
  return {.values = w, .by_v = 1, .by_k = shape.n_out(), .by_t = shape.n_out() * shape.n_in()};
}
/// From output to input: v counts the input's channels.
template <class T>
WeightsView<T> backward(const ConvolutionShape& shape, T* w) {
  return {.values = w, .by_v = shape.n_out(), .by_k = 1, .by_t = shape.n_out() * shape.n_in()};
}

template <class T>
void check(const char* name, const char* what, const arma::Mat<T>& m, arma::uword n_rows,
           arma::uword n_cols) {
  if (m.n_rows != n_rows || m.n_cols != n_cols)
    throw std::invalid_argument(std::string(name) + ": " + what + " is " + shape_text(m) +
                                ", the shape asks for " + shape_text(n_rows, n_cols));
}
template <class T>
void check_x(const char* name, const ConvolutionShape& shape, const arma::Mat<T>& x, arma::uword n_cols) {
  check(name, "x", x, shape.n_in() * shape.n_in_sites(), n_cols);
}
template <class T>
void check_y(const char* name, const ConvolutionShape& shape, const arma::Mat<T>& y, arma::uword n_cols) {
  check(name, "y", y, shape.n_out() * shape.n_out_sites(), n_cols);
}
template <class T>
void check_w(const char* name, const ConvolutionShape& shape, const arma::Mat<T>& w) {
  check(name, "w", w, shape.n_out(), shape.n_in() * shape.n_taps());
}

/// Settings: convolution. Inputs x, w and maybe b.
template <class T>
struct Convolve {
  static constexpr auto name = "convolve";
  static void evaluate(const Node<T>& node, const Values<T>& in, arma::Mat<T>& y) {
    const ConvolutionShape& shape = *node.settings.convolution;
    const arma::Mat<T>&x = *in[0], &w = *in[1];
    check_x(name, shape, x, x.n_cols);
    check_w(name, shape, w);
    if (in[2] != nullptr) check(name, "b", *in[2], shape.n_out(), 1);
    y.set_size(shape.n_out() * shape.n_out_sites(), x.n_cols);
    const T* b = in[2] == nullptr ? nullptr : in[2]->memptr();
    const SamplesView<T> to = samples(y.memptr(), shape.n_out(), shape.n_out_sites());
    if (has_tiles<T>(shape))
      convolve_tiles<T>(shape.tiles(), false, forward(shape, w.memptr()), b, inputs(shape, x), to, x.n_cols);
    else
      convolve_sites<T>(shape.stencil(), forward(shape, w.memptr()), b, inputs(shape, x), to, x.n_cols);
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
    check_y(name, shape, y, y.n_cols);
    check_w(name, shape, w);
    x.set_size(shape.n_in() * shape.n_in_sites(), y.n_cols);
    const SamplesView<T> to = samples(x.memptr(), shape.n_in(), shape.n_in_sites());
    if (has_tiles<T>(shape))
      return convolve_tiles<T>(shape.tiles(), true, backward(shape, w.memptr()), nullptr, outputs(shape, y),
                               to, y.n_cols);
    for (const Stencil& part : shape.adjoint())
      convolve_sites<T>(part, backward(shape, w.memptr()), nullptr, outputs(shape, y), to, y.n_cols);
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
    check_y(name, shape, y, x.n_cols);
    check_x(name, shape, x, x.n_cols);
    w.set_size(shape.n_out(), shape.n_in() * shape.n_taps());
    if (has_tiles<T>(shape))
      correlate_tiles<T>(shape.tiles(), outputs(shape, y), inputs(shape, x), forward(shape, w.memptr()),
                         x.n_cols);
    // Vectors run over the side with more channels.
    else if (shape.n_out() < shape.n_in() && shape.adjoint().size() == 1)
      correlate_sites<T>(shape.adjoint().front(), inputs(shape, x), outputs(shape, y),
                         backward(shape, w.memptr()), x.n_cols);
    else
      correlate_sites<T>(shape.stencil(), outputs(shape, y), inputs(shape, x), forward(shape, w.memptr()),
                         x.n_cols);
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
    const T* __restrict from = x[0]->memptr(), *end = from + x[0]->n_elem;
    // Sites by four: every sum waits for the one before.
    for (; from + 4 * n_channels <= end; from += 4 * n_channels) {
      const T *second = from + n_channels, *third = second + n_channels, *fourth = third + n_channels;
      for (arma::uword c = 0; c < n_channels; ++c) to[c] += (from[c] + second[c]) + (third[c] + fourth[c]);
    }
    for (; from < end; from += n_channels) {
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
#undef LENZ_INSTANTIATE

}  // namespace lenz::autodiff
