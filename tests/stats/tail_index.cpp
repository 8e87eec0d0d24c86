#include "lenz/stats/tail_index.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace tail_index_tests {

using lenz::stats::tail_index;

namespace {

/// n independent values, each of(u) of a uniform u in (0, 1].
template <class F>
std::vector<double> values_of(std::size_t n, std::uint64_t seed, const F& of) {
  lenz::random::Stream rng({.seed = seed, .purpose = lenz::random::Purpose::test});
  std::vector<double> values(n);
  for (double& value : values) value = of(1 - lenz::random::uniform(rng));
  return values;
}

}  // namespace

TEST_CASE("Hill's estimator finds the index of a Pareto law with an honest error") {
  for (const double index : {1.5, 2.0, 3.0}) {
    double squares = 0, sum = 0;
    constexpr int n_seeds = 40;
    for (int seed = 0; seed < n_seeds; ++seed) {
      // Both signs, so that the mean does not move the tail.
      const auto tail = tail_index(values_of(40000, 100 + static_cast<std::uint64_t>(seed), [&](double u) {
        const double side = u < 0.5 ? 2 * u : 2 - 2 * u;
        return (u < 0.5 ? 1 : -1) * std::pow(side > 0 ? side : 1, -1 / index);
      }));
      CHECK(tail.n_tail == 50);  // sqrt(40000) / 4
      const double z = (tail.index - index) / tail.error;
      sum += z;
      squares += z * z;
    }
    // Means of 40 standard normal numbers and of their squares, to five standard deviations.
    CHECK(std::fabs(sum / n_seeds) < 0.8);
    CHECK(squares / n_seeds == Approx(1).margin(1.1));
  }
}

TEST_CASE("A variance that does not exist is heavy and an exponential or a normal law is not") {
  const auto pareto = [](double index) {
    return values_of(1 << 16, 7, [index](double u) { return std::pow(u, -1 / index); });
  };
  CHECK(tail_index(pareto(1.5)).is_heavy());
  CHECK(tail_index(pareto(2)).is_heavy());
  CHECK(!tail_index(pareto(5)).is_heavy());
  CHECK(!tail_index(values_of(1 << 16, 8, [](double u) { return -std::log(u); })).is_heavy());
  lenz::random::Stream rng({.seed = 9, .purpose = lenz::random::Purpose::test});
  CHECK(!tail_index(values_of(1 << 16, 9, [&](double) { return lenz::random::normal(rng); })).is_heavy());
}

TEST_CASE("Values of walkers that did not move count once") {
  const auto once = values_of(40000, 11, [](double u) { return (u < 0.5 ? -1 : 1) * std::pow(u, -0.5); });
  std::vector<double> often;
  for (const double value : once) often.insert(often.end(), 4, value);
  const auto tail = tail_index(often);
  CHECK(tail.n_tail == 100);
  CHECK(tail.index == Approx(2).margin(5 * tail.error));
  CHECK(tail.error == Approx(tail.index / 10).epsilon(1e-12));
  // Two places and nothing else: no law can be read from them.
  std::vector<double> stuck(2000, 1.0);
  std::fill_n(stuck.begin(), 100, 7.0);
  CHECK(tail_index(stuck).n_tail == 0);
}

TEST_CASE("A constant has no tail and neither has rounding") {
  CHECK(tail_index(std::vector<double>(1000, 3.1)).n_tail == 0);
  CHECK(!tail_index(std::vector<double>(1000, 0)).is_heavy());
  CHECK(tail_index(values_of(1000, 1, [](double u) { return 10 + 1e-15 * u; })).n_tail == 0);
  std::vector<double> stuck(1000);  // a walker that did not move while it stood far out
  for (std::size_t i = 0; i < 100; ++i) stuck[i] = i % 2 == 0 ? 5 : -5;
  CHECK(tail_index(stuck).n_tail == 0);
  CHECK_THROWS_AS(tail_index(std::vector<double>(999, 1)), std::invalid_argument);
}

}  // namespace tail_index_tests
