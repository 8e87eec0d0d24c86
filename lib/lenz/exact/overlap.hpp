#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The overlap of two independent replicas of one small system, from its whole distribution.
///
///     q = sum_i s_i t_i / N,   overlap = <|q|>,   overlap_binder = 1 - <q^4>/(3 <q^2>^2).
///
/// The products u_i = s_i t_i have the weights Q(u) = sum_s P(s) P(s u), a convolution on Z_2^N:
/// Walsh-Hadamard transform of P (all correlations <s_A>), square, transform back. Part of `enumeration`.
namespace lenz::exact::enumeration {

inline constexpr std::size_t largest_overlap = 24;

/// At most 24 sites (128 MB).
Applies overlap_applies(const SpinParameters& parameters);

/// overlap and overlap_binder at each temperature. Throws std::invalid_argument on more than 24 sites.
/// Cost: N 2^N a temperature; memory 16 bytes a state, half of it without a field.
std::vector<Values> overlap_values(const SpinParameters& parameters, std::span<const double> temperatures);

/// Expected seconds, the same on every machine (measured on one core).
double overlap_cost_seconds(const SpinParameters& parameters, std::size_t n_temperatures);

}  // namespace lenz::exact::enumeration
