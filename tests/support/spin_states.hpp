#pragma once

#include <armadillo>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/models/spin_states/spin_state.hpp"
#include "lenz/random/draws.hpp"

/// Spins few enough to be gone through, and what any wavefunction of spins must obey.
namespace lenz::test {

/// The spins of a word: bit k up.
inline models::Spins spins_of(std::uint64_t word, std::size_t n) {
  models::Spins s(n);
  for (std::size_t k = 0; k < n; ++k) s[k] = (word >> k & 1) != 0 ? 1 : -1;
  return s;
}
inline std::uint64_t word_of(const models::Spins& s) {
  std::uint64_t word = 0;
  for (std::size_t k = 0; k < s.size(); ++k) word |= std::uint64_t{s[k] > 0} << k;
  return word;
}

/// H as a matrix, from Pauli matrices and Kronecker products.
inline arma::mat operator_at(std::size_t n, std::size_t i, const arma::mat& a, std::size_t j,
                             const arma::mat& b) {
  arma::mat all = arma::eye(1, 1);
  for (std::size_t k = n; k-- > 0;) {  // site 0 is the lowest bit
    arma::mat factor = arma::eye(2, 2);
    if (k == i) factor = a * factor;
    if (k == j) factor = b * factor;
    all = arma::kron(all, factor);
  }
  return all;
}
inline arma::mat pauli_matrix(std::size_t n, const std::vector<models::SpinBond>& bonds,
                              const std::vector<double>& x, const std::vector<double>& z) {
  // States of a spin in the order down, up: bit 0, bit 1.
  const arma::mat sz = {{-1, 0}, {0, 1}}, sx = {{0, 1}, {1, 0}}, up = {{0, 0}, {1, 0}}, one = arma::eye(2, 2);
  arma::mat h(std::size_t{1} << n, std::size_t{1} << n, arma::fill::zeros);
  for (const models::SpinBond& b : bonds) {
    h += b.zz * operator_at(n, b.i, sz, b.j, sz);
    h += b.exchange * (operator_at(n, b.i, up, b.j, up.t()) + operator_at(n, b.i, up.t(), b.j, up));
  }
  for (std::size_t i = 0; i < x.size(); ++i) h += x[i] * operator_at(n, i, sx, i, one);
  for (std::size_t i = 0; i < z.size(); ++i) h += z[i] * operator_at(n, i, sz, i, one);
  return h;
}

/// H as a matrix, from diagonal() and connected().
inline arma::mat matrix_of(const models::SpinHamiltonian& h) {
  const std::size_t n = h.n_sites(), dim = std::size_t{1} << n;
  arma::mat all(dim, dim, arma::fill::zeros);
  std::vector<models::Flips> flips;
  std::vector<double> elements;
  for (std::size_t word = 0; word < dim; ++word) {
    const models::Spins s = spins_of(word, n);
    all(word, word) += h.diagonal(s);
    h.connected(s, flips, elements);
    for (std::size_t k = 0; k < flips.size(); ++k) {
      models::Spins other = s;
      models::flip(other, flips[k]);
      all(word, word_of(other)) += elements[k];
    }
  }
  return all;
}

/// Rings: the transverse Ising chain at field h, the Heisenberg ring.
inline std::vector<models::SpinBond> ring(std::size_t n, double zz, double exchange) {
  std::vector<models::SpinBond> bonds;
  for (std::uint32_t i = 0; i < n; ++i)
    bonds.push_back({i, static_cast<std::uint32_t>((i + 1) % n), zz, exchange});
  return bonds;
}
inline models::SpinHamiltonian ising_ring(std::size_t n, double h = 1) {
  return models::SpinHamiltonian(n, ring(n, -1, 0), std::vector<double>(n, -h), {});
}
/// Turned by Marshall's signs.
inline models::SpinHamiltonian heisenberg_ring(std::size_t n) {
  const models::SpinHamiltonian h(n, ring(n, 0.25, 0.5), {}, {});
  return h.turned(h.sign_rule().value());
}
inline models::SiteGroup translations(std::size_t n) {
  models::SiteGroup group(n);
  for (std::size_t r = 0; r < n; ++r) {
    for (std::size_t k = 0; k < n; ++k) group[r].push_back(static_cast<std::uint32_t>((k + r) % n));
  }
  return group;
}

template <class Value>
models::RbmState<Value> drawn_machine(models::RbmShape shape, std::uint64_t seed, double width = 1) {
  models::RbmState<Value> psi(std::move(shape));
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  std::vector<double> theta(psi.n_parameters());
  for (double& t : theta) t = width / std::sqrt(static_cast<double>(psi.n_sites())) * random::normal(rng);
  psi.set_parameters(theta);
  return psi;
}

template <models::SpinState Psi>
typename Psi::Value log_psi_at(const Psi& psi, const models::Spins& s) {
  typename Psi::Cache cache;
  psi.rebuild(s, cache);
  return psi.log_psi(s, cache);
}

/// psi of all states of n spins, by their words.
template <models::SpinState Psi>
arma::cx_vec amplitudes(const Psi& psi) {
  arma::cx_vec all(std::size_t{1} << psi.n_sites());
  for (std::size_t word = 0; word < all.n_elem; ++word)
    all[word] = std::exp(std::complex<double>(log_psi_at(psi, spins_of(word, psi.n_sites()))));
  return all / arma::norm(all);
}

/// Largest defects of a wavefunction against its own logarithm.
struct SpinStateDefects {
  double ratios = 0;       ///< relative, of all flips of one and two from many states
  double walk = 0;         ///< of a ratio from a cache carried through 10^4 moves, relative
  double derivatives = 0;  ///< against central differences
};
template <models::SpinState Psi>
SpinStateDefects defects_of_state(Psi psi, std::uint64_t seed) {
  using Value = typename Psi::Value;
  SpinStateDefects defects;
  const std::size_t n = psi.n_sites();
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  std::vector<models::Flips> all;
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = i; j < n; ++j) all.emplace_back(i, j);
  }
  models::Spins s(n, 1);
  typename Psi::Cache cache;
  psi.rebuild(s, cache);
  std::vector<Value> ratios(all.size()), o(psi.n_parameters());
  const auto compare = [&] {
    psi.ratios(s, cache, all, ratios);
    double worst = 0;
    for (std::size_t k = 0; k < all.size(); ++k) {
      models::Spins other = s;
      models::flip(other, all[k]);
      const Value exact = std::exp(log_psi_at(psi, other) - log_psi_at(psi, s));
      worst = std::max(worst, std::abs(ratios[k] / exact - 1.0));
      worst = std::max(worst, std::abs(psi.ratio(s, cache, all[k]) / exact - 1.0));
    }
    return worst;
  };
  for (int step = 0; step < 10000; ++step) {
    if (step < 10) {
      defects.ratios = std::max(defects.ratios, compare());
      psi.rebuild(s, cache);
    }
    const models::Flips flips = all[random::uniform_index(rng, all.size())];
    psi.accept(s, cache, flips);
    models::flip(s, flips);
  }
  defects.walk = compare();
  psi.derivatives(s, cache, o);
  std::vector<double> theta(psi.n_parameters());
  psi.parameters(theta);
  for (std::size_t k = 0; k < theta.size(); ++k) {
    constexpr double step = 1e-5;
    Value difference{};
    for (const double sign : {1.0, -1.0}) {
      std::vector<double> moved = theta;
      moved[k] += sign * step;
      psi.set_parameters(moved);
      difference += sign * log_psi_at(psi, s);
    }
    defects.derivatives = std::max(defects.derivatives, std::abs(difference / (2 * step) - o[k]));
  }
  return defects;
}

}  // namespace lenz::test
