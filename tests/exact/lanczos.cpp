#include "lenz/exact/spins/lanczos.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "operators.hpp"

namespace lanczos_tests {

using namespace lenz::exact::spins;
using namespace lenz::test;
using Complex = std::complex<double>;

namespace {

/// max |<v_i|v_j> - delta_ij|.
template <class S>
double off_orthonormal(const arma::Mat<S>& v) {
  double worst = 0;
  for (arma::uword i = 0; i < v.n_cols; ++i) {
    for (arma::uword j = 0; j < v.n_cols; ++j)
      worst = std::max(worst, std::abs(arma::cdot(v.col(i), v.col(j)) - (i == j ? 1.0 : 0.0)));
  }
  return worst;
}

/// Levels against the known spectrum, residuals and orthonormality recomputed from the vectors.
template <class Op>
void check_levels(const Op& op, const LanczosOptions& options, arma::vec exact, double bound) {
  using S = typename Op::Scalar;
  exact = arma::sort(exact);
  const LanczosResult<S> result = lowest_levels(op, options);
  CHECK(result.status == LanczosStatus::converged);
  REQUIRE(result.levels.size() == std::min<std::size_t>(options.n_levels, exact.n_elem));
  arma::Mat<S> v(op.size(), result.levels.size());
  for (std::size_t i = 0; i < result.levels.size(); ++i) {
    INFO("level " << i << " of " << result.levels.size() << ", " << result.n_products << " products");
    CHECK(result.levels[i].energy == Approx(exact(i)).epsilon(0).margin(bound));
    CHECK(result.levels[i].residual <= bound);
    if (!options.with_vectors) continue;
    v.col(i) = arma::Col<S>(result.vectors[i]);
    arma::Col<S> product(op.size());
    op.apply(v.colptr(i), product.memptr());
    const double residual = arma::norm(product - result.levels[i].energy * v.col(i));
    CHECK(residual <= bound);
    CHECK(result.levels[i].residual == Approx(residual).epsilon(0).margin(1e-13));
  }
  if (options.with_vectors) CHECK(off_orthonormal(v) < 1e-12);
}

}  // namespace

TEST_CASE("Lowest levels of random symmetric matrices are those of a dense solver") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const MatrixOperator<double> op{random_hermitian<double>(seed, 400)};
    check_levels(op, {.n_levels = 5, .with_vectors = true}, levels_of(op.matrix), 1e-10);
  }
}

TEST_CASE("Lowest levels of random Hermitian matrices are those of a dense solver") {
  for (const std::uint64_t seed : {1, 2}) {
    const MatrixOperator<Complex> op{random_hermitian<Complex>(seed, 300)};
    check_levels(op, {.n_levels = 4, .with_vectors = true}, levels_of(op.matrix), 1e-10);
  }
}

TEST_CASE("A degenerate level comes out as often as it is degenerate") {
  arma::vec energies = arma::linspace(0, 10, 400);
  energies.subvec(0, 3).fill(-3);    // fourfold
  energies.subvec(4, 5).fill(-2.5);  // twofold
  energies.subvec(6, 9).fill(-2.25);
  const MatrixOperator<double> real{with_spectrum<double>(5, energies)};
  const MatrixOperator<Complex> complex{with_spectrum<Complex>(6, energies)};
  for (const std::size_t n_levels : {1, 2, 3, 4, 5, 6, 8, 12}) {
    INFO(n_levels << " levels");
    check_levels(real, {.n_levels = n_levels, .with_vectors = true}, energies, 1e-11);
    check_levels(complex, {.n_levels = n_levels, .with_vectors = true}, energies, 1e-11);
  }
}

TEST_CASE("Levels that are nearly degenerate are told apart") {
  arma::vec energies = arma::linspace(0, 10, 400);
  energies(0) = -3;
  energies(1) = -3 + 1e-7;
  energies(2) = -3 + 1e-4;
  energies(3) = -3 + 1e-4;
  const MatrixOperator<double> op{with_spectrum<double>(7, energies)};
  for (const std::size_t n_levels : {1, 2, 3, 4, 5})
    check_levels(op, {.n_levels = n_levels, .with_vectors = true}, energies, 1e-11);
}

TEST_CASE("The open chain of two thousand sites has its closed-form band") {
  const TridiagonalOperator op{.n = 2000, .diagonal = 2, .off = -1};
  arma::vec exact(2000);
  for (arma::uword k = 0; k < 2000; ++k)
    exact(k) = 2 - 2 * std::cos(static_cast<double>(k + 1) * std::numbers::pi / 2001);
  check_levels(op, {.n_levels = 3, .with_vectors = true}, exact, 1e-11);
}

TEST_CASE("Zero and identity have all their levels equal") {
  for (const double value : {0.0, 1.0, -7.5}) {
    const DiagonalOperator op{.diagonal = std::vector<double>(700, value)};
    const arma::vec exact = value * arma::ones(700);
    for (const std::size_t n_levels : {1, 3, 20})
      check_levels(op, {.n_levels = n_levels, .with_vectors = true}, exact, 1e-13);
  }
}

