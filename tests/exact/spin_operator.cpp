#include "lenz/exact/spins/spin_operator.hpp"

#include <algorithm>
#include <armadillo>
#include <bit>
#include <initializer_list>

#include <catch2/catch.hpp>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "exact/spin_helpers.hpp"

namespace spin_operator_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::matrix_of, test::ring;

namespace {

using Complex = std::complex<double>;

/// The matrix of one operator on each of some sites of n, the others left alone; site 0 is the fastest bit,
/// up is 1.
arma::cx_mat on_sites(const arma::cx_mat& one, std::initializer_list<unsigned> sites, unsigned n) {
  arma::cx_mat all = arma::ones<arma::cx_mat>(1, 1);
  for (unsigned k = n; k-- > 0;) {
    const bool acts = std::find(sites.begin(), sites.end(), k) != sites.end();
    all = arma::kron(all, acts ? one : arma::eye<arma::cx_mat>(2, 2));
  }
  return all;
}

/// From Pauli matrices by Kronecker products.
arma::cx_mat dense(const Terms& terms) {
  const Complex i(0, 1);
  // down is 0, up is 1
  arma::cx_mat sx(2, 2, arma::fill::zeros), sy = sx, sz = sx;
  sx(0, 1) = sx(1, 0) = 1;
  sy(0, 1) = i;
  sy(1, 0) = -i;
  sz(0, 0) = -1;
  sz(1, 1) = 1;
  const unsigned n = terms.n_sites;
  arma::cx_mat h(1U << n, 1U << n, arma::fill::zeros);
  for (const Bond& b : terms.bonds) {
    const auto both = [&](const arma::cx_mat& s) { return on_sites(s, {b.i, b.j}, n); };
    h += b.zz * both(sz) + b.flip / 2 * (both(sx) + both(sy));
  }
  for (unsigned k = 0; k < n; ++k) {
    if (!terms.x.empty()) h += terms.x[k] * on_sites(sx, {k}, n);
    if (!terms.z.empty()) h += terms.z[k] * on_sites(sz, {k}, n);
  }
  return h;
}

/// Random strengths on random pairs.
Terms random_terms(unsigned n, std::size_t n_bonds, bool field_x, random::Stream& rng) {
  const auto number = [&] { return 2 * random::uniform(rng) - 1; };
  Terms terms{.n_sites = n, .bonds = {}, .x = {}, .z = {}};
  for (std::size_t b = 0; b < n_bonds; ++b) {
    const auto i = static_cast<std::uint32_t>(random::uniform(rng) * n);
    const auto j = static_cast<std::uint32_t>(random::uniform(rng) * n);
    if (i != j) terms.bonds.push_back({.i = i, .j = j, .zz = number(), .flip = b % 3 == 0 ? 0.5 : number()});
  }
  for (unsigned k = 0; k < n; ++k) {
    terms.z.push_back(number());
    if (field_x) terms.x.push_back(number());
  }
  return terms;
}

double largest(const arma::mat& m) { return m.is_empty() ? 0 : arma::abs(m).max(); }

}  // namespace

TEST_CASE("every state of a basis has the index at which it stands") {
  for (const unsigned n : {1U, 2U, 5U, 12U, 13U, 16U}) {
    std::uint64_t all = 0;
    for (unsigned up = 0; up <= n; ++up) {
      const ChunkedBasis basis(n, up);
      all += basis.size();
      std::uint64_t before = 0;
      for (std::uint64_t k = 0; k < basis.size(); ++k) {
        const std::uint64_t state = basis.state(k);
        REQUIRE(std::popcount(state) == static_cast<int>(up));
        REQUIRE((k == 0 || state > before));
        REQUIRE(basis.index(state) == k);
        before = state;
      }
    }
    CHECK(all == ChunkedBasis(n).size());
  }
  CHECK_THROWS_AS(ChunkedBasis(0), std::invalid_argument);
  CHECK_THROWS_AS(ChunkedBasis(4, 5), std::invalid_argument);
}

TEST_CASE("the product is that of the matrix made of Kronecker products") {
  random::Stream rng({.seed = 1});
  for (const unsigned n : {1U, 2U, 3U, 4U, 7U, 10U}) {
    const Terms terms = random_terms(n, 3 * n, true, rng);
    const arma::cx_mat h = dense(terms);
    const SpinOperator op(terms, ChunkedBasis(n));
    CHECK(largest(matrix_of(op) - arma::real(h)) < 1e-13);
    CHECK(largest(arma::imag(h)) < 1e-13);
  }
}

TEST_CASE("in a sector of fixed magnetization the product is a block of the matrix") {
  random::Stream rng({.seed = 2});
  for (const unsigned n : {2U, 5U, 9U}) {
    const Terms terms = random_terms(n, 3 * n, false, rng);
    const arma::mat h = arma::real(dense(terms));
    for (unsigned up = 0; up <= n; ++up) {
      const ChunkedBasis basis(n, up);
      arma::uvec states(basis.size());
      for (std::uint64_t k = 0; k < basis.size(); ++k) states(k) = basis.state(k);
      CHECK(largest(matrix_of(SpinOperator(terms, basis)) - h(states, states)) < 1e-13);
    }
  }
}

