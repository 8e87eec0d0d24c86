#include <cstdlib>
#include <new>

#include <catch2/catch.hpp>

#include "lenz/autodiff/elementwise.hpp"
#include "lenz/autodiff/layers/dense_network.hpp"

#include "derivative_checks.hpp"

namespace tape_tests {

using namespace lenz;
using namespace lenz::autodiff;

namespace {

/// tanh with the derivative 1 - y: a deliberately wrong twin.
struct WrongTanh {
  static void evaluate(const Node<double>&, const std::array<const arma::mat*, 3>& x, arma::mat& y) {
    y = arma::tanh(*x[0]);
  }
  static void pull_back(const Node<double>&, const Primitive<double>::Inputs&, Var<double> y, Var<double> g,
                        const std::array<bool, 3>&, Primitive<double>::Inputs& dx) {
    dx[0] = times(g, shift(-y, 1));
  }
  static Var<double> push_forward(const Node<double>&, const Primitive<double>::Inputs&, Var<double> y,
                                  const Primitive<double>::Inputs& t) {
    return times(t[0], shift(-square(y), 1));
  }
};
constexpr Primitive<double> wrong_tanh = {"wrong tanh", &WrongTanh::evaluate, &WrongTanh::pull_back,
                                          &WrongTanh::push_forward};

}  // namespace

TEST_CASE("a wrong derivative is caught by central differences") {
  const test::Errors errors = test::derivative_errors<double>(
      [](std::vector<Var<double>> x) { return x[0].tape().record(wrong_tanh, {x[0]}); },
      {test::some_matrix<double>(3, 4)}, 1e-5);
  CHECK(errors.gradient > 1e-2);
  CHECK(errors.jacobian_vector < 1e-6);
  CHECK(errors.second > 1e-2);
}

TEST_CASE("a value that is not reached has a gradient of zeros") {
  Tape<double> tape;
  const arma::mat a = test::some_matrix<double>(2, 3), b = test::some_matrix<double>(3, 2);
  const auto x = tape.input(a), y = tape.input(b);
  const auto [dx, dy] = gradients(sum(square(x)), x, y);
  CHECK(test::distance(dx.value(), arma::mat(2 * a)) < 1e-15);
  CHECK(arma::all(arma::vectorise(dy.value()) == 0));
  CHECK(dy.n_rows() == 3);
  CHECK(arma::all(arma::vectorise(push_forward(square(x), y, y).value()) == 0));
  CHECK_THROWS_AS(gradients(square(x), x), std::invalid_argument);
}

TEST_CASE("the gradient stops at the value it is asked for and passes through it") {
  Tape<double> tape;
  const arma::mat a = test::some_matrix<double>(2, 3);
  const auto x = tape.input(a);
  const auto middle = exp(x);
  const auto [through, in] = gradients(sum(square(middle)), middle, x);
  CHECK(test::distance(through.value(), arma::mat(2 * arma::exp(a))) < 1e-14);
  CHECK(test::distance(in.value(), arma::mat(2 * arma::exp(2 * a))) < 1e-14);
}

TEST_CASE("shapes that do not fit are refused with both shapes") {
  Tape<double> tape;
  const arma::mat a(2, 3, arma::fill::ones), b(4, 5, arma::fill::ones);
  const auto x = tape.input(a), y = tape.input(b);
  CHECK_THROWS_WITH(x + y, "+: shapes 2 x 3 and 4 x 5 do not fit");
  CHECK_THROWS_WITH(x * y, "product: shapes 2 x 3 and 4 x 5 do not fit");
  CHECK_THROWS_WITH(reshape(x, 2, 2), "reshape: 2 x 3 has not as many elements as 2 x 2");
  CHECK_THROWS_AS(rows(x, 1, 2), std::invalid_argument);
  CHECK_THROWS_AS(sum_to(x, 1, 2), std::invalid_argument);
  CHECK_THROWS_AS(broadcast_to(x, 4, 3), std::invalid_argument);
}

TEST_CASE("a step that repeats itself keeps the memory of its values") {
  Layout layout;
  const DenseNetwork network(layout, "n", {.widths = {20, 30, 30, 5}, .inner = Activation::tanh});
  random::Stream stream({.seed = 3, .purpose = random::Purpose::test});
  const arma::fvec theta = layout.initial<float>(stream);
  const arma::fmat x = test::some_matrix<float>(20, 16);
  Tape<float> tape;
  Bound<float> p(layout);
  arma::fvec gradient, first;
  std::vector<const float*> memory;
  for (int step = 0; step < 3; ++step) {
    tape.clear();
    p.bind(tape, theta);
    p.gradient(mean(square(network(p, tape.input(x)))), gradient);
    if (step == 0) first = gradient;
    CHECK(arma::all(gradient == first));
    for (Tape<float>::Index i = 0; i < tape.size(); ++i) {
      if (step == 0)
        memory.push_back(tape.value(i).memptr());
      else
        CHECK(tape.value(i).memptr() == memory[i]);
    }
  }
}

TEST_CASE("functions of many numbers agree with those of the C library and keep their limits") {
  const arma::uword n = 4001;
  arma::vec x = arma::linspace(-40, 40, n), y(n);
  arma::fvec xf = arma::conv_to<arma::fvec>::from(x), yf(n);
  const auto check = [&](auto many, auto one, double ulps) {
    many(x.memptr(), y.memptr(), n);
    many(xf.memptr(), yf.memptr(), n);
    double worst = 0, worst_float = 0;
    for (arma::uword i = 0; i < n; ++i) {
      const double exact = one(x(i)), exact_float = one(static_cast<double>(xf(i)));
      worst = std::max(worst, std::fabs(y(i) - exact) / std::max(std::fabs(exact), 1e-30));
      worst_float =
          std::max(worst_float, std::fabs(yf(i) - exact_float) / std::max(std::fabs(exact_float), 1e-30));
    }
    CHECK(worst < ulps * 2.3e-16);
    CHECK(worst_float < ulps * 1.2e-7);
  };
  check([](auto... a) { elementwise::exp(a...); }, [](double v) { return std::exp(v); }, 6);
  check([](auto... a) { elementwise::tanh(a...); }, [](double v) { return std::tanh(v); }, 6);
  check([](auto... a) { elementwise::sigmoid(a...); }, [](double v) { return 1 / (1 + std::exp(-v)); }, 8);
  check([](auto... a) { elementwise::softplus(a...); },
        [](double v) { return v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)); }, 8);
  check([](auto... a) { elementwise::silu(a...); }, [](double v) { return v / (1 + std::exp(-v)); }, 8);
  elementwise::sin(x.memptr(), y.memptr(), n);
  CHECK(arma::abs(y - arma::sin(x)).max() < 1e-15);
  elementwise::cos(x.memptr(), y.memptr(), n);
  CHECK(arma::abs(y - arma::cos(x)).max() < 1e-15);

  const arma::vec ends = {-1e4, 1e4, arma::datum::nan};
  arma::vec out(3);
  elementwise::softplus(ends.memptr(), out.memptr(), 3);
  CHECK((out(0) == 0 && out(1) == 1e4 && std::isnan(out(2))));
  elementwise::log_cosh(ends.memptr(), out.memptr(), 3);
  CHECK(
      (out(0) == Approx(1e4 - std::log(2.0)) && out(1) == Approx(1e4 - std::log(2.0)) && std::isnan(out(2))));
  elementwise::sigmoid(ends.memptr(), out.memptr(), 3);
  CHECK((out(0) == 0 && out(1) == 1 && std::isnan(out(2))));
  elementwise::relu(ends.memptr(), out.memptr(), 3);
  CHECK((out(0) == 0 && out(1) == 1e4 && std::isnan(out(2))));
  elementwise::tanh(ends.memptr(), out.memptr(), 3);
  CHECK((out(0) == -1 && out(1) == 1 && std::isnan(out(2))));
}

}  // namespace tape_tests
