#pragma once

#include <vector>

#include "lenz/io/plots.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"

namespace lenz::jobs {

/// The infinite chain in a transverse field as limits, beside the ground state of a ring: the gap 2 (|h| - J)
/// for |h| > J, the order (1 - (h/J)^2)^(1/8) for |h| < J > 0, 0 beyond (Pfeuty 1970, Annals of Physics 57,
/// 79).
void join_spin_limits(std::vector<io::ObservableResult>& observables, const SpinCase& spins);

/// The same on a dense grid of the field, where it alone is scanned; for plots.
std::vector<io::Curve> spin_limit_curves(const DiagonalizeInput& input);

}  // namespace lenz::jobs
