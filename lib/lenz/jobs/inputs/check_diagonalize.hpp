#pragma once

#include "lenz/jobs/inputs/diagonalize_input.hpp"

namespace lenz::jobs {

/// The system by itself, the oracle against it, memory against the machine; reads the graph and fills in the
/// field.
void check_diagonalize(const io::Document& document, DiagonalizeInput& input, io::Complaints& complaints);

}  // namespace lenz::jobs
