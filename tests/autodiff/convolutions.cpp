#include <catch2/catch.hpp>

#include "lenz/autodiff/convolution.hpp"
#include "lenz/autodiff/convolution_kernels.hpp"
#include "lenz/autodiff/winograd.hpp"

#include "derivative_checks.hpp"

namespace convolutions_tests {

using namespace lenz;
using namespace lenz::autodiff;

namespace {

/// Calls f(tap, input site) for all that output site o sees, by the words of ConvolutionShape's docstring.
template <class F>
void for_each_source(const ConvolutionShape::Options& options, arma::uword o, F&& f) {
  const std::size_t n_axes = options.size.size();
  arma::uword n_taps = 1;
  for (const arma::uword k : options.kernel) n_taps *= k;
  for (arma::uword t = 0; t < n_taps; ++t) {
    arma::uword rest_o = o, rest_t = t, step = 1, source = 0;
    bool inside = true;
    for (std::size_t a = 0; a < n_axes; ++a) {
      const arma::uword n_out = (options.size[a] + options.stride[a] - 1) / options.stride[a];
      const auto length = static_cast<long>(options.size[a]);
      long x = static_cast<long>(options.stride[a] * (rest_o % n_out) + rest_t % options.kernel[a]) -
               static_cast<long>((options.kernel[a] - 1) / 2);
      if (options.padding == Padding::periodic) x = ((x % length) + length) % length;
      inside = inside && x >= 0 && x < length;
      source += step * static_cast<arma::uword>(x);
      rest_o /= n_out;
      rest_t /= options.kernel[a];
      step *= options.size[a];
    }
    if (inside) f(t, source);
  }
}

/// Calls f(c, d, column of w, row of y, row of x) for all products of a convolution of one sample.
template <class F>
void for_each_product(const ConvolutionShape& shape, const ConvolutionShape::Options& options, F&& f) {
  for (arma::uword o = 0; o < shape.n_out_sites(); ++o)
    for_each_source(options, o, [&](arma::uword t, arma::uword s) {
      for (arma::uword d = 0; d < options.n_in; ++d)
        for (arma::uword c = 0; c < options.n_out; ++c)
          f(c, d + options.n_in * t, c + options.n_out * o, d + options.n_in * s);
    });
}

template <class T>
void check_against_loops(const ConvolutionShape::Options& options, double tolerance) {
  const ConvolutionShape shape(options);
  const arma::uword n = 3, n_x = shape.n_in() * shape.n_in_sites(), n_y = shape.n_out() * shape.n_out_sites();
  const auto x = test::some_matrix<T>(n_x, n), g = test::some_matrix<T>(n_y, n, -1, 1, 2),
             w = test::some_matrix<T>(shape.n_out(), shape.n_in() * shape.n_taps(), -1, 1, 3),
             b = test::some_matrix<T>(shape.n_out(), 1, -1, 1, 4);
  arma::mat y(n_y, n), dx(n_x, n, arma::fill::zeros), dw(w.n_rows, w.n_cols, arma::fill::zeros);
  for (arma::uword r = 0; r < n_y; ++r) y.row(r).fill(static_cast<double>(b(r % shape.n_out())));
  for (arma::uword m = 0; m < n; ++m)
    for_each_product(shape, options, [&](arma::uword c, arma::uword j, arma::uword to, arma::uword from) {
      y(to, m) += static_cast<double>(w(c, j)) * static_cast<double>(x(from, m));
      dx(from, m) += static_cast<double>(w(c, j)) * static_cast<double>(g(to, m));
      dw(c, j) += static_cast<double>(g(to, m)) * static_cast<double>(x(from, m));
    });
  Tape<T> tape;
  const auto in = tape.input(x), out = tape.input(g), weights = tape.input(w);
  CHECK(test::distance(convolve(shape, in, weights, tape.input(b)).value(), y) < tolerance);
  CHECK(test::distance(convolve_transposed(shape, out, weights).value(), dx) < tolerance);
  CHECK(test::distance(correlate(shape, out, in).value(), dw) < tolerance);
}

/// The kernels themselves by one instruction set: with and without tiles, from input to output and back.
template <class T>
void check_kernels(const ConvolutionShape::Options& options, InstructionSet set, double tolerance) {
  const ConvolutionShape shape(options);
  const arma::uword n = 3, n_in = shape.n_in(), n_out = shape.n_out(), n_x = n_in * shape.n_in_sites(),
                    n_y = n_out * shape.n_out_sites();
  const auto x = test::some_matrix<T>(n_x, n), g = test::some_matrix<T>(n_y, n, -1, 1, 2),
             w = test::some_matrix<T>(n_out, n_in * shape.n_taps(), -1, 1, 3);
  Tape<T> tape;
  const auto in = tape.input(x), out = tape.input(g), weights = tape.input(w);
  const arma::Mat<T> y = convolve(shape, in, weights).value(),
                     dx = convolve_transposed(shape, out, weights).value(),
                     dw = correlate(shape, out, in).value();
  arma::Mat<T> y_here(n_y, n), dx_here(n_x, n), dw_here(w.n_rows, w.n_cols);
  const SamplesView<const T> of_x{x.memptr(), n_in, n_x}, of_g{g.memptr(), n_out, n_y};
  const SamplesView<T> to_y{y_here.memptr(), n_out, n_y}, to_x{dx_here.memptr(), n_in, n_x};
  const WeightsView<const T> there{w.memptr(), 1, n_out, n_out * n_in},
      back{w.memptr(), n_out, 1, n_out * n_in};
  const WeightsView<T> to_w{dw_here.memptr(), 1, n_out, n_out * n_in};
  const auto check = [&] {
    CHECK(test::distance(y_here, y) < tolerance);
    CHECK(test::distance(dx_here, dx) < tolerance);
    CHECK(test::distance(dw_here, dw) < tolerance);
  };
  convolve_sites<T>(shape.stencil(), there, nullptr, of_x, to_y, n, set);
  for (const Stencil& part : shape.adjoint()) convolve_sites<T>(part, back, nullptr, of_g, to_x, n, set);
  correlate_sites<T>(shape.stencil(), of_g, of_x, to_w, n, set);
  check();
  if (!has_tiles<T>(shape, set)) return;
  INFO("in tiles");
  for (arma::Mat<T>* m : {&y_here, &dx_here, &dw_here}) m->fill(7);
  convolve_tiles<T>(shape.tiles(), false, there, nullptr, of_x, to_y, n, set);
  convolve_tiles<T>(shape.tiles(), true, back, nullptr, of_g, to_x, n, set);
  correlate_tiles<T>(shape.tiles(), of_g, of_x, to_w, n, set);
  check();
}

std::vector<ConvolutionShape::Options> geometries() {
  std::vector<ConvolutionShape::Options> all;
  for (const Padding padding : {Padding::periodic, Padding::zero}) {
    const auto add = [&](std::vector<arma::uword> size, std::vector<arma::uword> kernel,
                         std::vector<arma::uword> stride) {
      all.push_back({.size = std::move(size),
                     .kernel = std::move(kernel),
                     .stride = std::move(stride),
                     .padding = padding});
    };
    add({7}, {3}, {1});
    add({9}, {4}, {2});
    add({10}, {1}, {3});
    add({6, 6}, {3, 3}, {1, 1});
    add({5, 3}, {3, 3}, {1, 1});
    add({5, 4}, {3, 2}, {2, 1});
    add({5, 7}, {3, 5}, {2, 3});
    add({3, 4, 3}, {3, 3, 3}, {1, 1, 1});
    add({4, 3, 3}, {3, 2, 1}, {2, 2, 1});
  }
  return all;
}

}  // namespace

TEST_CASE("convolutions and their adjoints are plain loops over taps and channels") {
  for (ConvolutionShape::Options options : geometries()) {
    const bool plane = options.size == std::vector<arma::uword>{6, 6};
    std::vector<std::pair<arma::uword, arma::uword>> channels = {{1, 1}, {1, 17}, {17, 1}, {3, 5}, {33, 3}};
    if (plane) channels.insert(channels.end(), {{1, 32}, {32, 1}, {32, 32}, {16, 33}, {33, 16}, {5, 2}});
    if (options.size.size() == 3) channels.push_back({16, 33});
    for (const auto& [n_in, n_out] : channels) {
      options.n_in = n_in;
      options.n_out = n_out;
      INFO(options.size.size() << " axes of " << options.size[0] << " sites, kernel " << options.kernel[0]
                               << ", stride " << options.stride[0] << ", channels " << n_in << " to " << n_out
                               << (options.padding == Padding::zero ? ", zero padding" : ""));
      check_against_loops<double>(options, 1e-14);
      check_against_loops<float>(options, 5e-6);
    }
  }
}

TEST_CASE("every instruction set convolves alike and in tiles as without") {
  for (const auto set : {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512}) {
    if (set > instruction_set()) continue;
    for (ConvolutionShape::Options options : geometries()) {
      for (const auto& [n_in, n_out] :
           {std::pair<arma::uword, arma::uword>{8, 24}, {32, 16}, {48, 48}, {5, 3}}) {
        options.n_in = n_in;
        options.n_out = n_out;
        INFO("set " << static_cast<int>(set) << ", " << options.size.size() << " axes of " << options.size[0]
                    << " sites, kernel " << options.kernel[0] << ", stride " << options.stride[0]
                    << ", channels " << n_in << " to " << n_out
                    << (options.padding == Padding::zero ? ", zero padding" : ""));
        check_kernels<double>(options, set, 1e-14);
        check_kernels<float>(options, set, 5e-6);
      }
    }
  }
}

TEST_CASE("a convolution of one sample is that of the sample among others to the last bit") {
  const ConvolutionShape shape(
      {.size = {5, 5}, .kernel = {3, 3}, .stride = {}, .padding = Padding::periodic, .n_in = 3, .n_out = 20});
  const auto x = test::some_matrix<float>(75, 7), w = test::some_matrix<float>(20, 27, -1, 1, 2);
  Tape<float> tape;
  const auto weights = tape.input(w);
  const arma::fmat all = convolve(shape, tape.input(x), weights).value();
  for (arma::uword n = 0; n < x.n_cols; ++n) {
    const arma::fmat alone = x.col(n);
    CHECK(arma::approx_equal(convolve(shape, tape.input(alone), weights).value(), all.col(n), "absdiff", 0));
  }
}

TEST_CASE("a NaN passes through convolutions to what sees it and no further") {
  const ConvolutionShape::Options options = {
      .size = {6}, .kernel = {3}, .stride = {}, .padding = Padding::periodic, .n_in = 2, .n_out = 3};
  const ConvolutionShape shape(options);
  arma::mat x = test::some_matrix<double>(12, 2), w = test::some_matrix<double>(3, 6, -1, 1, 2);
  x(2 * 4, 1) = arma::datum::nan;
  Tape<double> tape;
  const arma::mat y = convolve(shape, tape.input(x), tape.input(w)).value();
  CHECK(y.col(0).is_finite());
  for (arma::uword o = 0; o < 6; ++o) {
    INFO("site " << o);
    CHECK(std::isnan(y(3 * o, 1)) == (o >= 3));
  }
}

}  // namespace convolutions_tests
