#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lenz/lattice/lattice.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"

namespace lenz::models {

/// What the spins of one configuration show on a lattice, s_i = spin or -spin: magnetization sum_i s_i / N,
/// its modulus, the staggered one's; the correlation along the first axis and the structure factor.
class SpinPattern {
 public:
  /// spin: 1 with Pauli matrices, 1/2 of spins one half. Memory: 8 bytes for each site and wave vector.
  SpinPattern(const lattice::Lattice& lattice, double spin);

  double spin() const { return spin_; }
  std::size_t n_sites() const { return n_sites_; }
  bool is_bipartite() const { return !colouring_.empty(); }
  /// Distances 0 … L/2 along the first axis, those that the lattice has; none of a graph.
  std::size_t n_distances() const { return pairs_.size(); }
  /// Of periodic lattices q = sum_a k_a b_a / L_a, in the order of the cells k; else none.
  std::size_t n_waves() const { return partner_.size(); }

  double magnetization(const Spins& s) const;
  /// |sum_i (+-1) s_i / N|. REQUIRES is_bipartite().
  double staggered(const Spins& s) const;
  /// s_i s_{i + r}, its mean over i, for each r. Cost: N operations a distance.
  void correlation(const Spins& s, std::span<double> out) const;
  /// |sum_i s_i exp(i q.r_i)|^2 / N for each q. Cost: N operations a wave vector, q and -q being one.
  void structure_factor(const Spins& s, std::span<double> out) const;

 private:
  void lay_pairs(const lattice::Lattice& lattice);
  void lay_waves(const lattice::Lattice& lattice);

  std::size_t n_sites_;
  double spin_;
  std::vector<std::int8_t> colouring_{};
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> pairs_{};
  std::vector<std::size_t> partner_{};   ///< of each wave vector, which of the kept ones is it or its mirror
  std::vector<double> cosine_, sine_{};  ///< site by site, of the kept wave vectors
  std::size_t n_kept_ = 0;
};

}  // namespace lenz::models
