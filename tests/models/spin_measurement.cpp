#include "lenz/models/spin_states/spin_measurement.hpp"

#include <armadillo>
#include <cmath>
#include <complex>
#include <numbers>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/models/spin_states/spin_density.hpp"

namespace spin_measurement_tests {

using namespace lenz;
using namespace lenz::models;
using lattice::Boundary;
using lattice::Kind;
using lattice::Lattice;

namespace {

constexpr std::size_t n = 6, n_states = 1 << n;

/// Site i is up where bit i is set.
Spins spins_of(std::size_t state) {
  Spins s(n);
  for (std::size_t i = 0; i < n; ++i) s[i] = (state >> i & 1) != 0 ? 1 : -1;
  return s;
}
double sz(std::size_t state, std::size_t i) { return (state >> i & 1) != 0 ? 1 : -1; }

/// A model in the words of its operators, without any turn.
struct Model {
  double zz = 0, exchange = 0, x = 0, z = 0;
  std::vector<SpinBond> bonds(const Lattice& lattice) const {
    std::vector<SpinBond> all;
    for (const auto& b : lattice.bonds()) all.push_back({b.a, b.b, zz, exchange});
    return all;
  }
  SpinHamiltonian hamiltonian(const Lattice& lattice) const {
    return SpinHamiltonian(n, bonds(lattice), std::vector<double>(n, x), std::vector<double>(n, z));
  }
  arma::mat matrix(const Lattice& lattice) const {
    arma::mat h(n_states, n_states);
    for (std::size_t s = 0; s < n_states; ++s) {
      for (const auto& b : lattice.bonds()) {
        h(s, s) += zz * sz(s, b.a) * sz(s, b.b);
        const std::size_t both = std::size_t{1} << b.a | std::size_t{1} << b.b;
        if (sz(s, b.a) != sz(s, b.b)) h(s, s ^ both) += exchange;
      }
      for (std::size_t i = 0; i < n; ++i) {
        h(s, s) += z * sz(s, i);
        h(s, s ^ std::size_t{1} << i) += x;
      }
    }
    return h;
  }
};

/// <A> of |psi|^2 / <psi|psi>, state by state, from what the measurement records.
template <class Psi>
arma::vec measured_means(const SpinMeasurement& measurement, const Psi& psi) {
  const SpinDensity density(psi);
  std::vector<typename SpinDensity<Psi>::Walker> walkers(1);
  std::vector<double> row(measurement.n_quantities());
  arma::vec sum(row.size());
  double norm = 0;
  for (std::size_t s = 0; s < n_states; ++s) {
    walkers.front() = density.walker(spins_of(s));
    const double weight = std::exp(density.log_density(walkers.front()));
    measurement.measure(density, std::span<const typename SpinDensity<Psi>::Walker>(walkers), 0, 0, row);
    sum += weight * arma::vec(row);
    norm += weight;
  }
  return sum / norm;
}

template <class Value>
RbmState<Value> random_state() {
  RbmState<Value> psi({.n_sites = n, .n_features = 5});
  random::Stream rng({.seed = 11});
  psi.draw_parameters(rng, 1.0);
  return psi;
}

/// The wavefunction of the model as it is: psi times the signs of the turn.
template <class Psi>
arma::cx_vec unturned(const Psi& psi, const Spins& signs) {
  arma::cx_vec v(n_states);
  typename Psi::Cache cache;
  for (std::size_t s = 0; s < n_states; ++s) {
    const Spins spins = spins_of(s);
    psi.rebuild(spins, cache);
    v(s) = std::exp(psi.log_psi(spins, cache));
    for (std::size_t i = 0; i < n; ++i) v(s) *= signs[i] < 0 && spins[i] < 0 ? -1.0 : 1.0;
  }
  return v / arma::norm(v);
}

double transverse_of(const arma::cx_vec& v) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t s = 0; s < n_states; ++s)
      sum += std::real(std::conj(v(s)) * v(s ^ std::size_t{1} << i)) / n;
  }
  return sum;
}

