#include "lenz/exact/spins/ground_state.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/lanczos.hpp"

#include "operators.hpp"

namespace ground_state_tests {

using namespace lenz::exact::spins;
using namespace lenz::test;
using Complex = std::complex<double>;

namespace {

template <class Op>
void check_ground_state(const Op& op, double exact, double bound) {
  using S = typename Op::Scalar;
  const auto energy = ground_state(op, {});
  const auto with_vector = ground_state(op, {.with_vector = true});
  CHECK(energy.converged);
  CHECK(energy.energy == Approx(exact).epsilon(0).margin(bound));
  CHECK_FALSE(energy.residual);
  CHECK(energy.vector.empty());
  CHECK(with_vector.converged);
  CHECK(with_vector.energy == Approx(exact).epsilon(0).margin(bound));
  CHECK(with_vector.residual_estimate == energy.residual_estimate);
  const arma::Col<S> v(with_vector.vector);
  arma::Col<S> product(v.n_elem);
  op.apply(v.memptr(), product.memptr());
  CHECK(arma::norm(v) == Approx(1).epsilon(1e-13));
  CHECK(arma::norm(product - with_vector.energy * v) <= 10 * bound);
  REQUIRE(with_vector.residual);
  CHECK(*with_vector.residual ==
        Approx(arma::norm(product - with_vector.energy * v)).epsilon(0).margin(1e-13));
}

}  // namespace

TEST_CASE("The lean ground state is the lowest level of a dense solver") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const MatrixOperator<double> op{random_hermitian<double>(seed, 400)};
    check_ground_state(op, levels_of(op.matrix)(0), 1e-11);
    const MatrixOperator<Complex> complex{random_hermitian<Complex>(seed, 200)};
    check_ground_state(complex, levels_of(complex.matrix)(0), 1e-11);
    const AccumulatingMatrix<Complex> two_vectors{{complex.matrix}};
    check_ground_state(two_vectors, levels_of(complex.matrix)(0), 1e-11);
  }
}

TEST_CASE("The lean ground state and the full search agree") {
  const AccumulatingMatrix<double> op{{random_hermitian<double>(11, 500)}};
  const auto lean = ground_state(op, {.with_vector = true});
  const auto full = lowest_levels(op, {.n_levels = 2, .with_vectors = true});
  CHECK(lean.energy == Approx(full.levels[0].energy).epsilon(1e-13));
  CHECK(std::fabs(arma::dot(arma::vec(lean.vector), arma::vec(full.vectors[0]))) == Approx(1).epsilon(1e-12));
}

TEST_CASE("The lean ground state of a long open chain is its closed form though copies appear") {
  // Hundreds of products: orthogonality is lost to levels at the upper end of the band long before the end.
  const TridiagonalOperator op{.n = 400, .diagonal = 2, .off = -1};
  check_ground_state(op, 2 - 2 * std::cos(std::numbers::pi / 401), 1e-11);
}

TEST_CASE("The lean ground state of a degenerate level is one of its states") {
  arma::vec energies = arma::linspace(0, 10, 300);
  energies.subvec(0, 3).fill(-3);
  check_ground_state(MatrixOperator<double>{with_spectrum<double>(5, energies)}, -3, 1e-11);
}

TEST_CASE("The lean ground state of zero and identity and of one state is found in one product") {
  for (const double value : {0.0, 1.0, -7.5}) {
    for (const std::size_t n : {1, 2, 1000}) {
      const DiagonalOperator op{.diagonal = std::vector<double>(n, value)};
      check_ground_state(op, value, 1e-13);
      CHECK(ground_state(op, {}).n_products <= 2);
    }
  }
  check_ground_state(DiagonalOperator{.diagonal = {3, -2, 7}}, -2, 1e-13);
  CHECK_THROWS_AS(ground_state(DiagonalOperator{.diagonal = {}}, {}), std::invalid_argument);
}

TEST_CASE("The lean ground state does not depend on the number of threads by a single bit") {
  const TridiagonalOperator op{.n = 70000, .diagonal = 0, .off = -1};
  const auto once = ground_state(op, {.max_products = 60, .with_vector = true});
  for (const std::size_t n_threads : {2, 3, 8}) {
    const auto again = ground_state(op, {.max_products = 60, .n_threads = n_threads, .with_vector = true});
    CHECK(again.energy == once.energy);
    CHECK(again.vector == once.vector);
  }
}

TEST_CASE("A lean ground state that has not converged says so and a NaN is an error") {
  const MatrixOperator<double> op{random_hermitian<double>(12, 500)};
  const auto cut = ground_state(op, {.max_products = 20, .with_vector = true});
  CHECK_FALSE(cut.converged);
  CHECK(*cut.residual > 1e-6);
  CHECK(cut.residual_estimate == Approx(*cut.residual).epsilon(1e-6));
  DiagonalOperator broken{.diagonal = std::vector<double>(50, 1.0)};
  broken.diagonal[7] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(ground_state(broken, {}), Catch::Contains("in product 1 with the Hamiltonian"));
}

TEST_CASE("The lowest pair of a tridiagonal matrix is that of a dense solver") {
  lenz::random::Stream rng({.seed = 3, .purpose = lenz::random::Purpose::test});
  for (const std::size_t m : {1, 2, 3, 10, 120}) {
    std::vector<double> diagonal(m), off(m);
    arma::mat t(m, m, arma::fill::zeros);
    for (std::size_t i = 0; i < m; ++i) {
      t(i, i) = diagonal[i] = lenz::random::normal(rng);
      off[i] = lenz::random::normal(rng);
      if (i > 0) t(i, i - 1) = t(i - 1, i) = off[i - 1];
    }
    arma::vec energies;
    arma::mat vectors;
    arma::eig_sym(energies, vectors, t);
    const double lowest = lowest_eigenvalue(diagonal, off, HUGE_VAL);
    CHECK(lowest == Approx(energies(0)).epsilon(1e-14));
    const std::vector<double> v = lowest_eigenvector(diagonal, off, lowest);
    CHECK(std::fabs(arma::dot(arma::vec(v), vectors.col(0))) == Approx(1).epsilon(1e-13));
    for (std::size_t k = 0; k + 1 < m; ++k)
      CHECK(count_below(diagonal, off, (energies(k) + energies(k + 1)) / 2) == k + 1);
    const Quadrature q = gauss_quadrature(diagonal, off);
    for (std::size_t k = 0; k < m; ++k) {
      CHECK(q.nodes[k] == Approx(energies(k)).epsilon(1e-12));
      CHECK(q.weights[k] == Approx(std::pow(vectors(0, k), 2)).epsilon(0).margin(1e-12));
    }
  }
}

}  // namespace ground_state_tests
