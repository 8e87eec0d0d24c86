#include <bit>
#include <cmath>
#include <complex>
#include <random>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/dense_operator.hpp"
#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/observables.hpp"
#include "lenz/exact/spins/sector.hpp"

#include "exact/spin_helpers.hpp"

namespace spin_sectors_tests {

using namespace lenz::exact::spins;
using lenz::test::ring, lenz::test::square;

namespace {

using Complex = std::complex<double>;

struct Group {
  Terms terms;
  std::vector<Generator> generators;
};

/// Translations at every momentum with and without reflections and inversion where they go together.
std::vector<Group> groups() {
  std::vector<Group> all;
  for (const std::uint32_t n : {1U, 2U, 3U, 6U, 7U, 10U}) {
    std::vector<Pair> bonds;
    if (n > 1) bonds = ring(n);
    const Terms terms = xxz(n, bonds, 1, 0.5, 0);
    all.push_back({terms, {}});
    for (std::uint32_t k = 0; k < n; ++k) {
      const Generator move{translation({n}, 0), momentum_character(k, n)};
      all.push_back({terms, {move}});
      for (const double sign : {1.0, -1.0}) {
        all.push_back({terms, {move, {spin_inversion(n), sign}}});
        if (2 * k % n == 0 && n > 2) all.push_back({terms, {move, {reflection({n}, 0), sign}}});
      }
    }
  }
  const Lengths lengths{3, 3};
  const Terms terms = xxz(9, square(3, 3), 1, 1, 0);
  for (const double sign : {1.0, -1.0}) {
    all.push_back({terms,
                   {{translation(lengths, 0), 1},
                    {translation(lengths, 1), 1},
                    {diagonal_reflection(lengths, 0, 1), sign},
                    {reflection(lengths, 0), sign},
                    {spin_inversion(9), -sign}}});
    all.push_back({terms,
                   {{translation(lengths, 0), momentum_character(1, 3)},
                    {translation(lengths, 1), momentum_character(1, 3)},
                    {diagonal_reflection(lengths, 0, 1), sign}}});
  }
  return all;
}

std::uint64_t size_of(const Group& g, std::optional<unsigned> n_up) {
  const SymmetryGroup group(g.terms.n_sites, g.generators);
  return SymmetricOperator<Complex>(g.terms, group, n_up).size();
}

std::vector<Complex> random_state(std::uint64_t n, unsigned seed) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal;
  std::vector<Complex> v(n);
  double norm = 0;
  for (Complex& x : v) {
    x = {normal(rng), normal(rng)};
    norm += std::norm(x);
  }
  for (Complex& x : v) x /= std::sqrt(norm);
  return v;
}

}  // namespace

TEST_CASE("the states of a sector are counted as many as its operator has") {
  std::size_t n_empty = 0;
  for (const Group& g : groups()) {
    const SymmetryGroup group(g.terms.n_sites, g.generators);
    CAPTURE(g.terms.n_sites, g.generators.size(), group.elements().size());
    CHECK(n_states(group) == static_cast<double>(size_of(g, std::nullopt)));
    for (unsigned up = 0; up <= g.terms.n_sites; ++up) {
      if (group.inverts() && 2 * up != g.terms.n_sites) continue;
      CAPTURE(up);
      const double n = n_states(group, up);
      CHECK(n == static_cast<double>(size_of(g, up)));
      n_empty += n == 0 ? 1 : 0;
    }
  }
  CHECK(n_empty > 5);
}

TEST_CASE("the sectors of all momenta hold every state of 40 spins once") {
  double all = 0, up = 0;
  for (std::uint32_t k = 0; k < 40; ++k) {
    const Generator move[] = {{translation({40}, 0), momentum_character(k, 40)}};
    const SymmetryGroup group(40, move);
    all += n_states(group);
    up += n_states(group, 3);
  }
  CHECK(all == 0x1p40);
  CHECK(up == 9880);
}

TEST_CASE("sectors without symmetries of the lattice are counted too") {
  const Terms xy = xxz(9, ring(9), 1, 0, 0), tilted = transverse_ising(9, ring(9), 1, 0.3);
  double sum = 0;
  for (const Sector& sector : sectors_of(xy)) sum += states_in(xy, sector);
  CHECK(sum == 512);
  sum = 0;
  for (const Sector& sector : sectors_of(tilted)) sum += states_in(tilted, sector);
  CHECK(sum == 512);
  CHECK(states_in(xy, {.n_up = 4}) == 126);
  CHECK(states_in(xxz(40, ring(40), 1, 1, 0), {.n_up = 20}) == 137846528820.0);
  CHECK(twin_of(xy, {.n_up = 2})->n_up == 7U);
  CHECK_FALSE(twin_of(xxz(9, ring(9), 1, 0, 0.1), {.n_up = 2}));
  CHECK_FALSE(twin_of(xxz(8, ring(8), 1, 0, 0), {.n_up = 4}));
}

TEST_CASE("the distribution of a count is the sum of probabilities of the words that have it") {
  for (const std::optional<unsigned> n_up : {std::optional<unsigned>(), std::optional<unsigned>(5)}) {
    const ChunkedBasis basis(14, n_up);
    const std::vector<Complex> v = random_state(basis.size(), 5);
    for (const std::uint64_t mask : {0UL, 0x1555UL, 0x3FFFUL, 0x21UL}) {
      arma::vec exact(15, arma::fill::zeros);
      for (std::uint64_t k = 0; k < basis.size(); ++k)
        exact(static_cast<arma::uword>(std::popcount(basis.state(k) ^ mask))) += std::norm(v[k]);
      const arma::vec one = count_distribution(basis, v.data(), mask);
      CHECK(one.n_elem == 15);
      CHECK(arma::norm(one - exact, "inf") < 1e-14);
      CHECK(arma::sum(one) == Approx(1).epsilon(1e-13));
      const arma::vec eight = count_distribution(basis, v.data(), mask, 8);
      for (arma::uword k = 0; k < 15; ++k) CHECK(one(k) == eight(k));
    }
  }
}

TEST_CASE("the entanglement of a complex state is that of its reduced density matrix") {
  for (const std::optional<unsigned> n_up : {std::optional<unsigned>(), std::optional<unsigned>(3)}) {
    const ChunkedBasis basis(8, n_up);
    const std::vector<Complex> v = random_state(basis.size(), 6);
    for (unsigned length = 0; length <= 8; ++length) {
      const std::uint64_t n = 1ULL << length, mask = n - 1;
      arma::cx_mat m(n, 256 / n, arma::fill::zeros);
      for (std::uint64_t k = 0; k < basis.size(); ++k)
        m(basis.state(k) & mask, basis.state(k) >> length) = v[k];
      // Eigenvalues of the real [[Re, -Im], [Im, Re]] of the density matrix, each there twice.
      const arma::mat re = arma::real(m), im = arma::imag(m);
      const arma::mat rr = re * re.t() + im * im.t(), ii = im * re.t() - re * im.t();
      const arma::mat big = arma::join_cols(arma::join_rows(rr, arma::mat(-ii)), arma::join_rows(ii, rr));
      double entropy = 0;
      for (const double p : arma::vec(arma::eig_sym(arma::mat((big + big.t()) / 2)))) {
        if (p > 1e-14) entropy -= p * std::log(p) / 2;
      }
      CAPTURE(length);
      CHECK(entanglement_entropy(basis, v.data(), length) == Approx(entropy).margin(1e-10));
    }
  }
}

}  // namespace spin_sectors_tests