/// Energy, second moment and transverse magnetization against matrices of the model without its turn.
template <class Value>
void check_energies(const Model& model, const Spins& signs) {
  const Lattice ring(Kind::chain, {n});
  const auto psi = random_state<Value>();
  const double reference = -1.5;
  const SpinMeasurement measurement(
      model.hamiltonian(ring).turned(signs), SpinPattern(ring, 0.5),
      {.reference = reference, .transverse = true, .third = true, .signs = signs});
  const arma::vec means = measured_means(measurement, psi);
  const arma::cx_vec v = unturned(psi, signs);
  const arma::cx_vec off = model.matrix(ring) * v - reference * v;
  CHECK(means[SpinMeasurement::energy] == Approx(std::real(arma::cdot(v, off))).epsilon(1e-11));
  CHECK(means[SpinMeasurement::energy_2] == Approx(std::real(arma::cdot(off, off))).epsilon(1e-11));
  CHECK(means[measurement.transverse()] == Approx(transverse_of(v)).epsilon(1e-11));
  const arma::cx_vec twice = model.matrix(ring) * off - reference * off;
  const double third = std::real(arma::cdot(off, twice));
  CHECK(means[measurement.energy_3()] == Approx(third).epsilon(1e-11));
  // The lowest level of H in the space of psi and H psi.
  const double e = means[SpinMeasurement::energy], e_2 = means[SpinMeasurement::energy_2];
  const double mixed = std::sqrt(e_2 - e * e);
  const double far = (third - 2 * e * e_2 + e * e * e) / (mixed * mixed);
  CHECK(e - lanczos_gain(e, e_2, third) ==
        Approx(arma::eig_sym(arma::mat{{e, mixed}, {mixed, far}})[0]).epsilon(1e-11));
}

}  // namespace

TEST_CASE("No step of Lanczos leads away from a level") {
  CHECK(lanczos_gain(-2, 4, -8) == 0);
  CHECK(lanczos_gain(0, 1e-20, 1e-15) == Approx(1e-25));
  CHECK(lanczos_gain(0, 1, 0) == Approx(1));
}

TEST_CASE("Energies of spins and their squares are those of matrices whatever signs are turned away") {
  const Model ising{.zz = -1, .x = 0.7}, xxz{.zz = 0.3, .exchange = 0.5, .z = -0.2};
  const Spins all_down(n, -1), one_sublattice{1, -1, 1, -1, 1, -1}, none(n, 1);
  check_energies<double>(ising, all_down);
  check_energies<std::complex<double>>(ising, all_down);
  check_energies<std::complex<double>>(ising, none);
  check_energies<double>(xxz, one_sublattice);
  check_energies<std::complex<double>>(xxz, none);
}

TEST_CASE("A transverse magnetization needs no field along x") {
  check_energies<double>({.zz = -1}, Spins(n, 1));
  check_energies<double>({.zz = -1}, Spins(n, -1));
}

TEST_CASE("Patterns of spins are those of full enumeration") {
  const Lattice lattice(Kind::triangular, {3, 2});
  const double spin = 0.5;
  const auto psi = random_state<double>();
  const SpinMeasurement measurement(Model{.zz = 1}.hamiltonian(lattice), SpinPattern(lattice, spin), {});
  const arma::vec means = measured_means(measurement, psi);
  const arma::vec p = arma::square(arma::abs(unturned(psi, Spins(n, 1))));
  const auto mean_of = [&](const auto& f) {
    double sum = 0;
    for (std::size_t s = 0; s < n_states; ++s) sum += p(s) * f(s);
    return sum;
  };
  const auto up = [&](std::size_t s) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += spin * sz(s, i) / n;
    return sum;
  };
  CHECK(means[SpinMeasurement::magnetization] == Approx(mean_of(up)).epsilon(1e-11));
  CHECK(means[SpinMeasurement::abs_magnetization] ==
        Approx(mean_of([&](std::size_t s) { return std::fabs(up(s)); })).epsilon(1e-11));
  REQUIRE(measurement.pattern().n_distances() == 2);
  CHECK(means[measurement.correlation()] == Approx(spin * spin));
  const std::size_t next[] = {1, 2, 0, 4, 5, 3};
  CHECK(means[measurement.correlation() + 1] == Approx(mean_of([&](std::size_t s) {
                                                  double sum = 0;
                                                  for (std::size_t i = 0; i < n; ++i)
                                                    sum += spin * spin * sz(s, i) * sz(s, next[i]) / n;
                                                  return sum;
                                                })).epsilon(1e-11));
  REQUIRE(measurement.pattern().n_waves() == n);
  const double pi = std::numbers::pi, root = std::sqrt(3.0);
  for (std::size_t k = 0; k < n; ++k) {
    // b_1 = 2 pi (1, -1 / sqrt 3), b_2 = 2 pi (0, 2 / sqrt 3)
    const double k1 = static_cast<double>(k % 3) / 3, k2 = static_cast<double>(k / 3) / 2;
    const double qx = 2 * pi * k1, qy = 2 * pi * (2 * k2 - k1) / root;
    const auto wave = [&](std::size_t s) {
      std::complex<double> sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        sum += spin * sz(s, i) *
               std::polar(1.0, qx * lattice.positions()[i][0] + qy * lattice.positions()[i][1]);
      return std::norm(sum) / n;
    };
    CHECK(means[measurement.structure_factor() + k] == Approx(mean_of(wave)).epsilon(1e-10));
  }
  CHECK_FALSE(measurement.pattern().is_bipartite());
  CHECK(measurement.names().size() == measurement.n_quantities());
}

