#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// Every configuration of a small Ising system, one after another in Gray-code order.
///
/// Each step flips one spin, so that energy, magnetizations and correlations follow in O(degree). Without a
/// field one spin is held up, which halves the work. Where all couplings are multiples of one number
/// (uniform, +-J), states are counted by (sum k s s, sum s) and any number of temperatures comes for free;
/// other couplings are weighted state by state relative to the ground state, summed in blocks, so that the
/// sums are good to 1e-13 at any temperature.
namespace lenz::exact::enumeration {

inline constexpr const char* name = "enumeration";
inline constexpr std::size_t largest = 28;

/// At most 28 sites.
Applies applies(const SpinParameters& parameters);

/// Every observable of the contract, at each temperature: energy, specific_heat, free_energy, entropy,
/// magnetization, abs_magnetization, susceptibility, binder_cumulant, and by the probes
/// staggered_magnetization, correlation and correlation_length. Throws std::invalid_argument on more than 28
/// sites. Cost: cost_seconds.
std::vector<Values> values(const SpinParameters& parameters, const SpinProbes& probes,
                           std::span<const double> temperatures);

/// Expected seconds, the same on every machine (measured on one core).
double cost_seconds(const SpinParameters& parameters, const SpinProbes& probes, std::size_t n_temperatures);

}  // namespace lenz::exact::enumeration
