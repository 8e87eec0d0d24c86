#pragma once

#include <vector>

#include "lenz/io/plots.hpp"
#include "lenz/jobs/ising_oracles.hpp"

namespace lenz::jobs {

/// Onsager's energy and specific heat and Yang's magnetization of the infinite square lattice, where they
/// apply, as limits.
void join_limits(std::vector<io::ObservableResult>& observables, const IsingCase& question,
                 double temperature);
/// What the chosen oracles say of scalars on a dense grid of temperatures, where that takes a moment only,
/// and the limits; for plots.
std::vector<io::Curve> known_curves(const OracleChoice& choice, const IsingCase& question);

}  // namespace lenz::jobs
