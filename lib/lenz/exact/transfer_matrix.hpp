#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// Strips and narrow tori by the transfer matrix, built site by site (any couplings, with a field).
///
/// A vector holds, for each state of the sites that still wait for a neighbour, the partition function of all
/// sites already taken in. A site enters with the weights of its bonds, and leaves, summed over, once its
/// last bond is in. Each entry is a Taylor series in beta and in a source of the magnetization, so that <E>,
/// Var E and the moments of M are exact derivatives of log Z, and is divided by the series of the sum after
/// each row, so that nothing overflows or cancels. Where the last row is bound to the first one, the first
/// row's states are taken one by one, those that shifts, reflections or the flip of all spins carry into each
/// other together. Source: Binder (1972); de Neef and Enting (1977).
namespace lenz::exact::transfer_matrix {

inline constexpr const char* name = "transfer-matrix";

/// Rows of `width` sites, one after another in `order` (0, 1, 2 … where empty). Bonds join sites of one row,
/// of neighbouring rows, or of the first and the last row; others are allowed, but make the vector grow.
struct Strip {
  SpinParameters parameters;
  std::size_t width = 1;
  std::vector<std::uint32_t> order;
};

/// At most 18 sites wait at once (open strips up to width 16; tori up to width 12, wider ones being too
/// slow).
Applies applies(const Strip& strip);

/// energy, specific_heat, free_energy, entropy, magnetization, binder_cumulant, and susceptibility where
/// there is a field, at each temperature. Relative error near 1e-13. Throws std::invalid_argument where it
/// does not apply. Cost: cost_seconds.
std::vector<Values> values(const Strip& strip, std::span<const double> temperatures);

/// Expected seconds, the same on every machine (measured on one core); infinite where it does not apply.
double cost_seconds(const Strip& strip, std::size_t n_temperatures);

}  // namespace lenz::exact::transfer_matrix
