#include "lenz/exact/spins/symmetric_operator.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/dense_operator.hpp"
#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/spin_operator.hpp"

#include "exact/plain_orbits.hpp"
#include "exact/spin_helpers.hpp"

namespace symmetric_operator_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using Catch::Contains;
using test::ring, test::square;
using Complex = std::complex<double>;

namespace {

Symmetry ring_translation(std::uint32_t n) { return translation(Lengths{n}, 0); }
Symmetry ring_reflection(std::uint32_t n) { return reflection(Lengths{n}, 0); }

template <class T>
arma::vec levels_of(const SymmetricOperator<T>& op) {
  const arma::Mat<T> m = test::matrix_of(op);
  if (m.is_empty()) return {};
  CHECK(arma::abs(m - m.t()).max() < 1e-13);
  return dense_spectrum(op, false).energies;
}

arma::vec all_levels(const Terms& terms) {
  return arma::eig_sym(test::matrix_of(SpinOperator(terms, ChunkedBasis(terms.n_sites))));
}

/// Both sorted: the largest difference; infinite where their numbers differ.
double apart(std::vector<double> found, const arma::vec& all) {
  if (found.size() != all.n_elem) return INFINITY;
  std::sort(found.begin(), found.end());
  double worst = 0;
  for (std::size_t k = 0; k < found.size(); ++k) worst = std::max(worst, std::abs(found[k] - all(k)));
  return worst;
}

/// Every pair of spins and a field along x: any permutation commutes with it, and so does the inversion.
Terms everything(std::uint32_t n) {
  std::vector<Pair> pairs;
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < i; ++j) pairs.emplace_back(j, i);
  }
  Terms terms = xxz(n, pairs, 1 / 3.0, 0.7, 0);
  terms.x.assign(n, 0.3);
  return terms;
}

/// y = H x of a sector, its elements made and added up in the order of the terms.
struct PlainSector {
  std::vector<std::uint64_t> states;
  std::vector<double> weights;

  PlainSector(const test::PlainOrbits& orbits, std::uint32_t n) {
    for (std::uint64_t s = 0; s < std::uint64_t{1} << n; ++s) {
      const double w = orbits.weight_if_smallest(s);
      if (w == 0) continue;
      states.push_back(s);
      weights.push_back(w);
    }
  }

  Complex row_times(const Terms& terms, const test::PlainOrbits& orbits, std::size_t r,
                    const std::vector<Complex>& x) const {
    const std::uint64_t s = states[r];
    double diagonal = 0;
    std::vector<std::pair<std::size_t, Complex>> row;
    const auto add = [&](std::uint64_t neighbour, double h) {
      Complex character;
      const std::uint64_t least = orbits.smallest(neighbour, character);
      const auto at = std::lower_bound(states.begin(), states.end(), least);
      if (at == states.end() || *at != least) return;
      const auto column = static_cast<std::size_t>(at - states.begin());
      const Complex value = std::conj(h * character) * std::sqrt(weights[column] / weights[r]);
      const auto same =
          std::find_if(row.begin(), row.end(), [&](const auto& e) { return e.first == column; });
      if (same == row.end()) {
        row.emplace_back(column, value);
      } else {
        same->second += value;
      }
    };
    for (const Bond& b : terms.bonds) {
      const bool i = (s >> b.i & 1) != 0, j = (s >> b.j & 1) != 0;
      diagonal += b.zz * (i ? 1 : -1) * (j ? 1 : -1);
      if (i != j) add(s ^ (std::uint64_t{1} << b.i | std::uint64_t{1} << b.j), b.flip);
    }
    for (std::size_t i = 0; i < terms.x.size(); ++i) add(s ^ std::uint64_t{1} << i, terms.x[i]);
    Complex sum = diagonal * x[r];
    for (const auto& [column, value] : row) sum += value * x[column];
    return sum;
  }
};

void append(const arma::vec& levels, std::vector<double>& all) {
  all.insert(all.end(), levels.begin(), levels.end());
}

}  // namespace

TEST_CASE("momenta and magnetizations of a ring together are its whole spectrum") {
  for (const std::uint32_t n : {2U, 3U, 6U, 9U}) {
    const Terms terms = xxz(n, ring(n), 1, 0.7, 0.3);
    std::vector<double> found;
    for (std::uint32_t k = 0; k < n; ++k) {
      const SymmetryGroup group(n, std::vector<Generator>{{ring_translation(n), momentum_character(k, n)}});
      CHECK(group.elements().size() == n);
      for (unsigned up = 0; up <= n; ++up)
        append(levels_of(SymmetricOperator<Complex>(terms, group, up)), found);
    }
    CHECK(apart(found, all_levels(terms)) < 1e-12);
  }
}