TEST_CASE("spins beyond the cut are as those below it") {
  // Relabelling the sites moves every kind of term across the cut and leaves <x|H|x'> as it is.
  random::Stream rng({.seed = 3});
  for (const bool field : {true, false}) {
    const unsigned n = 16;
    const Terms terms = random_terms(n, 40, field, rng);
    Terms turned = terms;
    for (Bond& b : turned.bonds) {
      b.i = (b.i + 5) % n;
      b.j = (b.j + 5) % n;
    }
    for (unsigned k = 0; k < n; ++k) {
      turned.z[(k + 5) % n] = terms.z[k];
      if (field) turned.x[(k + 5) % n] = terms.x[k];
    }
    const ChunkedBasis basis = field ? ChunkedBasis(n) : ChunkedBasis(n, 7);
    const auto turn = [&](std::uint64_t s) { return (s << 5 | s >> (n - 5)) & ((1U << n) - 1); };
    arma::vec x(basis.size()), y(basis.size()), x_turned(basis.size()), y_turned(basis.size());
    for (double& number : x) number = random::uniform(rng) - 0.5;
    for (std::uint64_t k = 0; k < basis.size(); ++k) x_turned(basis.index(turn(basis.state(k)))) = x(k);
    SpinOperator(terms, basis).apply(x.memptr(), y.memptr());
    SpinOperator(turned, basis).apply(x_turned.memptr(), y_turned.memptr());
    double worst = 0;
    for (std::uint64_t k = 0; k < basis.size(); ++k)
      worst = std::max(worst, std::abs(y(k) - y_turned(basis.index(turn(basis.state(k))))));
    CHECK(worst < 1e-13);
  }
}

TEST_CASE("products on more threads have the same bits") {
  random::Stream rng({.seed = 4});
  const Terms terms = random_terms(15, 30, true, rng);
  const ChunkedBasis basis(15);
  arma::vec x(basis.size()), one(basis.size()), more(basis.size());
  for (double& number : x) number = random::uniform(rng) - 0.5;
  SpinOperator(terms, basis, 1).apply(x.memptr(), one.memptr());
  for (const std::size_t n_threads : {2, 3, 8}) {
    SpinOperator(terms, basis, n_threads).apply(x.memptr(), more.memptr());
    CHECK(std::equal(one.begin(), one.end(), more.begin()));
  }
}

TEST_CASE("Hamiltonians have the conventions of the contract") {
  // Two spins with one bond: -J sz sz - h (sx + sx) has -sqrt(J^2 + 4 h^2); S.S has -3/4 and 1/4 three times.
  const std::vector<Pair> bond = {{0, 1}};
  const arma::vec ising =
      arma::eig_sym(matrix_of(SpinOperator(transverse_ising(2, bond, 1, 0.7), ChunkedBasis(2))));
  CHECK(ising(0) == Approx(-std::sqrt(1 + 4 * 0.49)).epsilon(1e-14));
  const arma::vec singlet = arma::eig_sym(matrix_of(SpinOperator(xxz(2, bond, 1, 1, 0), ChunkedBasis(2))));
  CHECK(singlet(0) == Approx(-0.75).epsilon(1e-14));
  CHECK(singlet(1) == Approx(0.25).epsilon(1e-14));
  const arma::vec field = arma::eig_sym(matrix_of(SpinOperator(xxz(2, bond, 1, 1, 3), ChunkedBasis(2))));
  CHECK(field(0) == Approx(0.25 - 3).epsilon(1e-14));

  const arma::vec critical =
      arma::eig_sym(matrix_of(SpinOperator(transverse_ising(10, ring(10), 1, 1), ChunkedBasis(10))));
  CHECK(critical(0) == Approx(-12.784906443).epsilon(1e-10));
  std::vector<Pair> second;
  for (std::uint32_t i = 0; i < 12; ++i) second.emplace_back(i, (i + 2) % 12);
  const arma::vec majumdar_ghosh =
      arma::eig_sym(matrix_of(SpinOperator(j1j2(12, ring(12), second, 1, 0.5), ChunkedBasis(12, 6))));
  CHECK(majumdar_ghosh(0) == Approx(-4.5).epsilon(1e-12));
  CHECK(majumdar_ghosh(1) == Approx(-4.5).epsilon(1e-12));
}

TEST_CASE("what cannot be is refused") {
  CHECK_THROWS_AS(SpinOperator(transverse_ising(4, ring(4), 1, 1), ChunkedBasis(4, 2)),
                  std::invalid_argument);
  CHECK_THROWS_AS(SpinOperator(xxz(4, ring(4), 1, 1, 0), ChunkedBasis(5, 2)), std::invalid_argument);
  CHECK_THROWS_AS(xxz(3, std::vector<Pair>{{0, 3}}, 1, 1, 0), std::invalid_argument);
  CHECK_THROWS_AS(xxz(3, std::vector<Pair>{{1, 1}}, 1, 1, 0), std::invalid_argument);
}

}  // namespace spin_operator_tests
