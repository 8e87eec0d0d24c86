#include "lenz/exact/spins/parity_operator.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "exact/spin_helpers.hpp"

namespace parity_operator_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::matrix_of;

namespace {

/// Random bonds and fields along x, which the spin inversion leaves alone.
Terms random_terms(unsigned n, random::Stream& rng) {
  const auto number = [&] { return 2 * random::uniform(rng) - 1; };
  Terms terms{.n_sites = n, .bonds = {}, .x = {}, .z = {}};
  for (std::uint32_t i = 0; i < n; ++i) {
    terms.x.push_back(number());
    for (std::uint32_t j = i + 1; j < n; ++j)
      terms.bonds.push_back({.i = j, .j = i, .zz = number(), .flip = number()});
  }
  return terms;
}

}  // namespace

TEST_CASE("both parities together are the whole spectrum") {
  random::Stream rng({.seed = 5});
  for (const unsigned n : {2U, 3U, 6U, 9U}) {
    const Terms terms = random_terms(n, rng);
    std::vector<double> found;
    for (const int parity : {1, -1}) {
      const arma::mat m = matrix_of(ParityOperator(terms, parity));
      CHECK(arma::abs(m - m.t()).max() < 1e-14);
      const arma::vec levels = arma::eig_sym(m);
      found.insert(found.end(), levels.begin(), levels.end());
    }
    std::sort(found.begin(), found.end());
    const arma::vec all = arma::eig_sym(matrix_of(SpinOperator(terms, ChunkedBasis(n))));
    REQUIRE(found.size() == all.n_elem);
    double worst = 0;
    for (std::size_t k = 0; k < found.size(); ++k) worst = std::max(worst, std::abs(found[k] - all(k)));
    CHECK(worst < 1e-12);
  }
}

TEST_CASE("a product may be added to a multiple of what was there") {
  random::Stream rng({.seed = 6});
  const Terms terms = random_terms(14, rng);
  const ParityOperator op(terms, -1, 2);
  const SpinOperator all(terms, ChunkedBasis(14));
  const auto check = [&](const auto& h) {
    arma::vec x(h.size()), y(h.size()), product(h.size());
    for (double& number : x) number = random::uniform(rng) - 0.5;
    for (double& number : y) number = random::uniform(rng) - 0.5;
    h.apply(x.memptr(), product.memptr());
    const arma::vec expected = product - 0.3 * y;
    h.apply_add(x.memptr(), -0.3, y.memptr());
    CHECK(arma::abs(y - expected).max() < 1e-13);
  };
  check(op);
  check(all);
}

TEST_CASE("a sector of parity without that symmetry is refused") {
  Terms terms{.n_sites = 3, .bonds = {{0, 1, 1, 0}}, .x = {1, 1, 1}, .z = {0, 0.1, 0}};
  CHECK_THROWS_AS(ParityOperator(terms, 1), std::invalid_argument);
  terms.z.clear();
  CHECK_THROWS_AS(ParityOperator(terms, 2), std::invalid_argument);
  CHECK_THROWS_AS(ParityOperator({.n_sites = 1, .bonds = {}, .x = {1}, .z = {}}, 1), std::invalid_argument);
}

}  // namespace parity_operator_tests
