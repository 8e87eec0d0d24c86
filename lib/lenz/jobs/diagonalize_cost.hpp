#pragma once

#include <vector>

#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Seconds and bytes that an input of task "diagonalize" takes, from the sizes of its sectors.
Cost diagonalize_cost(const DiagonalizeInput& input, const std::vector<SpinCase>& cases,
                      std::size_t n_threads);

/// The most states of any sector.
double largest_sector(const std::vector<SpinCase>& cases);

}  // namespace lenz::jobs
