#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/exact/bethe.hpp"
#include "lenz/exact/free_fermions.hpp"
#include "lenz/exact/spins/spectrum.hpp"
#include "lenz/exact/spins/spin_operator.hpp"

#include "exact/spin_helpers.hpp"

namespace spin_spectrum_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::ring, test::square;

namespace {

void check_lowest(const Terms& terms, std::size_t n_levels) {
  const Spectrum found = lowest_spectrum(terms, {.n_levels = n_levels});
  const arma::vec all = arma::eig_sym(test::matrix_of(SpinOperator(terms, ChunkedBasis(terms.n_sites))));
  CHECK(found.status == LanczosStatus::converged);
  REQUIRE(found.levels.size() == n_levels);
  for (std::size_t k = 0; k < n_levels; ++k) {
    CHECK(std::abs(found.levels[k].energy - all(k)) < 1e-11);
    CHECK(found.levels[k].residual < 1e-10);
  }
}

}  // namespace

TEST_CASE("the lowest levels of all sectors are the lowest of the whole spectrum") {
  check_lowest(xxz(10, ring(10), 1, 1, 0), 12);
  check_lowest(xxz(9, square(3, 3), 1, 0.5, 0.4), 12);
  check_lowest(xxz(10, ring(10), -1, 1, 0), 14);  // a ferromagnet: 11 states of one energy
  check_lowest(transverse_ising(10, ring(10), 1, 0.7), 12);
  check_lowest(transverse_ising(9, ring(9), -1, 0.3), 12);
  Terms tilted = transverse_ising(8, ring(8), 1, 0.7);
  tilted.z.assign(8, 0.2);
  check_lowest(tilted, 6);
}

TEST_CASE("both Majumdar-Ghosh states are found and told from the rest") {
  const std::uint32_t n = 14;
  std::vector<Pair> second;
  for (std::uint32_t i = 0; i < n; ++i) second.emplace_back(i, (i + 2) % n);
  const Spectrum found = lowest_spectrum(j1j2(n, ring(n), second, 1, 0.5), {.n_levels = 3});
  CHECK(std::abs(found.levels[0].energy + 3.0 * n / 8) < 1e-10);
  CHECK(std::abs(found.levels[1].energy + 3.0 * n / 8) < 1e-10);
  CHECK(found.levels[2].energy > found.levels[1].energy + 0.1);
  CHECK(found.levels[0].sector == Sector{.n_up = n / 2});
}

TEST_CASE("rings reach the energies of Bethe and of free fermions") {
  const Spectrum heisenberg = lowest_spectrum(xxz(16, ring(16), 1, 1, 0), {.n_levels = 1});
  CHECK(std::abs(heisenberg.levels[0].energy -
                 exact::bethe::ground_energy({.n_sites = 16, .coupling = 1, .anisotropy = 1})) < 1e-11);
  const exact::free_fermions::Chain chain{.n_sites = 16, .coupling = 1, .field = 1};
  const Spectrum ising = lowest_spectrum(transverse_ising(16, ring(16), 1, 1), {.n_levels = 4});
  const auto exact_levels = exact::free_fermions::levels(chain, 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(std::abs(ising.levels[k].energy - exact_levels[k].energy) < 1e-11);
    CHECK(ising.levels[k].sector.parity == exact_levels[k].parity);
  }
}

TEST_CASE("the lowest state of a sector stands in the basis of words") {
  const Terms terms = transverse_ising(8, ring(8), 1, 0.7);
  for (const int parity : {1, -1}) {
    const SectorState state = lowest_state(terms, {.parity = parity}, {});
    const SpinOperator op(terms, ChunkedBasis(8));
    const arma::vec v(state.vector);
    arma::vec product(v.n_elem);
    op.apply(v.memptr(), product.memptr());
    CHECK(arma::norm(v) == Approx(1).epsilon(1e-13));
    CHECK(arma::norm(product - state.energy * v) < 1e-10);
    CHECK(arma::abs(v - parity * arma::reverse(v)).max() < 1e-15);
  }
}

TEST_CASE("memory is told before anything is taken") {
  const auto bytes = [](const Terms& terms, std::size_t n_levels) {
    return spectrum_bytes(terms, sectors_of(terms), {.n_levels = n_levels});
  };
  const double small = bytes(xxz(24, ring(24), 1, 1, 0), 1);
  CHECK(small > 2704156 * 8.0 * 2);
  CHECK(small < 2704156 * 8.0 * 60);
  CHECK(bytes(transverse_ising(40, ring(40), 1, 1), 1) > 1e12);
}

}  // namespace spin_spectrum_tests
