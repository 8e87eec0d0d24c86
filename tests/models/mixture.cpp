#include "lenz/models/mixture.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/core/concepts.hpp"
#include "lenz/models/tempered.hpp"
#include "lenz/random/stream.hpp"

#include "support/continuum_checks.hpp"
#include "support/finite_differences.hpp"

namespace mixture_tests {

using lenz::models::Gaussian;
using lenz::models::Mixture;
using lenz::models::Tempered;
using lenz::random::Stream;

static_assert(lenz::LocalTarget<Mixture> && lenz::GradTarget<Mixture> &&
              lenz::ConditionalTarget<Mixture, Stream>);
static_assert(lenz::LocalTarget<Tempered<Mixture>> && lenz::GradTarget<Tempered<Mixture>>);

namespace {

Mixture example() {
  return Mixture({1, 2, 5}, {{-1, 0}, {1, 1}, {4, -2}},
                 {{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 1}}, {{2, -0.9}, {-0.9, 0.5}}});
}

}  // namespace

TEST_CASE("A mixture's density is the weighted sum of its components' densities") {
  const Mixture m = example();
  const Gaussian a({-1, 0}, {{1, 0.5}, {0.5, 1}}), b({1, 1}, {{0.5, 0}, {0, 1}}),
      c({4, -2}, {{2, -0.9}, {-0.9, 0.5}});
  const std::vector<double> x{0.4, -0.8};
  const auto p = [&](const Gaussian& g) { return std::exp(g.log_density(g.walker(x))); };
  CHECK(m.log_density(m.walker(x)) == Approx(std::log((p(a) + 2 * p(b) + 5 * p(c)) / 8)).epsilon(1e-13));
}

TEST_CASE("A mixture's log density stays finite where every component underflows") {
  const Mixture m({1, 1}, {{0}, {10}}, {{{1}}, {{1}}});
  const Gaussian nearer({10}, {{1}});
  const double exact = nearer.log_density(nearer.walker({1000})) - std::log(2);
  CHECK(m.log_density(m.walker({1000})) == Approx(exact).epsilon(1e-14));
  std::vector<double> g(1);
  m.grad_log_density(m.walker({1000}), g);
  CHECK(g[0] == Approx(-990).epsilon(1e-12));
}

TEST_CASE("The gradient of a mixture matches central differences tempered or not") {
  for (const std::vector<double>& x : {std::vector<double>{0, 0}, {2.5, -0.5}, {-3, 4}}) {
    CHECK(lenz::test::target_gradient_mismatch(example(), x) < 1e-9);
    CHECK(lenz::test::target_gradient_mismatch(Tempered(example(), 0.3), x) < 1e-9);
  }
}

TEST_CASE("A mixture's log ratio is the difference of its log densities tempered or not") {
  CHECK(lenz::test::log_ratio_mismatch(example(), 4) < 1e-12);
  CHECK(lenz::test::log_ratio_mismatch(Tempered(example(), 0.3), 5) < 1e-12);
}

TEST_CASE("A cached mixture walker equals a rebuilt one after 10000 moves") {
  CHECK(lenz::test::cache_mismatch(example(), 10000, 6) < 1e-9);
}

TEST_CASE("A mixture of one component is that component") {
  const Mixture m({7}, {{1, 2}}, {{{1, 0.5}, {0.5, 1}}});
  const Gaussian g({1, 2}, {{1, 0.5}, {0.5, 1}});
  CHECK(m.log_density(m.walker({3, 1})) == Approx(g.log_density(g.walker({3, 1}))).epsilon(1e-14));
  Stream a(lenz::random::Address{.seed = 7}), b(lenz::random::Address{.seed = 7});
  Mixture::Walker w = m.walker({3, 1}), v = g.walker({3, 1});
  m.draw_block(w, 0, a);
  g.draw_block(v, 0, b);
  CHECK(w.x[0] == Approx(v.x[0]).epsilon(1e-14));
}

TEST_CASE("A mixture that is none is refused") {
  CHECK_THROWS_AS(Mixture({}, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(Mixture({1, -1}, {{0}, {1}}, {{{1}}, {{1}}}), std::invalid_argument);
  CHECK_THROWS_AS(Mixture({1, 1}, {{0}}, {{{1}}, {{1}}}), std::invalid_argument);
  CHECK_THROWS_AS(Mixture({1, 1}, {{0}, {0, 0}}, {{{1}}, {{1, 0}, {0, 1}}}), std::invalid_argument);
  CHECK_THROWS_AS(Mixture({1, 1}, {{0}, {1}}, {{{1}}, {{-1}}}), std::invalid_argument);
  CHECK_THROWS_AS(Tempered(example(), 0), std::invalid_argument);
}

}  // namespace mixture_tests
