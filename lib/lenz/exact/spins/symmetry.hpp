#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

/// Moves spin i to site permutation[i], and turns all spins over where `inverts`.
struct Symmetry {
  std::string name;  ///< "translation", …: for complaints
  std::vector<std::uint32_t> permutation;
  bool inverts = false;
};

/// A symmetry and what it multiplies the states of a sector with, of modulus 1: exp(-i k) for a translation
/// by one site at momentum k, 1 or -1 for a reflection or the spin inversion.
struct Generator {
  Symmetry symmetry;
  std::complex<double> character = 1;
};

/// A finite group G with a one-dimensional representation chi: the sector of all states with g psi = chi(g)
/// psi.
class SymmetryGroup {
 public:
  struct Element {
    std::vector<std::uint32_t> permutation;
    bool inverts = false;
    std::complex<double> character = 1;
  };

  /// The group that the generators make; none: the identity alone. Throws std::invalid_argument where a
  /// permutation is none of n_sites sites, the characters are of no representation (a translation of N sites
  /// whose N-th power is not 1, say), or there are more than 100,000 elements.
  SymmetryGroup(std::uint32_t n_sites, std::span<const Generator> generators);

  std::uint32_t n_sites() const { return n_sites_; }
  const std::vector<Symmetry>& generators() const { return generators_; }
  /// The identity first.
  const std::vector<Element>& elements() const { return elements_; }
  bool inverts() const;  ///< some element turns the spins over
  bool is_real() const;  ///< all characters are 1 or -1
  /// States of the sector with 0 … n_sites spins up, to rounding. An element that turns the spins over joins
  /// the states of n with those of n_sites - n, and each number is half of theirs together.
  const std::vector<double>& n_states() const { return n_states_; }

 private:
  std::uint32_t n_sites_;
  std::vector<Symmetry> generators_;
  std::vector<Element> elements_;
  std::vector<double> n_states_;
};

/// States of the sector: 1/|G| sum_g chi(g)* times the states that g leaves as they are. Those are constant
/// on the cycles of its permutation, with an inversion alternating on them. Cost: n_sites; the group counted
/// them when it was made, at a cost of |G| n_sites^2.
double n_states(const SymmetryGroup& group, std::optional<unsigned> n_up = {});

/// Throws std::invalid_argument, naming the symmetry, where it does not commute with the Hamiltonian. What
/// counts is the sum of the terms: bonds of one pair are added up first.
void check_commutes(const Terms& terms, const Symmetry& symmetry);

}  // namespace lenz::exact::spins
