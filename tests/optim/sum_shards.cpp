#include "lenz/optim/sum_shards.hpp"

#include <catch2/catch.hpp>

#include "lenz/optim/magnitudes.hpp"

namespace sum_shards_tests {

using namespace lenz;
using namespace lenz::optim;

TEST_CASE("Shards are summed in their order whatever the number of threads") {
  const auto work = [](std::size_t shard, Evaluation<float>& part) {
    const auto k = static_cast<float>(shard + 1);
    part.value = 1.0 / static_cast<double>(k);
    part.error = static_cast<double>(k);
    part.gradient = {arma::linspace<arma::fvec>(0.1F / k, 3 * k, 70001),
                     arma::fvec(3, arma::fill::value(1 / k))};
    part.figures = {static_cast<double>(k), 1};
    part.log_derivatives = arma::fmat(2, shard + 1, arma::fill::value(k));
    part.local = arma::fvec(shard + 1, arma::fill::value(-k));
  };
  std::vector<Evaluation<float>> parts;
  Evaluation<float> one;
  sum_shards<float>(5, 1, work, parts, one);

  arma::fvec sum(70001, arma::fill::zeros);
  for (std::size_t shard = 0; shard < 5; ++shard) {
    Evaluation<float> part;
    work(shard, part);
    sum += part.gradient[0];
  }
  CHECK(arma::all(sum == one.gradient[0]));
  CHECK(one.value == Approx(1 + 0.5 + 1.0 / 3 + 0.25 + 0.2));
  CHECK(one.error == Approx(std::sqrt(55.0)));
  CHECK(one.figures == std::vector<double>{15, 5});
  REQUIRE(one.log_derivatives.n_cols == 15);
  CHECK(one.log_derivatives(1, 3) == 3);
  CHECK(one.local[14] == -5);

  for (const std::size_t n_threads : {2, 8}) {
    Evaluation<float> other;
    const float* place = nullptr;
    for (int again = 0; again < 3; ++again) {
      sum_shards<float>(5, n_threads, work, parts, other);
      if (again == 0) place = other.gradient[0].memptr();
      if (again == 2) CHECK(other.gradient[0].memptr() == place);  // two memories take turns, none is new
      CHECK(other.value == one.value);
      CHECK(arma::all(other.gradient[0] == one.gradient[0]));
      CHECK(arma::all(other.gradient[1] == one.gradient[1]));
    }
  }
}

TEST_CASE("A shard of another shape is refused") {
  std::vector<Evaluation<double>> parts;
  Evaluation<double> out;
  const auto work = [](std::size_t shard, Evaluation<double>& part) {
    part.gradient = {arma::zeros(2 + shard)};
  };
  CHECK_THROWS_AS(sum_shards<double>(3, 1, work, parts, out), std::invalid_argument);
}

TEST_CASE("The sum of squares is that of the numbers and shows a NaN and an infinity") {
  for (const std::size_t n : {0, 1, 15, 16, 17, 1000}) {
    const arma::fvec x(n, arma::fill::value(3.0F));
    CHECK(sum_of_squares(x) == 9.0 * static_cast<double>(n));
  }
  arma::fvec x(37, arma::fill::value(2e30F));
  CHECK(sum_of_squares(x) == Approx(37 * 4e60));
  CHECK(all_finite(x));
  x[36] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(all_finite(x));
  CHECK(std::isinf(sum_of_squares(x)));
  x[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(sum_of_squares(x)));
  CHECK(what_is_wrong(x) == std::string("not a number"));
}

}  // namespace sum_shards_tests
