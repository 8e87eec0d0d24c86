#include "lenz/exact/free_fermions.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace free_fermions_tests {

using namespace lenz;
namespace free_fermions = exact::free_fermions;
using free_fermions::Chain;

namespace {

constexpr double pi = std::numbers::pi;

/// Of absolute error at most `error`; Approx alone would also let 1e-5 of the value pass.
Approx within(double value, double error) { return Approx(value).epsilon(0).margin(error); }

/// sz of site i in the state `bits`.
double sz(std::size_t bits, std::size_t i) { return (bits >> i & 1) == 0 ? 1 : -1; }

/// H + c P as a dense matrix, bit by bit.
arma::mat dense(const Chain& chain, double c = 0) {
  const std::size_t n = chain.n_sites, dim = std::size_t{1} << n, n_bonds = chain.open ? n - 1 : n;
  arma::mat h(dim, dim, arma::fill::zeros);
  for (std::size_t s = 0; s < dim; ++s) {
    for (std::size_t i = 0; i < n_bonds; ++i) h(s, s) -= chain.coupling * sz(s, i) * sz(s, (i + 1) % n);
    for (std::size_t i = 0; i < n; ++i) h(s, s ^ std::size_t{1} << i) -= chain.field;
    h(s, s ^ (dim - 1)) += c;
  }
  return h;
}

/// The ground state, of several for h = 0 the one that a field h > 0 would choose: lowest in -sum sx - P/2.
arma::vec dense_ground(const Chain& chain, const arma::vec& energies, const arma::mat& vectors) {
  const arma::uvec lowest = arma::find(energies < energies(0) + 1e-9);
  if (chain.field != 0) {
    REQUIRE(lowest.n_elem == 1);
    return vectors.col(0);
  }
  const arma::mat space = vectors.cols(lowest);
  arma::vec e;
  arma::mat v;
  const Chain tilt{chain.n_sites, 0, 1, chain.open};
  REQUIRE(arma::eig_sym(e, v, arma::mat(space.t() * dense(tilt, -0.5) * space)));
  REQUIRE((e.n_elem == 1 || e(1) - e(0) > 1e-3));
  return space * v.col(0);
}

double dense_entropy(const arma::vec& state, std::size_t n, std::size_t first, std::size_t length) {
  const std::size_t inner = std::size_t{1} << length;
  arma::mat psi(inner, state.n_elem / inner);
  for (std::size_t s = 0; s < state.n_elem; ++s) {
    const std::size_t low = s & ((std::size_t{1} << first) - 1), high = s >> (first + length);
    psi(s >> first & (inner - 1), low | high << first) = state(s);
  }
  REQUIRE(first + length <= n);
  const arma::vec schmidt = arma::svd(psi);
  double entropy = 0;
  for (const double x : schmidt) entropy -= x > 0 ? x * x * std::log(x * x) : 0;
  return entropy;
}

/// Every chain of 2 to `n_max` sites that the tests visit.
template <class Check>
void for_each_chain(std::size_t n_max, const Check& check) {
  for (std::size_t n = 2; n <= n_max; ++n) {
    for (const double j : {1.0, -1.0}) {
      for (const double h : {0.0, 0.5, 1.0, 1.5, -0.7}) {
        for (const bool open : {false, true}) {
          INFO(n << " sites, J " << j << ", h " << h << ", open " << open);
          check(Chain{n, j, h, open});
        }
      }
    }
  }
}

double difference(const arma::vec& a, const std::vector<double>& b) {
  REQUIRE(a.n_elem == b.size());
  return arma::abs(a - arma::vec(b)).max();
}

void check_levels(const Chain& chain, const arma::vec& energies) {
  std::vector<double> all, tilted, even, odd;
  const double c = 0.3712;
  for (const auto& [energy, parity] : free_fermions::all_levels(chain)) {
    all.push_back(energy), tilted.push_back(energy + c * parity);
    (parity > 0 ? even : odd).push_back(energy);
  }
  REQUIRE(std::ranges::is_sorted(all));
  REQUIRE(difference(energies, all) < 1e-11);
  std::ranges::sort(tilted);
  REQUIRE(difference(arma::eig_sym(dense(chain, c)), tilted) < 1e-11);
  REQUIRE(free_fermions::ground_energy(chain) == within(energies(0), 1e-11));
  REQUIRE(free_fermions::ground_energy(chain, 1) == within(even[0], 1e-12));
  REQUIRE(free_fermions::ground_energy(chain, -1) == within(odd[0], 1e-12));
  REQUIRE(free_fermions::gap(chain) == within(energies(1) - energies(0), 1e-11));
  const auto few = free_fermions::levels(chain, 3);
  for (std::size_t k = 0; k < few.size(); ++k) REQUIRE(few[k].energy == all[k]);
}

void check_ground_state(const Chain& chain, const arma::vec& psi) {
  const std::size_t n = chain.n_sites;
  const free_fermions::GroundState state(chain);
  const auto sx = [&](std::size_t flips) {
    double sum = 0;
    for (std::size_t s = 0; s < psi.n_elem; ++s) sum += psi(s) * psi(s ^ flips);
    return sum;
  };
  for (std::size_t i = 0; i < n; ++i) {
    REQUIRE(state.sx(i) == within(sx(std::size_t{1} << i), 1e-10));
    for (std::size_t j = 0; j < n; ++j) {
      double zz = 0;
      for (std::size_t s = 0; s < psi.n_elem; ++s) zz += psi(s) * psi(s) * sz(s, i) * sz(s, j);
      INFO("sites " << i << " and " << j);
      REQUIRE(state.sz_sz(i, j) == within(zz, 1e-10));
      const double xx = i == j ? 1 : sx(std::size_t{1} << i | std::size_t{1} << j);
      REQUIRE(state.sx_sx(i, j) == within(xx, 1e-10));
      REQUIRE(state.sx_sx_connected(i, j) == within(xx - state.sx(i) * state.sx(j), 1e-10));
    }
    for (const std::size_t length : {std::size_t{1}, n / 2, n - i}) {
      if (i + length > n) continue;
      INFO("a block of " << length << " from " << i);
      REQUIRE(state.entropy(i, length) == within(dense_entropy(psi, n, i, length), 1e-10));
    }
  }
}

void check_thermal(const Chain& chain, const arma::vec& energies) {
  const std::vector<double> temperatures = {0.05, 0.3, 1, 5};
  const auto n = static_cast<double>(chain.n_sites);
  const auto values = free_fermions::values(chain, temperatures);
  for (std::size_t k = 0; k < temperatures.size(); ++k) {
    const double t = temperatures[k];
    INFO("T " << t);
    const arma::vec weight = arma::exp(-(energies - energies(0)) / t);
    const double z = arma::accu(weight), u = arma::dot(weight, energies) / z;
    const double variance = arma::dot(weight, arma::square(energies - u)) / z;
    const double f = (energies(0) - t * std::log(z)) / n;
    REQUIRE(values[k].at("energy")[0] == within(u, 1e-10));
    REQUIRE(values[k].at("specific_heat")[0] == within(variance / (t * t * n), 1e-10));
    REQUIRE(values[k].at("free_energy")[0] == within(f, 1e-10));
    REQUIRE(values[k].at("entropy")[0] == within((u / n - f) / t, 1e-10));
  }
}

}  // namespace