TEST_CASE("momenta and parities of a ring in a transverse field together are its whole spectrum") {
  const std::uint32_t n = 8;
  const Terms terms = transverse_ising(n, ring(n), 1, 0.8);
  std::vector<double> found;
  for (std::uint32_t k = 0; k < n; ++k) {
    for (const double parity : {1.0, -1.0}) {
      const SymmetryGroup group(n, std::vector<Generator>{{ring_translation(n), momentum_character(k, n)},
                                                          {spin_inversion(n), parity}});
      append(levels_of(SymmetricOperator<Complex>(terms, group)), found);
    }
  }
  CHECK(apart(found, all_levels(terms)) < 1e-12);
}

TEST_CASE("reflections and inversions in real numbers together are the whole spectrum") {
  const std::uint32_t n = 8;
  std::vector<Pair> second;
  for (std::uint32_t i = 0; i + 2 < n; ++i) second.emplace_back(i, i + 2);
  std::vector<Pair> chain = ring(n);
  chain.pop_back();
  const Terms terms = j1j2(n, chain, second, 1, 0.4);
  std::vector<double> found;
  for (const double mirror : {1.0, -1.0}) {
    for (const double parity : {1.0, -1.0}) {
      const SymmetryGroup group(
          n, std::vector<Generator>{{ring_reflection(n), mirror}, {spin_inversion(n), parity}});
      append(levels_of(SymmetricOperator<double>(terms, group)), found);
    }
  }
  CHECK(apart(found, all_levels(terms)) < 1e-12);
}

TEST_CASE("momenta of a square lattice together are its whole spectrum") {
  const std::uint32_t length = 3, width = 3, n = length * width;
  const Terms terms = xxz(n, square(length, width), 1, 1, 0);
  const Symmetry along_x = translation({3, 3}, 0), along_y = translation({3, 3}, 1);
  std::vector<double> found;
  for (std::uint32_t kx = 0; kx < length; ++kx) {
    for (std::uint32_t ky = 0; ky < width; ++ky) {
      const SymmetryGroup group(n, std::vector<Generator>{{along_x, momentum_character(kx, length)},
                                                          {along_y, momentum_character(ky, width)}});
      append(levels_of(SymmetricOperator<Complex>(terms, group)), found);
    }
  }
  CHECK(apart(found, all_levels(terms)) < 1e-12);
}

TEST_CASE("a sector is that of a plain search bit by bit") {
  for (const auto& [name, group] : test::symmetry_groups()) {
    const std::uint32_t n = group.n_sites();
    if (n > 12) continue;
    INFO(name);
    const Terms terms = everything(n);
    const test::PlainOrbits orbits(group);
    const PlainSector plain(orbits, n);
    const SymmetricOperator<Complex> op(terms, group, {}, 2);
    REQUIRE(op.states() == plain.states);
    std::vector<Complex> x(plain.states.size()), y(x.size());
    // Real numbers: a product of complex ones has the bits that a compiler gives it.
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = std::sin(static_cast<double>(k + 1));
    op.apply(x.data(), y.data());
    bool same = true;
    for (std::size_t r = 0; r < x.size(); ++r)
      same = same && op.weight(r) == plain.weights[r] && y[r] == plain.row_times(terms, orbits, r, x);
    CHECK(same);
  }
}

TEST_CASE("known ground states come out of their sectors") {
  const std::uint32_t n = 12;
  std::vector<Pair> second;
  for (std::uint32_t i = 0; i < n; ++i) second.emplace_back(i, (i + 2) % n);
  const Terms majumdar_ghosh = j1j2(n, ring(n), second, 1, 0.5);
  for (const double character : {1.0, -1.0}) {  // one at momentum 0, one at pi
    const SymmetryGroup group(n, std::vector<Generator>{{ring_translation(n), character}});
    CHECK(levels_of(SymmetricOperator<double>(majumdar_ghosh, group, 6))(0) == Approx(-4.5).epsilon(1e-13));
  }
  const Lengths square_of_four = {4, 4};
  const SymmetryGroup group(16, std::vector<Generator>{{translation(square_of_four, 0), 1},
                                                       {translation(square_of_four, 1), 1},
                                                       {reflection(square_of_four, 0), 1},
                                                       {diagonal_reflection(square_of_four, 0, 1), 1},
                                                       {spin_inversion(16), 1}});
  CHECK(group.elements().size() == 2 * 16 * 8);  // translations times the square's point group
  const SymmetricOperator<double> op(xxz(16, square(4, 4), 1, 1, 0), group, 8);
  CHECK(op.size() < 200);
  CHECK(levels_of(op)(0) == Approx(-11.228483208).epsilon(1e-10));
}

