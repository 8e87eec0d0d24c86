#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lenz::models {

/// Spins that a move or an operator turns over: one (i == j) or two.
struct Flips {
  std::uint32_t i = 0, j = 0;

  Flips() = default;
  explicit Flips(std::uint32_t site) : i(site), j(site) {}
  Flips(std::uint32_t first, std::uint32_t second) : i(first), j(second) {}
  bool is_pair() const { return i != j; }
  /// All spins at once.
  static Flips all() { return Flips(UINT32_MAX); }
  bool is_all() const { return i == UINT32_MAX; }
  bool operator==(const Flips&) const = default;
};

/// s_i = 1 or -1.
using Spins = std::vector<std::int8_t>;

/// Turns the spins over.
void flip(Spins& spins, Flips flips);

/// zz sz_i sz_j + exchange (s+_i s-_j + s-_i s+_j), with Pauli matrices and s+- = (sx +- i sy) / 2.
struct SpinBond {
  std::uint32_t i = 0, j = 0;
  double zz = 0, exchange = 0;
};

/// H = sum of the bonds + sum_i (x_i sx_i + z_i sz_i), as variational Monte Carlo sees it: what is diagonal
/// in the basis of sz, and which states a basis state is joined to.
class SpinHamiltonian {
 public:
  /// `x` and `z`: one number a site, or empty. Throws std::invalid_argument where there are no sites, a site
  /// is out of range, a bond joins a site to itself, fields have another length, or a number is not finite.
  SpinHamiltonian(std::size_t n_sites, std::vector<SpinBond> bonds, std::vector<double> x,
                  std::vector<double> z);

  std::size_t n_sites() const { return n_sites_; }
  bool conserves_magnetization() const { return turns_.empty(); }
  bool has_inversion() const { return z_.empty(); }  ///< commutes with the turn of all spins

  /// <s|H|s>. Cost: the bonds.
  double diagonal(const Spins& s) const;
  /// The states s' != s with <s'|H|s> != 0, as the flips that lead there, and those elements. Cost: the bonds
  /// and sites.
  void connected(const Spins& s, std::vector<Flips>& flips, std::vector<double>& elements) const;
  /// Most states that one is joined to.
  std::size_t max_connected() const { return turns_.size() + exchanges_.size(); }
  /// Pairs of sites that exchange unlike spins.
  std::span<const Flips> exchanges() const { return exchanges_; }
  /// Pairs whose exchanges lead from any configuration to every other of its magnetization: those of H where
  /// its bonds join all sites, else all pairs of sites. Empty for one site.
  std::span<const Flips> exchange_moves() const { return all_pairs_.empty() ? exchanges_ : all_pairs_; }

  /// The sum of the largest energies of all terms by themselves: no state has one beyond it, of either sign.
  double energy_bound() const;

  /// Tr H / dim: of all states, or of those with `n_up` spins up.
  double mean_level(std::optional<std::size_t> n_up = {}) const;

  /// A sign +1 or -1 for each site, such that the turn of H by sz on the sites with -1 leaves no positive
  /// off-diagonal element: the ground state of what is turned is then positive (Marshall 1955). None where
  /// the Hamiltonian is frustrated.
  std::optional<Spins> sign_rule() const;
  /// sz_A H sz_A, A the sites with signs -1: exchanges between A and the rest, and fields x on A, change
  /// sign.
  SpinHamiltonian turned(const Spins& signs) const;

 private:
  std::size_t n_sites_;
  std::vector<SpinBond> bonds_;  ///< with zz only: pairs added up
  std::vector<double> x_, z_;
  std::vector<Flips> turns_, exchanges_, all_pairs_;
  std::vector<double> turn_elements_, exchange_elements_;
};

}  // namespace lenz::models
