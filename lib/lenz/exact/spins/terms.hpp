#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Hamiltonians of quantum spins 1/2, as lists of terms.
namespace lenz::exact::spins {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// zz sz_i sz_j + flip (s+_i s-_j + s-_i s+_j), with Pauli matrices and s+- = (sx +- i sy) / 2.
struct Bond {
  std::uint32_t i = 0, j = 0;
  double zz = 0, flip = 0;
};

/// H = sum of the bonds + sum_i (x_i sx_i + z_i sz_i). A pair may have several bonds, which add up.
struct Terms {
  std::uint32_t n_sites = 0;
  std::vector<Bond> bonds;
  std::vector<double> x, z;  ///< one a site, or empty: none

  /// Throws std::invalid_argument where a site is out of range, a bond joins a site to itself, fields have
  /// another length or a number is not finite, or there are no sites or more than 62.
  void check() const;
  bool conserves_magnetization() const;  ///< no field along x
};

/// H = -J sum_b sz_i sz_j - h sum_i sx_i (Pauli matrices).
Terms transverse_ising(std::uint32_t n_sites, std::span<const Pair> bonds, double coupling, double field);

/// H = J sum_b [Sx Sx + Sy Sy + Delta Sz Sz] - h sum_i Sz_i, S = sigma / 2: flip = J/2, zz = J Delta / 4, z =
/// -h/2.
Terms xxz(std::uint32_t n_sites, std::span<const Pair> bonds, double coupling, double anisotropy,
          double field);

/// H = J1 sum_b S.S + J2 sum_c S.S over first and second neighbours.
Terms j1j2(std::uint32_t n_sites, std::span<const Pair> first, std::span<const Pair> second, double j1,
           double j2);

}  // namespace lenz::exact::spins