TEST_CASE("products of a sector on more threads have the same bits") {
  const std::uint32_t n = 14;
  const SymmetryGroup group(n, std::vector<Generator>{{ring_translation(n), momentum_character(3, n)}});
  const Terms terms = xxz(n, ring(n), 1, 1, 0);
  const SymmetricOperator<Complex> one(terms, group, 7, 1), more(terms, group, 7, 3);
  REQUIRE(one.states() == more.states());
  arma::cx_vec x(one.size()), a(one.size()), b(one.size());
  for (arma::uword k = 0; k < x.n_elem; ++k)
    x(k) = Complex(std::sin(static_cast<double>(k)), std::cos(static_cast<double>(3 * k)));
  one.apply(x.memptr(), a.memptr());
  more.apply(x.memptr(), b.memptr());
  CHECK(std::equal(a.begin(), a.end(), b.begin()));
}

TEST_CASE("states of a sector expanded to all words are eigenvectors there") {
  const std::uint32_t n = 8;
  const Terms terms = xxz(n, ring(n), 1, 0.7, 0);
  const SymmetryGroup group(
      n, std::vector<Generator>{{ring_translation(n), momentum_character(3, n)}, {spin_inversion(n), -1}});
  const SymmetricOperator<Complex> op(terms, group, 4);
  const auto [levels, vectors] = dense_spectrum(op, true);
  const ChunkedBasis basis(n, 4);
  const arma::mat h = test::matrix_of(SpinOperator(terms, basis));
  for (arma::uword k = 0; k < levels.n_elem; ++k) {
    const arma::cx_vec v(op.expand(vectors.colptr(k), group, basis));
    CHECK(arma::norm(v) == Approx(1).epsilon(1e-12));
    const arma::vec re = arma::real(v), im = arma::imag(v);
    CHECK(arma::norm(h * re - levels(k) * re) < 1e-12);
    CHECK(arma::norm(h * im - levels(k) * im) < 1e-12);
  }
}

TEST_CASE("symmetries of a grid are refused where the grid has none such") {
  CHECK_THROWS_AS(translation(Lengths{4, 4}, 2), std::invalid_argument);
  CHECK_THROWS_AS(diagonal_reflection(Lengths{4, 5}, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(reflection(Lengths{4, 0}, 0), std::invalid_argument);
  CHECK(momentum_character(2, 4) == Complex(-1));
}

TEST_CASE("a symmetry that is none is refused by its name") {
  const Terms terms = xxz(6, ring(6), 1, 1, 0);
  std::vector<Pair> chain = ring(6);
  chain.pop_back();
  const SymmetryGroup shifts(6, std::vector<Generator>{{ring_translation(6), 1}});
  CHECK_THROWS_WITH(
      SymmetricOperator<double>(xxz(6, chain, 1, 1, 0), shifts),
      Contains("\"translation along axis 1\" does not commute with the Hamiltonian: it changes its bonds"));
  const SymmetryGroup turns(6, std::vector<Generator>{{spin_inversion(6), 1}});
  CHECK_THROWS_WITH(SymmetricOperator<double>(xxz(6, chain, 1, 1, 0.5), turns), Contains("field along z"));
  CHECK_THROWS_WITH(SymmetricOperator<double>(terms, turns, 2), Contains("changes the magnetization"));
  CHECK_THROWS_WITH(SymmetryGroup(6, std::vector<Generator>{{ring_translation(6), -Complex(0, 1)}}),
                    Contains("of no representation"));
  CHECK_THROWS_WITH(SymmetryGroup(5, std::vector<Generator>{{ring_translation(6), 1}}),
                    Contains("no permutation"));
  CHECK_THROWS_WITH(
      SymmetricOperator<double>(
          terms, SymmetryGroup(6, std::vector<Generator>{{ring_translation(6), momentum_character(1, 6)}})),
      Contains("complex"));
  // Twice half the bond is the bond: what counts is the sum.
  Terms halves = terms;
  halves.bonds.front().zz /= 2;
  halves.bonds.front().flip /= 2;
  halves.bonds.push_back(halves.bonds.front());
  CHECK(SymmetricOperator<double>(halves, shifts, 3).size() ==
        SymmetricOperator<double>(terms, shifts, 3).size());
}

}  // namespace symmetric_operator_tests
