#pragma once

#include <armadillo>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The Ising chain in a transverse field, of any length, either sign of J and h, closed to a ring or open:
///
///     H = -J sum_i sz_i sz_{i+1} - h sum_i sx_i   (Pauli matrices).
///
/// With a_i = (prod_{j<i} sx_j) sz_i and b_i = (prod_{j<i} sx_j) sy_i, sx_i = i a_i b_i and H = sum_ij M_ij
/// (i a_i b_j), M_ii = -h, M_{i+1,i} = J, and on a ring M_{1,N} = -p J in the sector of the parity
/// P = prod_i sx_i = p. The singular values e_k of M are the energies of the modes, on a ring
///
///     e_k = sqrt((|h| - |J|)^2 + 4 |hJ| sin^2 k/2)  (J < 0: cos),   exp(ikN) = -p,
///     E = sum_k s_k e_k,  s_k = +-1,   prod_k s_k = p sign det M.
///
/// The last condition keeps of the 2^N levels of each sector of a ring the half that is there; it holds the
/// unpaired modes k = 0 and k = pi, whose J - h and -J - h make the sign of det M. Rotating all spins by pi
/// about z takes h to -h and P to (-1)^N P, so that everything is done for |h|. There the ground state is
/// unique and has P = 1 (Perron and Frobenius: no off-diagonal element is positive in the basis of sz), so it
/// is never chosen by comparing energies, which in the ordered phase agree beyond all digits.
/// Source: Lieb, Schultz and Mattis (1961); Katsura (1962); Pfeuty (1970); entropy: Vidal, Latorre, Rico and
/// Kitaev (2003), Peschel (2003).
namespace lenz::exact::free_fermions {

inline constexpr const char* name = "free-fermions";

/// A ring of 2 sites has two bonds, of 1 none.
struct Chain {
  std::size_t n_sites = 0;
  double coupling = 1;
  double field = 0;
  bool open = false;
  bool ring() const { return !open && n_sites > 1; }
};

struct Level {
  double energy;
  int parity;  ///< +1 or -1, the eigenvalue of prod_i sx_i
};

/// 1 to 4096 sites; finite J and h, not both 0; temperatures not below (|J| + |h|)/2000.
Applies applies(const Chain& chain, std::span<const double> temperatures = {});

/// M of an open chain at |h|.
arma::mat open_couplings(const Chain& chain);

/// The lowest energy of all, and of one parity (+1 or -1). Total, in units of J; relative error near 1e-15.
/// Cost of this and what follows: N on a ring, N^3 (singular values) on an open chain.
double ground_energy(const Chain& chain);
double ground_energy(const Chain& chain, int parity);

/// E1 - E0 >= 0, where E1 is the next level counted with multiplicity: 0 if the ground state is degenerate.
/// Of an open chain, whose ends may hold an exponentially small mode, with relative digits (from prod_k e_k =
/// |h|^N); of a ring with an error near 1e-18 of the ground energy.
double gap(const Chain& chain);

/// The lowest `count` levels with multiplicity, ascending (fewer if there are fewer).
std::vector<Level> levels(const Chain& chain, std::size_t count);

/// All 2^N levels, ascending. N <= 20.
std::vector<Level> all_levels(const Chain& chain);

/// The ground state by Wick's theorem from G_ij = <i a_i b_j> = (U S V^T)_ij, M = U e V^T. Sites count from
/// 0. For h = 0, where it may be degenerate, it is the limit h -> 0 from above (so P = 1 and <sz_i> = 0).
class GroundState {
 public:
  /// Cost: N^2 on a ring, N^3 on an open chain.
  explicit GroundState(const Chain& chain);

  /// <sx_i> = G_ii, up to the sign of h.
  double sx(std::size_t i) const;
  /// <sx_i sx_j> = G_ii G_jj - G_ij G_ji for i != j; 1 for i = j. The connected part is what follows G_ii
  /// G_jj.
  double sx_sx(std::size_t i, std::size_t j) const;
  double sx_sx_connected(std::size_t i, std::size_t j) const;
  /// <sz_i sz_j> = det [-G_{l+1,m}], l, m = i … j-1, for i < j. Cost: (j - i)^3.
  double sz_sz(std::size_t i, std::size_t j) const;
  /// The entropy of von Neumann (natural logarithm) of the sites first … first + length - 1:
  /// sum_k H((1 + nu_k)/2), H(x) = -x log x - (1-x) log(1-x), nu_k the singular values of the block of G.
  /// Error below 1e-14 a site (the two sides of a cut, N <= 400). Cost: length^3. Throws
  /// std::invalid_argument beyond the chain.
  double entropy(std::size_t first, std::size_t length) const;

 private:
  double sign_;  ///< of h
  arma::mat g_;  ///< of |h|
};

/// Of the ground state: energy (total), gap, transverse_magnetization (mean of <sx>), correlation <sz_i
/// sz_{i+r}>, r = 0 … N/2, its mean over i, entanglement_entropy of the first N/2 sites. Cost: N^4, 0.15 s
/// for N = 400; N^5 on an open chain.
Values ground_values(const Chain& chain);

/// Thermal averages at each temperature: energy (total); specific_heat, free_energy, entropy per site. From
///
///     Z = sum_p 1/2 [prod_k 2 cosh(e_k/T) + p sign det(-M) prod_k 2 sinh(e_k/T)]
///
/// on a ring, prod_k 2 cosh(e_k/T) on an open chain, with analytic derivatives in long double. Throws
/// std::invalid_argument where it does not apply. Cost: N each.
std::vector<Values> values(const Chain& chain, std::span<const double> temperatures);

}  // namespace lenz::exact::free_fermions
