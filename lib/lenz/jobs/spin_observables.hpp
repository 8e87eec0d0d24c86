#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/linear_operator.hpp"
#include "lenz/jobs/spin_case.hpp"

namespace lenz::jobs {

/// Observables by name; a scalar has one element.
using NamedValues = std::vector<std::pair<std::string, std::vector<double>>>;

/// The largest basis in which expectation values are taken: 2 GiB of a vector. And that of entanglement,
/// whose cost is that of singular values.
inline constexpr double most_states_observed = 0x1p28, most_states_entangled = 0x1p24;

/// Expectation values in a state v of norm 1 of the sector, in the basis of words, with s_i = sz_i
/// (transverse-ising) or sz_i / 2 and m = sum_i s_i / N: magnetization <m>, abs_magnetization <|m|>,
/// staggered_magnetization <|sum_i (+-1) s_i / N|> on bipartite lattices; transverse_magnetization <sum_i
/// sx_i / N> and binder_cumulant 1 - <m^4> / (3 <m^2>^2) of transverse-ising; correlation <s_i s_{i + r}>
/// along the first axis, r = 0 … L/2, its mean over i; structure_factor 1/N sum_ij exp(i q.(r_i - r_j)) <s_i
/// s_j> of periodic lattices, at the wave vectors q = sum_a k_a b_a / L_a in the order of the cells k;
/// entanglement_entropy (natural logarithm) of the first N/2 sites with the rest. Cost: N^2/2 operations a
/// state, and singular values.
template <exact::spins::OperatorScalar S>
NamedValues observables_in(const SpinCase& spins, const exact::spins::Sector& sector,
                           const exact::spins::ChunkedBasis& basis, const S* v, std::size_t n_threads);

/// What is no mean of means: puts binder_cumulant in place of the moments that observables_in leaves for it,
/// where the magnetization is not always 0. REQUIRES averages over all copies of the ground state.
void finish_observables(NamedValues& averages);

/// "spins per site", …
std::string unit_of_spin_observable(const std::string& name);

}  // namespace lenz::jobs