// 6 s: dense spectra of 180 chains of up to 10 spins.
TEST_CASE("free fermions have the levels and states and heat of the dense transverse chain") {
  for_each_chain(10, [](const Chain& chain) {
    arma::vec energies;
    arma::mat vectors;
    REQUIRE(arma::eig_sym(energies, vectors, dense(chain)));
    check_levels(chain, energies);
    check_thermal(chain, energies);
    check_ground_state(chain, dense_ground(chain, energies, vectors));
  });
}

TEST_CASE("free fermions know the published energies of the critical ring") {
  const auto energy = [](std::size_t n) { return free_fermions::ground_energy({n, 1, 1, false}); };
  CHECK(energy(10) == within(-12.784906443, 6e-10));
  CHECK(energy(20) == within(-25.490989686, 6e-10));
  CHECK(energy(32) == within(-40.760032494, 6e-10));
  CHECK(energy(80) == within(-101.865708858, 6e-10));
  for (const std::size_t n : {10, 80, 4096})  // E_0 = -2/sin(pi/2N), E_1 - E_0 = 2 tan(pi/4N)
    CHECK(energy(n) == Approx(-2 / std::sin(pi / (2.0 * static_cast<double>(n)))).epsilon(1e-14));
  CHECK(free_fermions::gap({80, 1, 1, false}) == Approx(2 * std::tan(pi / 320)).epsilon(1e-13));
}

