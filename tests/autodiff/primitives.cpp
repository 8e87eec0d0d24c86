#include <catch2/catch.hpp>

#include "derivative_checks.hpp"

namespace primitives_tests {

using namespace lenz;
using autodiff::Tape, autodiff::Var;

namespace {

template <class T>
struct Case {
  std::string name;
  test::Expression<T> f;
  std::vector<arma::Mat<T>> at;
};

template <class T>
std::vector<Case<T>> cases() {
  using V = std::vector<Var<T>>;
  const auto m = [](arma::uword r, arma::uword c, double low = -1.5, double high = 1.5) {
    static std::uint32_t which = 0;
    return test::some_matrix<T>(r, c, low, high, ++which % 40);
  };
  // Away from the kinks of relu and abs.
  arma::Mat<T> kinked = m(3, 4);
  kinked.transform([](T v) { return v + (v > 0 ? T(0.3) : T(-0.3)); });
  return {
      {"+ of equal shapes", [](V x) { return x[0] + x[1]; }, {m(3, 4), m(3, 4)}},
      {"+ with a column", [](V x) { return x[0] + x[1]; }, {m(3, 4), m(3, 1)}},
      {"+ with a row", [](V x) { return x[0] + x[1]; }, {m(1, 4), m(3, 4)}},
      {"+ of a column and a row", [](V x) { return x[0] + x[1]; }, {m(3, 1), m(1, 4)}},
      {"+ with a number", [](V x) { return x[0] + x[1]; }, {m(1, 1), m(3, 4)}},
      {"- of equal shapes", [](V x) { return x[0] - x[1]; }, {m(3, 4), m(3, 4)}},
      {"- with a row", [](V x) { return x[0] - x[1]; }, {m(3, 4), m(1, 4)}},
      {"- from a column", [](V x) { return x[0] - x[1]; }, {m(3, 1), m(3, 4)}},
      {"times of equal shapes", [](V x) { return times(x[0], x[1]); }, {m(3, 4), m(3, 4)}},
      {"times a column", [](V x) { return times(x[0], x[1]); }, {m(3, 4), m(3, 1)}},
      {"times a row", [](V x) { return times(x[0], x[1]); }, {m(1, 4), m(3, 4)}},
      {"times of a column and a row", [](V x) { return times(x[0], x[1]); }, {m(3, 1), m(1, 4)}},
      {"/ of equal shapes", [](V x) { return x[0] / x[1]; }, {m(3, 4), m(3, 4, 0.7, 2)}},
      {"/ by a row", [](V x) { return x[0] / x[1]; }, {m(3, 4), m(1, 4, 0.7, 2)}},
      {"/ of a column by a row", [](V x) { return x[0] / x[1]; }, {m(3, 1), m(1, 4, 0.7, 2)}},
      {"scale", [](V x) { return T(-2.5) * x[0]; }, {m(3, 4)}},
      {"shift", [](V x) { return square(shift(x[0], T(0.5))); }, {m(3, 4)}},
      {"product", [](V x) { return x[0] * x[1]; }, {m(3, 4), m(4, 2)}},
      {"product with A transposed", [](V x) { return product(x[0], x[1], true, false); }, {m(4, 3), m(4, 2)}},
      {"product with B transposed", [](V x) { return product(x[0], x[1], false, true); }, {m(3, 4), m(2, 4)}},
      {"product with both transposed",
       [](V x) { return product(x[0], x[1], true, true); },
       {m(4, 3), m(2, 4)}},
      {"product of a matrix with itself", [](V x) { return x[0] * x[0]; }, {m(3, 3)}},
      {"affine", [](V x) { return affine(x[0], x[1], x[2]); }, {m(3, 4), m(4, 2), m(3, 1)}},
      {"transpose", [](V x) { return square(transpose(x[0])); }, {m(3, 4)}},
      {"reshape", [](V x) { return square(reshape(x[0], 2, 6)); }, {m(3, 4)}},
      {"sum", [](V x) { return sum(square(x[0])); }, {m(3, 4)}},
      {"sum over rows", [](V x) { return sum_to(square(x[0]), 1, 4); }, {m(3, 4)}},
      {"sum over columns", [](V x) { return sum_to(square(x[0]), 3, 1); }, {m(3, 4)}},
      {"mean", [](V x) { return mean(square(x[0])); }, {m(3, 4)}},
      {"broadcast of a column", [](V x) { return square(broadcast_to(x[0], 3, 4)); }, {m(3, 1)}},
      {"broadcast of a row", [](V x) { return square(broadcast_to(x[0], 3, 4)); }, {m(1, 4)}},
      {"broadcast of a number", [](V x) { return square(broadcast_to(x[0], 3, 4)); }, {m(1, 1)}},
      {"sum_groups", [](V x) { return square(sum_groups(x[0], 3)); }, {m(2, 6)}},
      {"repeat_groups", [](V x) { return square(repeat_groups(x[0], 3)); }, {m(2, 3)}},
      {"log_sum_exp", [](V x) { return log_sum_exp(x[0]); }, {m(5, 3)}},
      {"rows", [](V x) { return square(rows(x[0], 1, 2)); }, {m(4, 3)}},
      {"place_rows", [](V x) { return square(place_rows(x[0], 1, 5)); }, {m(3, 4)}},
      {"columns", [](V x) { return square(columns(x[0], 1, 2)); }, {m(4, 3)}},
      {"place_columns", [](V x) { return square(place_columns(x[0], 2, 6)); }, {m(3, 4)}},
      {"join_rows", [](V x) { return square(join_rows(x[0], x[1])); }, {m(3, 4), m(2, 4)}},
      {"exp", [](V x) { return exp(x[0]); }, {m(3, 4)}},
      {"log", [](V x) { return log(x[0]); }, {m(3, 4, 0.5, 2)}},
      {"sqrt", [](V x) { return sqrt(x[0]); }, {m(3, 4, 0.5, 2)}},
      {"square", [](V x) { return square(x[0]); }, {m(3, 4)}},
      {"sin", [](V x) { return sin(x[0]); }, {m(3, 4)}},
      {"cos", [](V x) { return cos(x[0]); }, {m(3, 4)}},
      {"tanh", [](V x) { return tanh(x[0]); }, {m(3, 4)}},
      {"sigmoid", [](V x) { return sigmoid(x[0]); }, {m(3, 4)}},
      {"softplus", [](V x) { return softplus(x[0]); }, {m(3, 4)}},
      {"log_cosh", [](V x) { return log_cosh(x[0]); }, {m(3, 4)}},
      {"silu", [](V x) { return silu(x[0]); }, {m(3, 4)}},
      {"relu", [](V x) { return relu(x[0]); }, {kinked}},
      {"abs", [](V x) { return abs(x[0]); }, {kinked}},
      {"a composite",
       [](V x) { return log_sum_exp(affine(x[0], silu(tanh(x[1]) * x[2]), x[3])); },
       {m(3, 4), m(4, 5), m(5, 2), m(3, 1)}},
      {"one input used four times",
       [](V x) { return times(exp(x[0]), sigmoid(x[0])) / shift(square(x[0]), 1); },
       {m(3, 4)}},
      {"a layer of third order",
       [](V x) { return times(times(tanh(x[0]), silu(x[0])), sigmoid(x[0])); },
       {m(2, 3)}},
  };
}

}  // namespace

TEST_CASE("every primitive has the derivatives of central differences in double") {
  for (const auto& each : cases<double>()) {
    const test::Errors errors = test::derivative_errors<double>(each.f, each.at, 1e-5);
    INFO(each.name);
    CHECK(errors.gradient < 1e-6);
    CHECK(errors.jacobian_vector < 1e-6);
    CHECK(errors.second < 1e-6);
    CHECK(errors.second_forward < 1e-6);
  }
}

TEST_CASE("every primitive has the derivatives of central differences in float") {
  for (const auto& each : cases<float>()) {
    const test::Errors errors = test::derivative_errors<float>(each.f, each.at, 1e-2);
    INFO(each.name);
    CHECK(errors.gradient < 1e-2);
    CHECK(errors.jacobian_vector < 1e-2);
    CHECK(errors.second < 1e-2);
    CHECK(errors.second_forward < 1e-2);
  }
}

}  // namespace primitives_tests
