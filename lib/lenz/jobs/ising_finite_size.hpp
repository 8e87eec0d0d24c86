#pragma once

#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ising_input.hpp"

namespace lenz::jobs {

/// The transition of a ferromagnet from the points of all its sizes, which hold their chains' energies;
/// beside each number what is known of it: exact in two dimensions, published in three.
io::FiniteSize ising_finite_size(const IsingInput& input, const std::vector<io::PointResult>& points);

}  // namespace lenz::jobs