TEST_CASE("free fermions of chains without field or coupling or neighbours") {
  for (const double field : {1.3, -1.3}) {
    for (const bool open : {false, true}) {
      const auto one = free_fermions::all_levels({1, 0.7, field, open});
      REQUIRE(one.size() == 2);
      CHECK(one[0].energy == within(-1.3, 1e-15));
      CHECK(one[0].parity == (field > 0 ? 1 : -1));
      CHECK(free_fermions::GroundState({1, 0.7, field, open}).sx(0) == within(field > 0 ? 1 : -1, 1e-14));
      const auto free = free_fermions::ground_values({6, 0, field, open});
      CHECK(free.at("transverse_magnetization")[0] == within(field > 0 ? 1 : -1, 1e-14));
      CHECK(free.at("entanglement_entropy")[0] == within(0, 1e-13));
      CHECK(free.at("correlation")[2] == within(0, 1e-14));
    }
  }
  CHECK(free_fermions::gap({60, 1, 0, false}) == 0);
  CHECK(free_fermions::gap({61, -1, 0, false}) == 0);
}

TEST_CASE("the ordered transverse chain has the ground state of even parity though its levels agree") {
  for (const bool open : {false, true}) {
    const Chain chain{100, 1, 0.5, open};
    const auto two = free_fermions::levels(chain, 3);
    INFO("open " << open);
    CHECK(two[1].energy - two[0].energy < 1e-12);
    CHECK(two[2].energy - two[0].energy > 0.9);
    const free_fermions::GroundState state(chain);
    CHECK(state.sz_sz(0, 50) == Approx(open ? std::pow(0.75, 0.625) : std::pow(0.75, 0.25)).epsilon(1e-10));
    CHECK(state.entropy(0, 100) == within(0, 1e-11));
    if (open) CHECK(state.sz_sz(0, 99) == Approx(0.75).epsilon(1e-10));
  }
  // The mode at the free ends: e_0 -> (1 - h^2) h^N.
  const double gap = free_fermions::gap({100, 1, 0.5, true});
  CHECK(gap == Approx(2 * 0.75 * std::pow(0.5, 100)).epsilon(1e-10));
}

TEST_CASE("long transverse rings tend to the infinite chain") {
  const auto values = free_fermions::ground_values({200, 1, 2, false});
  CHECK(values.at("gap")[0] == Approx(2).epsilon(1e-12));  // 2 |h - J|
  // The critical ring: S(N/2) = (1/6) log(N/pi) + constant (c = 1/2), so doubling N adds log(2)/6.
  const auto half = [](std::size_t n) {
    return free_fermions::GroundState({n, 1, 1, false}).entropy(0, n / 2);
  };
  CHECK(half(400) - half(200) == Approx(std::log(2.0) / 6).epsilon(1e-4));
  CHECK(free_fermions::GroundState({400, 1, 1, false}).sx(7) == Approx(2 / pi).epsilon(1e-4));
  // A ring at one temperature tends to (1/pi) int_0^pi log 2 cosh(e_k/T) dk, here by 2^14 midpoints.
  double log_z = 0;
  for (int m = 0; m < 1 << 14; ++m)
    log_z += std::log(2 * std::cosh(2 * std::sqrt(1.25 - std::cos(pi * (m + 0.5) / (1 << 14)))));
  const auto hot = free_fermions::values({500, 1, 0.5, false}, std::vector<double>{0.5})[0];
  CHECK(hot.at("free_energy")[0] == Approx(-0.5 * log_z / (1 << 14)).epsilon(1e-11));
}

TEST_CASE("free fermions refuse what they cannot do") {
  CHECK_FALSE(free_fermions::applies({0, 1, 1, false}));
  CHECK_FALSE(free_fermions::applies({5000, 1, 1, false}));
  CHECK_FALSE(free_fermions::applies({4, 0, 0, false}));
  CHECK_FALSE(free_fermions::applies({4, 1, INFINITY, false}));
  CHECK_FALSE(free_fermions::applies({4, 1, 1, false}, std::vector<double>{1e-4}));
  CHECK(free_fermions::applies({4, 1, 1, false}, std::vector<double>{1e-3}));
  CHECK_THROWS_AS(free_fermions::all_levels({21, 1, 1, false}), std::invalid_argument);
  CHECK_THROWS_AS(free_fermions::ground_energy({4, 1, 1, false}, 0), std::invalid_argument);
  CHECK_THROWS_AS(free_fermions::GroundState({4, 1, 1, false}).entropy(2, 3), std::invalid_argument);
  CHECK_THROWS_AS(free_fermions::GroundState({4, 1, 1, false}).sx(4), std::invalid_argument);
  CHECK_THROWS_AS(free_fermions::values({4, 1, 1, false}, std::vector<double>{-1}), std::invalid_argument);
}

}  // namespace free_fermions_tests
