#include "support/spin_states.hpp"

#include <cmath>
#include <complex>
#include <cstdint>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/jastrow_state.hpp"
#include "lenz/models/spin_states/network_state.hpp"
#include "lenz/models/spin_states/product_state.hpp"
#include "lenz/models/spin_states/spin_density.hpp"

#include "support/memory_archive.hpp"

namespace spin_states_tests {

using namespace lenz;
using namespace lenz::models;
using Complex = std::complex<double>;

namespace {

/// psi by its definition, hidden units summed out one by one.
template <class Value>
Value log_by_definition(const RbmState<Value>& psi, const Spins& s) {
  Value log_psi{};
  for (std::size_t i = 0; i < s.size(); ++i) log_psi += psi.visible_bias(i) * static_cast<double>(s[i]);
  for (std::size_t f = 0; f < psi.shape().n_features; ++f) {
    for (const auto& g : psi.shape().group) {
      Value theta = psi.hidden_bias(f);
      for (std::size_t k = 0; k < s.size(); ++k) theta += psi.weight(f, k) * static_cast<double>(s[g[k]]);
      log_psi += std::log(std::exp(theta) + std::exp(-theta));
    }
  }
  return log_psi;
}

template <class Value>
void check_machine(const RbmShape& shape) {
  const RbmState<Value> psi = test::drawn_machine<Value>(shape, 1);
  for (const std::uint64_t word : {0, 9, 23, 37}) {
    const Spins s = test::spins_of(word, shape.n_sites);
    CHECK(std::abs(std::exp(test::log_psi_at(psi, s) - log_by_definition(psi, s)) - 1.0) < 1e-13);
  }
  const test::SpinStateDefects defects = test::defects_of_state(psi, 2);
  CHECK(defects.ratios < 1e-12);
  CHECK(1e12 * defects.walk < 10);
  CHECK(defects.derivatives < 1e-8);
}

}  // namespace

TEST_CASE("A Hamiltonian of spins is its matrix of Pauli matrices") {
  const std::vector<SpinBond> bonds{{0, 1, 0.3, 0.7}, {1, 2, -0.2, 0.5}, {0, 1, 0.1, -0.2}, {3, 1, 1.1, 0}};
  const std::vector<double> x{-1, 0, 0.3, 0.2}, z{0.4, -0.1, 0, 0.6};
  const SpinHamiltonian h(4, bonds, x, z);
  const arma::mat exact = test::pauli_matrix(4, bonds, x, z);
  CHECK(arma::abs(test::matrix_of(h) - exact).max() < 1e-15);
  CHECK(h.mean_level() == Approx(arma::trace(exact) / 16).margin(1e-15));
  CHECK_FALSE(h.has_inversion());
  CHECK_FALSE(h.conserves_magnetization());
  CHECK(test::heisenberg_ring(4).conserves_magnetization());
  double trace = 0;
  for (const std::uint64_t word : {1, 2, 4, 8}) trace += exact(word, word);
  CHECK(h.mean_level(1) == Approx(trace / 4));
  CHECK_THROWS_AS(SpinHamiltonian(2, {{0, 0, 1, 1}}, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(SpinHamiltonian(2, {{0, 2, 1, 1}}, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(SpinHamiltonian(2, {{0, 1, HUGE_VAL, 1}}, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(SpinHamiltonian(2, {}, {1}, {}), std::invalid_argument);
}

TEST_CASE("A sign rule leaves no positive element and the same levels") {
  const SpinHamiltonian frustrated(3, test::ring(3, 0.25, 0.5), {}, {});
  CHECK_FALSE(frustrated.sign_rule());
  CHECK_FALSE(SpinHamiltonian(2, {{0, 1, 0, 1}}, {1, 1}, {}).sign_rule());
  const std::vector<SpinBond> bonds{{0, 1, 0.3, 0.7}, {1, 2, -0.2, -0.5}, {3, 4, 1.1, 0.1}, {4, 5, 0.2, 0.9}};
  for (const std::vector<double>& x : {std::vector<double>{}, std::vector<double>{0, -1, 0, 0, 0, 0.5}}) {
    const SpinHamiltonian h(6, bonds, x, {});
    const auto signs = h.sign_rule();
    REQUIRE(signs);
    const arma::mat before = test::matrix_of(h), after = test::matrix_of(h.turned(*signs));
    CHECK((after - arma::diagmat(after)).max() <= 0);
    CHECK((before - arma::diagmat(before)).max() > 0);
    CHECK(arma::abs(arma::eig_sym(before) - arma::eig_sym(after)).max() < 1e-12);
  }
}

TEST_CASE("A machine of spins is its definition and its ratios and derivatives those of its logarithm") {
  for (const bool biases : {true, false}) {
    CAPTURE(biases);
    RbmShape plain{.n_sites = 6, .n_features = 9, .biases = biases};
    RbmShape shared{.n_sites = 6, .n_features = 3, .group = test::translations(6), .biases = biases};
    // No pairs in the tables; some, the second of which a translation turns into its mirror image.
    for (const std::vector<Flips>& pairs : {std::vector<Flips>{}, {{0, 1}, {0, 3}, {3, 0}, {5, 2}}}) {
      plain.pairs = shared.pairs = pairs;
      check_machine<double>(plain);
      check_machine<double>(shared);
      check_machine<Complex>(plain);
      check_machine<Complex>(shared);
    }
  }
}

TEST_CASE("A machine of spins has the symmetries it is given") {
  const RbmState<Complex> psi = test::drawn_machine<Complex>(
      {.n_sites = 6, .n_features = 2, .group = test::translations(6), .biases = true}, 3);
  const RbmState<double> even =
      test::drawn_machine<double>({.n_sites = 6, .n_features = 5, .biases = false}, 4);
  for (const std::uint64_t word : {1, 5, 11, 38}) {
    const Spins s = test::spins_of(word, 6);
    Spins moved(6), turned = s;
    for (std::size_t k = 0; k < 6; ++k) moved[(k + 1) % 6] = s[k];
    CHECK(std::abs(test::log_psi_at(psi, moved) - test::log_psi_at(psi, s)) < 1e-13);
    flip(turned, Flips::all());
    CHECK(std::abs(test::log_psi_at(even, turned) - test::log_psi_at(even, s)) < 1e-13);
    CHECK(std::abs(test::log_psi_at(psi, turned) - test::log_psi_at(psi, s)) > 1e-3);
  }
  CHECK(psi.n_parameters() == 2 * (1 + 2 + 12));
  CHECK_THROWS_AS(RbmState<double>({.n_sites = 3, .n_features = 1, .group = {{0, 0, 1}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(RbmState<double>({.n_sites = 0}), std::invalid_argument);
  CHECK_THROWS_AS(RbmState<double>({.n_sites = 3, .n_features = 1, .pairs = {{0, 3}}}),
                  std::invalid_argument);
}

TEST_CASE("Jastrow states and mean fields and networks of spins are their definitions") {
  const auto drawn = [](auto psi, double width) {
    random::Stream rng({.seed = 7, .purpose = random::Purpose::test});
    psi.draw_parameters(rng, width);
    return psi;
  };
  const auto holds = [](const auto& psi) {
    const test::SpinStateDefects defects = test::defects_of_state(psi, 8);
    CHECK(1e12 * defects.ratios < 1);
    CHECK(1e12 * defects.walk < 10);
    CHECK(1e8 * defects.derivatives < 1);
  };
  const JastrowState plain = drawn(JastrowState({.n_sites = 5}), 1);
  CHECK(plain.n_parameters() == 5 + 10);
  std::vector<double> theta(15);
  plain.parameters(theta);
  const Spins s = test::spins_of(11, 5);
  double sum = 0;
  for (std::size_t i = 0, k = 5; i < 5; ++i) {
    sum += theta[i] * s[i];
    for (std::size_t j = i + 1; j < 5; ++j) sum += theta[k++] * s[i] * s[j];
  }
  CHECK(test::log_psi_at(plain, s) == Approx(sum).epsilon(1e-13));
  holds(plain);
  const JastrowState shared =
      drawn(JastrowState({.n_sites = 6, .group = test::translations(6), .fields = false}), 1);
  CHECK(shared.n_parameters() == 3);  // distances 1, 2, 3
  holds(shared);
  const JastrowState single = drawn(JastrowState({.n_sites = 6, .pairs = false}), 1);
  CHECK(single.n_parameters() == 6);
  holds(single);
  holds(drawn(NetworkState(5, {7, 4}), 1));
  const RbmShape small{.n_sites = 6, .n_features = 2, .group = test::translations(6)};
  holds(drawn(ProductState(RbmState<double>(small), shared), 1));
  const ProductState both(test::drawn_machine<Complex>(small, 9), shared);
  holds(both);
  const Spins six = test::spins_of(19, 6);
  CHECK(std::abs(test::log_psi_at(both, six) - test::log_psi_at(both.first(), six) -
                 test::log_psi_at(both.second(), six)) < 1e-14);
  CHECK_THROWS_AS(ProductState(RbmState<double>(small), plain), std::invalid_argument);
  holds(drawn(NetworkState(3, {}), 1));
  CHECK_THROWS_AS(NetworkState(3, {0}), std::invalid_argument);
  CHECK_THROWS_AS(JastrowState({.n_sites = 0}), std::invalid_argument);
}

TEST_CASE("Ratios beyond what a product of doubles holds come from logarithms") {
  // 64 units whose ratios are exp(-40) each: e^-2560 is 0, but the next two flips together are 1.
  RbmState<double> psi({.n_sites = 4, .n_features = 64, .biases = false});
  std::vector<double> theta(psi.n_parameters(), 0);
  for (std::size_t f = 0; f < 64; ++f) {
    theta[4 * f] = 20;
    theta[4 * f + 1] = -20;
    theta[4 * f + 2] = 30;
  }
  psi.set_parameters(theta);
  const Spins s{1, 1, 1, 1};
  RbmState<double>::Cache cache;
  psi.rebuild(s, cache);
  CHECK(psi.ratio(s, cache, Flips(0, 1)) == Approx(1).epsilon(1e-9));
  CHECK(psi.ratio(s, cache, Flips(3)) == Approx(1).epsilon(1e-12));
  CHECK(psi.ratio(s, cache, Flips(0)) == 0);         // exp(-64 * 20)
  CHECK(std::isinf(psi.ratio(s, cache, Flips(1))));  // exp(64 * 40)
  CHECK(std::isfinite(test::log_psi_at(psi, s)));
}

TEST_CASE("A turn of all spins leaves what a state keeps of the turned spins") {
  const auto holds = [](auto psi) {
    random::Stream rng({.seed = 9, .purpose = random::Purpose::test});
    psi.draw_parameters(rng, 1);
    REQUIRE(psi.is_even());
    const SpinDensity density(psi);
    auto walker = density.walker(test::spins_of(11, 6));
    CHECK(density.log_ratio(walker, Flips::all()) == 0);
    density.accept(walker, Flips::all());
    const auto turned = density.walker(test::spins_of(52, 6));
    CHECK(walker.spins == turned.spins);
    for (const Flips flips : {Flips(0), Flips(2, 3)})
      CHECK(std::abs(psi.ratio(walker.spins, walker.cache, flips) /
                         psi.ratio(turned.spins, turned.cache, flips) -
                     1.0) < 1e-13);
    CHECK(density.log_density(walker) == Approx(density.log_density(turned)).epsilon(1e-13));
  };
  const RbmShape shape{.n_sites = 6, .n_features = 3, .biases = false, .pairs = {{2, 3}}};
  const JastrowState pairs({.n_sites = 6, .fields = false});
  holds(RbmState<double>(shape));
  holds(RbmState<Complex>(shape));
  holds(pairs);
  holds(ProductState(RbmState<double>(shape), pairs));
}

TEST_CASE("A walker of spins is archived with its cache") {
  const RbmState<Complex> psi = test::drawn_machine<Complex>({.n_sites = 5, .n_features = 3}, 5);
  SpinWalker<RbmState<Complex>::Cache> walker{.spins = test::spins_of(11, 5), .cache = {}};
  psi.rebuild(walker.spins, walker.cache);
  const auto copy = test::through_archive(walker);
  CHECK(copy.spins == walker.spins);
  CHECK(psi.ratio(copy.spins, copy.cache, Flips(2)) == psi.ratio(walker.spins, walker.cache, Flips(2)));
}

}  // namespace spin_states_tests
