#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "lenz/lattice/lattice.hpp"
#include "lenz/lattice/stencils.hpp"
#include "lenz/lattice/visit_order.hpp"

namespace lenz::models {

/// none: J on every bond. bimodal: J times +1 or -1, each with probability 1/2. gaussian: J times a standard
/// normal.
enum class Disorder { none, bimodal, gaussian };

/// The couplings of a system whose bonds follow one law.
struct IsingCouplings {
  double coupling = 1;  ///< J, of either sign
  double field = 0;     ///< h
  Disorder disorder = Disorder::none;
  std::uint64_t disorder_seed = 1;  ///< one sample of disorder for each seed
};

/// An Ising system without a temperature: E = - sum_b J_b s_a s_b - h sum_i s_i, spins s = +-1, each bond
/// counted once.
///
/// Immutable and shared by all targets that differ in temperature only. Where all |J_b| are equal (uniform or
/// +-J) sums over neighbours are integers; on a regular lattice neighbours then come from stencils, the signs
/// of a site's bonds from one byte, and no table of neighbours is read.
class IsingSystem {
 public:
  using Site = lattice::Site;

  /// One coupling for each of lattice.bonds(), in their order.
  /// Throws std::invalid_argument on a wrong number or a value that is not finite.
  IsingSystem(lattice::Lattice lattice, std::vector<double> couplings, double field);

  const lattice::Lattice& lattice() const { return lattice_; }
  std::span<const double> couplings() const { return couplings_; }
  double field() const { return field_; }
  std::size_t n_sites() const { return lattice_.n_sites(); }

  /// E of a configuration, summed anew. Cost: N z / 32 operations where stencils exist, else one pass over
  /// the bonds.
  double energy(std::span<const std::int8_t> spins) const;
  /// The energy that spins settle at: from all up, one after the other flips where that lowers E, until none
  /// does. Strong bonds are satisfied then, so that at any temperature far below them energies of a run lie
  /// near.
  double settled_energy() const;

  /// Whether all |J_b| are equal, so that integer_sum() exists.
  bool has_integer_sums() const { return has_integer_sums_; }
  /// Whether all J_b are equal.
  bool is_uniform() const { return is_uniform_; }
  /// J if all couplings are equal, else the common |J_b|. REQUIRES has_integer_sums().
  double strength() const { return strength_; }
  /// sum_j sign_j s_j over the neighbours of i, so that strength() integer_sum() = sum_j J_ij s_j. REQUIRES
  /// has_integer_sums().
  int integer_sum(const std::int8_t* spins, Site i) const {
    int sum = 0;
    if (stencils_ && is_uniform_) {
      const lattice::Stencil& stencil = (*stencils_)[i];
      for (std::uint32_t n = 0; n < stencil.degree; ++n) sum += spins[i + stencil.offset[n]];
      return sum;
    }
    for_each_sign(i, [&](Site j, int sign) { sum += sign * spins[j]; });
    return sum;
  }
  /// Calls f(j, sign) for every bond of i, J_ij = sign strength(). REQUIRES has_integer_sums().
  template <class F>
  void for_each_sign(Site i, F&& f) const {
    if (stencils_) {
      const lattice::Stencil& stencil = (*stencils_)[i];
      const unsigned negative = is_uniform_ ? 0 : negative_[i];
      for (std::uint32_t n = 0; n < stencil.degree; ++n) {
        f(static_cast<Site>(i + stencil.offset[n]), 1 - static_cast<int>(2 * (negative >> n & 1)));
      }
      return;
    }
    const auto neighbours = lattice_.neighbours(i);
    for (const lattice::Neighbour& next : neighbours) {
      f(next.site, is_uniform_ || couplings_[next.bond] > 0 ? 1 : -1);
    }
  }
  /// h_i = sum_j J_ij s_j + h, so that E changes by 2 s_i h_i when s_i flips.
  double local_field(const std::int8_t* spins, Site i) const {
    if (has_integer_sums()) return strength_ * integer_sum(spins, i) + field_;
    double sum = field_;
    if (stencils_) {
      const lattice::Stencil& stencil = (*stencils_)[i];
      for (std::uint32_t n = 0; n < stencil.degree; ++n)
        sum += *couplings_from(n, i) * spins[i + stencil.offset[n]];
      return sum;
    }
    const auto neighbours = lattice_.neighbours(i);
    const double* couplings = neighbour_couplings_.data() + lattice_.first_neighbour(i);
    for (std::size_t n = 0; n < neighbours.size(); ++n) sum += couplings[n] * spins[neighbours[n].site];
    return sum;
  }

  /// Present where the lattice is regular (or a graph as simple).
  const std::optional<lattice::Stencils>& stencils() const { return stencils_; }
  /// Bit n: the bond to the n-th neighbour of the stencil is negative. REQUIRES stencils(),
  /// has_integer_sums() and not is_uniform().
  unsigned negative_bonds(Site i) const { return negative_[i]; }
  /// J of the bonds to the n-th neighbour of the stencil of sites i, i + 2, i + 4, … one after the other,
  /// where they have one: even sites stand together, and odd ones. REQUIRES stencils() and not
  /// has_integer_sums().
  const double* couplings_from(std::size_t n, Site i) const {
    return coupling_planes_.data() + n * n_sites() + (i % 2) * ((n_sites() + 1) / 2) + i / 2;
  }

  /// For sweeps where there are no stencils: the sites in order, and J of the bond to each of
  /// order().neighbours().
  const lattice::VisitOrder& order() const { return order_; }
  const std::vector<double>& ordered_couplings() const { return ordered_couplings_; }

 private:
  /// The bonds of a site as its stencil's offsets are ordered.
  std::vector<lattice::Neighbour> by_stencil(Site site) const;
  void mark_negative();
  void lay_planes();
  void lay_order();

  lattice::Lattice lattice_;
  std::vector<double> couplings_;
  double field_;
  double strength_ = 0;
  bool is_uniform_ = false;
  std::optional<lattice::Stencils> stencils_;
  std::vector<std::uint8_t> negative_;  ///< bit n: the bond to the n-th neighbour of the stencil is negative
  // Where |J| differs: by place in the stencil and then by site (even ones, odd ones), or neighbour by
  // neighbour.
  bool has_integer_sums_ = false;
  std::vector<double> coupling_planes_, neighbour_couplings_;
  lattice::VisitOrder order_;
  std::vector<double> ordered_couplings_;
};

/// A system on `lattice` with one law for all bonds. Disorder is drawn bond by bond from the stream of
/// Address{.seed = disorder_seed, .purpose = Purpose::disorder}. Throws std::invalid_argument where J or h is
/// not finite.
std::shared_ptr<const IsingSystem> make_ising_system(lattice::Lattice lattice, const IsingCouplings& law);

}  // namespace lenz::models