TEST_CASE("Staggered magnetizations and open lattices") {
  const Lattice open(Kind::chain, {n}, Boundary::open);
  const SpinPattern pattern(open, 1);
  CHECK(pattern.n_waves() == 0);
  REQUIRE(pattern.n_distances() == 4);
  const Spins neel{1, -1, 1, -1, 1, -1}, kink{1, -1, 1, 1, -1, 1};
  CHECK(pattern.staggered(neel) == 1);
  CHECK(pattern.staggered(kink) == 0);
  std::vector<double> correlation(4);
  pattern.correlation(kink, correlation);
  CHECK(correlation == std::vector<double>{1, -3.0 / 5, 0, 1});
  CHECK_THROWS_AS(SpinMeasurement(Model{.zz = 1}.hamiltonian(open), pattern, {.signs = {1}}),
                  std::invalid_argument);
}

TEST_CASE("Waves of a ring and their mirrors") {
  const SpinPattern pattern(Lattice(Kind::chain, {n}), 1);
  const Spins s{1, 1, -1, 1, -1, -1};
  std::vector<double> waves(n);
  pattern.structure_factor(s, waves);
  for (std::size_t k = 0; k < n; ++k) {
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      sum +=
          static_cast<double>(s[i]) * std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(k * i) / n);
    CHECK(waves[k] == Approx(std::norm(sum) / n).margin(1e-12));
  }
}

TEST_CASE("The overlap with another state is that of their vectors whatever its factor") {
  const Lattice lattice(Kind::chain, {n});
  const auto psi = random_state<std::complex<double>>();
  RbmState<std::complex<double>> other({.n_sites = n, .n_features = 3});
  random::Stream rng({.seed = 5});
  other.draw_parameters(rng, 0.7);
  const Spins none(n, 1);
  const double exact = std::norm(arma::cdot(unturned(psi, none), unturned(other, none)));
  CHECK(exact > 1e-3);
  const auto log_psi = [&](const Spins& spins) {
    RbmState<std::complex<double>>::Cache cache;
    other.rebuild(spins, cache);
    return other.log_psi(spins, cache) + std::complex<double>(700, 2);
  };
  const SpinMeasurement measurement(
      Model{.zz = 1}.hamiltonian(lattice), SpinPattern(lattice, 1),
      {.others = {{.log_psi = log_psi, .shift = -700}, {.log_psi = log_psi, .shift = -701}}});
  CHECK(measurement.names().size() == measurement.n_quantities());
  CHECK(measurement.names().back() == "overlap 1 square");
  const arma::vec m = measured_means(measurement, psi);
  for (const std::size_t j : {0, 1}) {
    const std::size_t at = measurement.overlap(j);
    CHECK((m[at] * m[at] + m[at + 1] * m[at + 1]) / m[at + 2] == Approx(exact).epsilon(1e-10));
  }
}

}  // namespace spin_measurement_tests
