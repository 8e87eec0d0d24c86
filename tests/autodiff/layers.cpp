#include <catch2/catch.hpp>

#include "lenz/autodiff/convolution.hpp"
#include "lenz/autodiff/layers/convolution.hpp"
#include "lenz/autodiff/layers/deep_sets.hpp"
#include "lenz/autodiff/layers/dense_network.hpp"
#include "lenz/autodiff/layers/layer_norm.hpp"
#include "lenz/autodiff/layers/residual.hpp"
#include "lenz/autodiff/layers/scalar_embedding.hpp"

#include "derivative_checks.hpp"

namespace layers_tests {

using namespace lenz;
using namespace lenz::autodiff;

namespace {

template <class T>
struct Model {
  std::string name;
  Layout layout;
  std::function<Var<T>(const Bound<T>&, Var<T>)> forward;
  arma::Mat<T> x;
};

template <class T>
std::vector<Model<T>> models() {
  using X = Var<T>;
  using P = const Bound<T>&;
  std::vector<Model<T>> all;
  const auto add = [&](std::string name, auto make, arma::Mat<T> x) {
    Model<T> model{.name = std::move(name), .layout = {}, .forward = {}, .x = std::move(x)};
    model.forward = make(model.layout);
    all.push_back(std::move(model));
  };
  for (const auto activation : {Activation::identity, Activation::tanh, Activation::sigmoid, Activation::silu,
                                Activation::softplus}) {
    add(
        "dense",
        [&](Layout& layout) {
          return [l = Dense(layout, "d", 4, 3, activation)](P p, X x) { return l(p, x); };
        },
        test::some_matrix<T>(4, 5));
  }
  add(
      "dense network",
      [](Layout& layout) {
        return [l = DenseNetwork(layout, "n", {.widths = {4, 6, 5, 2}})](P p, X x) { return l(p, x); };
      },
      test::some_matrix<T>(4, 3));
  add(
      "residual",
      [](Layout& layout) {
        return [l = Residual(Dense(layout, "r", 4, 4, Activation::tanh))](P p, X x) { return l(p, x); };
      },
      test::some_matrix<T>(4, 3));
  add(
      "layer norm",
      [](Layout& layout) { return [l = LayerNorm(layout, "n", 5)](P p, X x) { return l(p, x); }; },
      test::some_matrix<T>(5, 3, -2, 2));
  add(
      "scalar embedding into a dense layer",
      [](Layout& layout) {
        return [e = ScalarEmbedding({.n = 6, .longest_period = 10}),
                l = Dense(layout, "d", 6, 2, Activation::tanh)](P p, X x) { return l(p, e(x)); };
      },
      test::some_matrix<T>(1, 4));
  add(
      "deep sets",
      [](Layout& layout) {
        return [l = DeepSets(3, Dense(layout, "inner", 2, 4, Activation::tanh),
                             Dense(layout, "outer", 4, 2, Activation::silu))](P p, X x) { return l(p, x); };
      },
      test::some_matrix<T>(6, 3));
  for (const Padding padding : {Padding::periodic, Padding::zero}) {
    for (const arma::uword stride : {1, 2}) {
      add(
          "convolution",
          [&](Layout& layout) {
            return [l = Convolution(layout, "c",
                                    {.size = {4, 3},
                                     .kernel = {3, 3},
                                     .stride = {stride, stride},
                                     .padding = padding,
                                     .n_in = 2,
                                     .n_out = 3},
                                    Activation::tanh)](P p, X x) { return l(p, x); };
          },
          test::some_matrix<T>(24, 2));
      const arma::uword n_small = stride == 1 ? 12 : 4;
      add(
          "transposed convolution",
          [&](Layout& layout) {
            return [l = TransposedConvolution(layout, "t",
                                              {.size = {4, 3},
                                               .kernel = {3, 2},
                                               .stride = {stride, stride},
                                               .padding = padding,
                                               .n_in = 2,
                                               .n_out = 3},
                                              Activation::silu)](P p, X x) { return l(p, x); };
          },
          test::some_matrix<T>(3 * n_small, 2));
    }
  }
  return all;
}

template <class T>
void check_models(double h, double tolerance) {
  for (const Model<T>& model : models<T>()) {
    random::Stream stream({.seed = 3, .purpose = random::Purpose::test});
    arma::Col<T> theta = model.layout.template initial<T>(stream);
    theta += T(0.3) * test::some_matrix<T>(theta.n_elem, 1, -1, 1, 7).col(0);  // biases are not zero either
    const test::Expression<T> f = [&](std::vector<Var<T>> in) {
      // The layer sees tensors that are slices of one column, so that all are differentiated at once.
      Bound<T> bound(model.layout);
      bound.bind_slices(in[0]);
      return model.forward(bound, in[1]);
    };
    const test::Errors errors = test::derivative_errors<T>(f, {arma::Mat<T>(theta), model.x}, h);
    INFO(model.name);
    CHECK(errors.gradient < tolerance);
    CHECK(errors.jacobian_vector < tolerance);
    CHECK(errors.second < tolerance);
    CHECK(errors.second_forward < tolerance);
  }
}

}  // namespace

TEST_CASE("every layer has the derivatives of central differences in double") {
  check_models<double>(1e-5, 1e-6);
}

TEST_CASE("every layer has the derivatives of central differences in float") {
  check_models<float>(1e-2, 1e-2);
}

TEST_CASE("a convolution is the sum that its docstring gives") {
  for (const Padding padding : {Padding::periodic, Padding::zero}) {
    const ConvolutionShape shape(
        {.size = {5, 4}, .kernel = {3, 2}, .stride = {2, 1}, .padding = padding, .n_in = 2, .n_out = 3});
    REQUIRE(shape.out_size() == std::vector<arma::uword>{3, 4});
    const arma::mat x = test::some_matrix<double>(40, 2), w = test::some_matrix<double>(3, 12, -1, 1, 2),
                    b = test::some_matrix<double>(3, 1, -1, 1, 3);
    Tape<double> tape;
    const arma::mat y = convolve(shape, tape.input(x), tape.input(w), tape.input(b)).value();
    for (arma::uword n = 0; n < 2; ++n)
      for (int oy = 0; oy < 4; ++oy)
        for (int ox = 0; ox < 3; ++ox)
          for (arma::uword c = 0; c < 3; ++c) {
            double sum = b(c);
            for (int ty = 0; ty < 2; ++ty)
              for (int tx = 0; tx < 3; ++tx) {
                int ix = 2 * ox + tx - 1, iy = oy + ty;  // (2 - 1) / 2 = 0
                if (padding == Padding::zero && (ix < 0 || ix >= 5 || iy >= 4)) continue;
                ix = (ix + 5) % 5;
                iy = iy % 4;
                for (arma::uword d = 0; d < 2; ++d)
                  sum += w(c, d + 2 * static_cast<arma::uword>(tx + 3 * ty)) *
                         x(d + 2 * static_cast<arma::uword>(ix + 5 * iy), n);
              }
            CHECK(y(c + 3 * static_cast<arma::uword>(ox + 3 * oy), n) == Approx(sum).margin(1e-12));
          }
  }
}

TEST_CASE("the Laplacian of a sum of Gaussians is its closed form") {
  // f = exp(-|x|^2 / 2): laplacian f = (|x|^2 - D) f.
  const arma::mat x = test::some_matrix<double>(3, 6, -2, 2);
  Tape<double> tape;
  const auto in = tape.input(x);
  const auto f = exp(-0.5 * sum_to(square(in), 1, 6));
  const arma::mat exact = (arma::sum(x % x, 0) - 3) % arma::exp(-0.5 * arma::sum(x % x, 0));
  CHECK(test::distance(laplacian(f, in).value(), exact) < 1e-14);
}

TEST_CASE("deep sets do not know the order of the particles") {
  Layout layout;
  const DeepSets sets(3, Dense(layout, "inner", 2, 8, Activation::silu),
                      Dense(layout, "outer", 8, 1, Activation::identity));
  random::Stream stream({.seed = 5, .purpose = random::Purpose::test});
  const arma::vec theta = layout.initial<double>(stream);
  const arma::mat x = test::some_matrix<double>(6, 4);
  const arma::mat swapped = arma::join_cols(x.rows(2, 5), x.rows(0, 1));
  Tape<double> tape;
  Bound<double> p(layout);
  p.bind(tape, theta);
  CHECK(test::distance(sets(p, tape.input(x)).value(), sets(p, tape.input(swapped)).value()) < 1e-14);
}

TEST_CASE("initialisers have the variances of their formulas") {
  Layout layout;
  layout.add("glorot", 300, 200, Initialiser::glorot);
  layout.add("he", 300, 200, Initialiser::he);
  layout.add("lecun", 300, 200, Initialiser::lecun);
  layout.add("ones", 3, 2, Initialiser::ones);
  random::Stream stream({.seed = 9, .purpose = random::Purpose::test});
  const arma::vec theta = layout.initial<double>(stream);
  const double n = 60000;
  const auto check = [&](arma::uword from, double variance, double kurtosis) {
    const arma::vec part = theta.subvec(from, from + 59999);
    CHECK(std::fabs(arma::mean(part)) < 4 * std::sqrt(variance / n));
    CHECK(std::fabs(arma::var(part) / variance - 1) < 4 * std::sqrt((kurtosis - 1) / n));
  };
  check(0, 2.0 / 500, 1.8);
  check(60000, 2.0 / 200, 3);
  check(120000, 1.0 / 200, 3);
  CHECK(arma::all(theta.tail(6) == 1));
}

}  // namespace layers_tests
