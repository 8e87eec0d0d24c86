#include <cmath>
#include <numbers>

#include <catch2/catch.hpp>

#include "lenz/exact/free_fermions.hpp"
#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/exact/spins/observables.hpp"
#include "lenz/exact/spins/parity_operator.hpp"
#include "lenz/exact/spins/spin_operator.hpp"

#include "exact/spin_helpers.hpp"

namespace spin_observables_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::ring;

namespace {

struct Ground {
  ChunkedBasis basis;
  double energy;
  std::vector<double> v;
};
Ground ground_of(const Terms& terms, const ChunkedBasis& basis) {
  auto found = lowest_levels(SpinOperator(terms, basis), {.with_vectors = true});
  return {.basis = basis, .energy = found.levels.front().energy, .v = std::move(found.vectors.front())};
}

}  // namespace

TEST_CASE("the chain in a transverse field is that of free fermions") {
  for (const double h : {0.5, 1.0, 1.5}) {
    const unsigned n = 14;
    // In its parity sector: at h = 0.5 the other one is 1e-5 away, and residuals would mix it in.
    const ParityOperator even(transverse_ising(n, ring(n), 1, h), 1);
    const auto found = lowest_levels(even, {.with_vectors = true});
    Ground g{
        .basis = ChunkedBasis(n), .energy = found.levels.front().energy, .v = std::vector<double>(1U << n)};
    even.expand(found.vectors.front().data(), g.v.data());
    const exact::free_fermions::Chain chain{.n_sites = n, .coupling = 1, .field = h};
    const exact::free_fermions::GroundState exact(chain);
    CHECK(std::abs(g.energy - exact::free_fermions::ground_energy(chain)) < 1e-11);
    const DiagonalMoments m = diagonal_moments(g.basis, g.v.data());
    for (unsigned i = 0; i < n; ++i) {
      CHECK(std::abs(transverse(g.basis, g.v.data(), i) - exact.sx(i)) < 1e-10);
      CHECK(std::abs(m.sz(i)) < 1e-10);
      for (unsigned j = 0; j < i; ++j) CHECK(std::abs(m.sz_sz(i, j) - exact.sz_sz(j, i)) < 1e-10);
    }
    for (const unsigned length : {1U, 3U, 7U, 10U})
      CHECK(std::abs(entanglement_entropy(g.basis, g.v.data(), length) - exact.entropy(0, length)) < 1e-10);
  }
}

TEST_CASE("correlations of a ring of spins add up to its energy and its total spin") {
  const unsigned n = 12;
  const Ground g = ground_of(xxz(n, ring(n), 1, 1, 0), ChunkedBasis(n, n / 2));
  const DiagonalMoments m = diagonal_moments(g.basis, g.v.data());
  double energy = 0, spin = 0.75 * n;
  for (unsigned i = 0; i < n; ++i) {
    for (unsigned j = 0; j < n; ++j) {
      if (i == j) continue;
      const double s_s = m.sz_sz(i, j) / 4 + exchange(g.basis, g.v.data(), i, j) / 2;
      spin += s_s;
      if (j == (i + 1) % n) energy += s_s;
      // A singlet is as correlated along x as along z.
      CHECK(std::abs(exchange(g.basis, g.v.data(), i, j) - m.sz_sz(i, j)) < 1e-10);
    }
  }
  CHECK(std::abs(energy - g.energy) < 1e-11);
  CHECK(std::abs(spin) < 1e-10);
}

TEST_CASE("the structure factor obeys its sum rule and peaks at pi") {
  const unsigned n = 10;
  const Ground g = ground_of(xxz(n, ring(n), 1, 1, 0), ChunkedBasis(n, n / 2));
  const arma::mat positions = arma::linspace(0, n - 1, n).t();
  const arma::mat sz_sz = diagonal_moments(g.basis, g.v.data()).sz_sz;
  double sum = 0, largest = 0;
  for (unsigned k = 0; k < n; ++k) {
    const double s = structure_factor(sz_sz, positions, arma::vec{2 * std::numbers::pi * k / n});
    sum += s;
    largest = std::max(largest, s);
    if (k == 0) CHECK(std::abs(s) < 1e-12);  // a singlet
    if (k == n / 2) CHECK(s == largest);
  }
  CHECK(sum / n == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("entropies of a block and of the rest are alike with and without a conserved magnetization") {
  const unsigned n = 10;
  const Terms terms = xxz(n, ring(n), 1, 0.6, 0);
  const Ground sector = ground_of(terms, ChunkedBasis(n, 5)), all = ground_of(terms, ChunkedBasis(n));
  for (unsigned length = 0; length <= n; ++length) {
    const double s = entanglement_entropy(sector.basis, sector.v.data(), length);
    CHECK(std::abs(s - entanglement_entropy(all.basis, all.v.data(), length)) < 1e-10);
    CHECK(std::abs(s - entanglement_entropy(sector.basis, sector.v.data(), n - length)) < 1e-10);  // a ring
  }
  const ChunkedBasis pair(2, 1);
  const std::vector<double> singlet = {std::sqrt(0.5), -std::sqrt(0.5)};
  CHECK(entanglement_entropy(pair, singlet.data(), 1) == Approx(std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("expectation values on more threads have the same bits and of complex states the right ones") {
  const unsigned n = 15;
  const ChunkedBasis basis(n);
  std::vector<std::complex<double>> v(basis.size());
  double norm = 0;
  for (std::size_t k = 0; k < v.size(); ++k) {
    v[k] = {std::sin(0.3 * static_cast<double>(k)), std::cos(0.7 * static_cast<double>(k))};
    norm += std::norm(v[k]);
  }
  for (auto& z : v) z /= std::sqrt(norm);
  const double one = transverse(basis, v.data(), 3, 1), swap = exchange(basis, v.data(), 2, 13, 1);
  CHECK(transverse(basis, v.data(), 3, 4) == one);
  CHECK(exchange(basis, v.data(), 2, 13, 3) == swap);
  CHECK(arma::approx_equal(diagonal_moments(basis, v.data(), 1).sz_sz,
                           diagonal_moments(basis, v.data(), 3).sz_sz, "absdiff", 0));
  double plain = 0;
  for (std::uint64_t s = 0; s < v.size(); ++s) plain += std::real(std::conj(v[s ^ 8]) * v[s]);
  CHECK(one == Approx(plain).epsilon(1e-12));
  CHECK_THROWS_AS(transverse(basis, v.data(), n), std::invalid_argument);
  CHECK_THROWS_AS(exchange(basis, v.data(), 2, 2), std::invalid_argument);
  CHECK_THROWS_AS(entanglement_entropy(basis, v.data(), n + 1), std::invalid_argument);
}

}  // namespace spin_observables_tests