TEST_CASE("An operator of few distinct levels is searched beyond its short Krylov spaces") {
  DiagonalOperator op{.diagonal = std::vector<double>(900)};
  for (std::size_t i = 0; i < 900; ++i) op.diagonal[i] = static_cast<double>(i % 3) - (i < 2 ? 5.0 : 0.0);
  check_levels(op, {.n_levels = 6, .with_vectors = true}, arma::vec(op.diagonal), 1e-12);
}

TEST_CASE("Spaces of one state or of fewer states than levels are diagonalized as they are") {
  check_levels(DiagonalOperator{.diagonal = {-1.5}}, {.n_levels = 1, .with_vectors = true}, {-1.5}, 1e-15);
  check_levels(DiagonalOperator{.diagonal = {0}}, {.n_levels = 3}, {0}, 1e-15);
  const MatrixOperator<Complex> op{random_hermitian<Complex>(8, 7)};
  check_levels(op, {.n_levels = 100, .with_vectors = true}, levels_of(op.matrix), 1e-12);
  const auto none = lowest_levels(DiagonalOperator{.diagonal = {}}, {});
  CHECK(none.levels.empty());
  CHECK(none.status == LanczosStatus::converged);
}

TEST_CASE("Dense levels of complex matrices come with orthonormal eigenvectors though they are degenerate") {
  arma::vec energies = arma::linspace(-1, 10, 60);
  energies.subvec(0, 4).fill(-3);
  energies.subvec(5, 6).fill(-2.5);
  energies(7) = -2.5 + 1e-10;
  const MatrixOperator<Complex> op{with_spectrum<Complex>(21, energies)};
  check_levels(op, {.n_levels = 60, .with_vectors = true}, energies, 1e-12);
}

TEST_CASE("Spaces just above and below the dense limit agree") {
  const MatrixOperator<double> op{random_hermitian<double>(9, 40)};
  const arma::vec exact = levels_of(op.matrix);
  for (const std::uint64_t limit : {0, 39, 40, 256})
    check_levels(op, {.n_levels = 2, .krylov_dimension = 12, .dense_up_to = limit, .with_vectors = true},
                 exact, 1e-11);
}

TEST_CASE("Levels do not depend on the number of threads by a single bit") {
  const TridiagonalOperator op{.n = 70000, .diagonal = 0, .off = -1};
  std::vector<LanczosResult<double>> results;
  for (const std::size_t n_threads : {1, 2, 3, 8})
    results.push_back(lowest_levels(
        op, {.tolerance = 1e-4, .max_products = 120, .n_threads = n_threads, .with_vectors = true}));
  for (const auto& r : results) {
    CHECK(r.levels[0].energy == results[0].levels[0].energy);
    CHECK(r.levels[0].residual == results[0].levels[0].residual);
    CHECK(r.vectors == results[0].vectors);
  }
}

TEST_CASE("Levels that have not converged are given with their residuals and say so") {
  const MatrixOperator<double> op{random_hermitian<double>(10, 500)};
  const auto result = lowest_levels(op, {.n_levels = 3, .max_products = 40});
  CHECK(result.status == LanczosStatus::out_of_products);
  REQUIRE(result.levels.size() == 3);
  const arma::vec exact = levels_of(op.matrix);
  for (const Level& level : result.levels) {
    CHECK(level.residual > 1e-8);
    CHECK(arma::abs(exact - level.energy).min() <= level.residual);
  }
  const auto converged = lowest_levels(op, {.n_levels = 3});
  const auto cut = lowest_levels(op, {.n_levels = 3, .max_products = converged.n_products - 10});
  CHECK(cut.status == LanczosStatus::unverified);
}

TEST_CASE("A search for levels is watched and stopped by whoever watches") {
  const MatrixOperator<double> op{random_hermitian<double>(13, 400)};
  std::uint64_t last = 0;
  const auto watch = [&](std::uint64_t n_products, double energy, double residual) {
    CHECK(n_products > last);
    CHECK(std::isfinite(energy + residual));
    last = n_products;
    if (n_products > 20) throw lenz::Stopped("enough");
  };
  CHECK_THROWS_AS(lowest_levels(op, {.watch = watch}), lenz::Stopped);
  CHECK(last > 20);
  CHECK(last < 30);
}

TEST_CASE("A NaN in the Hamiltonian is an error that says where") {
  DiagonalOperator op{.diagonal = std::vector<double>(1000, 1.0)};
  op.diagonal[123] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(lowest_levels(op, {}), lenz::NumericalError);
  CHECK_THROWS_WITH(lowest_levels(op, {}), Catch::Contains("in product 1 with the Hamiltonian"));
  op.diagonal.resize(130);
  CHECK_THROWS_AS(lowest_levels(op, {}), lenz::NumericalError);
}

TEST_CASE("Options of Lanczos out of range are refused") {
  const DiagonalOperator op{.diagonal = {1, 2}};
  CHECK_THROWS_AS(lowest_levels(op, {.n_levels = 0}), std::invalid_argument);
  CHECK_THROWS_AS(lowest_levels(op, {.tolerance = 0}), std::invalid_argument);
  CHECK_THROWS_AS(lowest_levels(op, {.n_levels = 8, .krylov_dimension = 9}), std::invalid_argument);
  CHECK_THROWS_AS(lowest_levels(op, {.max_products = 0}), std::invalid_argument);
  CHECK_THROWS_AS(lowest_levels(op, {.n_threads = 0}), std::invalid_argument);
}

}  // namespace lanczos_tests
