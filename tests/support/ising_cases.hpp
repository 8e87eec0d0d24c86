#pragma once

#include <armadillo>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lenz/lattice/lattice.hpp"
#include "lenz/models/ising.hpp"

/// Ising systems of at most 9 spins, and everything about them summed over all states.
namespace lenz::test {

struct IsingCase {
  std::string name;
  models::Ising target;
};

inline models::Ising ising(lattice::Lattice lattice, const models::IsingCouplings& law, double temperature) {
  return {models::make_ising_system(std::move(lattice), law), temperature};
}

inline lattice::Lattice random_graph() {
  return lattice::Lattice::graph(
      7, {{0, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 4}, {4, 0}, {4, 5}, {5, 6}, {6, 1}, {3, 6}, {5, 6}});
}

/// Every lattice, both signs of J, +-J and Gaussian disorder, periodic and open, with field h; at most 12
/// bonds where `few_bonds`.
inline std::vector<IsingCase> ising_cases(double h, bool few_bonds = false) {
  using lattice::Boundary, lattice::Kind, lattice::Lattice, models::Disorder;
  std::vector<IsingCase> cases = {
      {"chain of 5", ising({Kind::chain, {5}}, {.coupling = 1, .field = h}, 1.3)},
      {"chain of 2 with two bonds", ising({Kind::chain, {2}}, {.coupling = -0.7, .field = h}, 1.1)},
      {"open chain of 4", ising({Kind::chain, {4}, Boundary::open}, {.coupling = -1, .field = h}, 0.9)},
      {"square torus 3x2", ising({Kind::square, {3, 2}}, {.coupling = -1, .field = h}, 2.0)},
      {"+-J on a square torus 3x2",
       ising({Kind::square, {3, 2}},
             {.coupling = 1, .field = h, .disorder = Disorder::bimodal, .disorder_seed = 3}, 1.7)},
      {"Gaussian couplings on a square torus 2x3",
       ising({Kind::square, {2, 3}},
             {.coupling = 1, .field = h, .disorder = Disorder::gaussian, .disorder_seed = 4}, 1.9)},
      {"triangular torus 2x2", ising({Kind::triangular, {2, 2}}, {.coupling = -1, .field = h}, 3.0)},
      {"open triangular 3x2",
       ising({Kind::triangular, {3, 2}, Boundary::open}, {.coupling = -1, .field = h}, 1.5)},
      {"honeycomb torus 2x2", ising({Kind::honeycomb, {2, 2}}, {.coupling = 1, .field = h}, 1.6)},
      {"open cube", ising({Kind::cubic, {2, 2, 2}, Boundary::open}, {.coupling = 1, .field = h}, 2.5)},
      {"graph with a triangle and a double bond", ising(random_graph(), {.coupling = 0.8, .field = h}, 1.8)},
      {"graph with Gaussian couplings",
       ising(random_graph(), {.coupling = 1, .field = h, .disorder = Disorder::gaussian, .disorder_seed = 5},
             1.4)},
  };
  if (!few_bonds) {
    cases.push_back({"square torus 3x3", ising({Kind::square, {3, 3}}, {.coupling = 1, .field = h}, 2.3)});
    cases.push_back(
        {"triangular torus 3x3", ising({Kind::triangular, {3, 3}}, {.coupling = -1, .field = h}, 2.5)});
    cases.push_back({"cubic torus 2x2x2", ising({Kind::cubic, {2, 2, 2}}, {.coupling = 1, .field = h}, 7.0)});
  }
  return cases;
}

/// All 2^N walkers; bit i of the place is set where s_i = +1.
inline std::vector<models::IsingWalker> all_states(std::size_t n_sites) {
  std::vector<models::IsingWalker> states;
  for (std::size_t index = 0; index < std::size_t{1} << n_sites; ++index) {
    models::IsingWalker& walker = states.emplace_back();
    for (std::size_t i = 0; i < n_sites; ++i) walker.spins.push_back(index >> i & 1 ? 1 : -1);
  }
  return states;
}

inline std::size_t index_of(const models::IsingWalker& walker) {
  std::size_t index = 0;
  for (std::size_t i = 0; i < walker.spins.size(); ++i)
    index |= static_cast<std::size_t>(walker.spins[i] > 0) << i;
  return index;
}

/// E from nothing but the list of bonds.
inline double energy_by_bonds(const models::IsingSystem& system, const models::IsingWalker& walker) {
  double energy = 0;
  for (std::size_t b = 0; b < system.couplings().size(); ++b) {
    const auto [i, j] = system.lattice().bonds()[b];
    energy -= system.couplings()[b] * walker.spins[i] * walker.spins[j];
  }
  for (const int spin : walker.spins) energy -= system.field() * spin;
  return energy;
}

/// f(state) for all states.
template <class F>
arma::vec over_states(const std::vector<models::IsingWalker>& states, const F& f) {
  arma::vec values(states.size());
  for (std::size_t i = 0; i < states.size(); ++i) values(i) = f(states[i]);
  return values;
}

inline arma::vec boltzmann(const models::Ising& target, const std::vector<models::IsingWalker>& states) {
  const arma::vec weights = arma::exp(over_states(
      states, [&](const auto& w) { return -energy_by_bonds(target.system(), w) / target.temperature(); }));
  return weights / arma::accu(weights);
}

}  // namespace lenz::test
