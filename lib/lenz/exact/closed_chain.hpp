#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The Ising chain of N sites, closed to a ring or with free ends, in a field, of either sign of J.
///
///     ring: Z = tr T^N = l_+^N + l_-^N,   free ends: Z = v T^(N-1) v,   T(s, s') = exp(K s s' + H (s +
///     s')/2), v(s) = exp(H s/2), l_+- = e^K cosh H +- sqrt(e^2K sinh^2 H + e^-2K),   K = J/T, H = h/T.
///
/// The power is taken by repeated squaring of series in beta and a source of the magnetization: all entries
/// are positive, so nothing cancels, also on a cold frustrated ring where l_- tends to -l_+. Source: Ising
/// (1925); Kramers and Wannier (1941).
namespace lenz::exact::closed_chain {

inline constexpr const char* name = "closed-chain";

struct Chain {
  std::size_t n_sites = 0;
  double coupling = 1;
  double field = 0;
  bool open = false;  ///< free ends; a ring of 2 sites has two bonds, of 1 none
};

/// Any N >= 1; temperatures not below (|J| + |h|)/2000.
Applies applies(const Chain& chain, std::span<const double> temperatures = {});

/// energy, specific_heat, free_energy, entropy, magnetization, binder_cumulant, with a field susceptibility
/// (without one it is defined by
/// <|m|>, which has no closed form), correlation <s_0 s_r>, r = 0 … N/2, of a ring, and of free ends without
/// a field; correlation_length of a ring at k = 2 pi/N. Relative error near 1e-14. Throws
/// std::invalid_argument where it does not apply. Cost: log N a temperature, N for the correlations.
std::vector<Values> values(const Chain& chain, std::span<const double> temperatures);

/// Expected seconds, the same on every machine (measured on one core).
double cost_seconds(const Chain& chain, std::size_t n_temperatures);

}  // namespace lenz::exact::closed_chain
