#pragma once

#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"

namespace lenz::jobs {

/// [system] kind = "spin": keys against model and lattice, sectors against the number of spins, symmetries
/// against each other and against the Hamiltonian; reads the graph and fills in the field. Silent about keys
/// that were refused already. Cost: bonds times symmetries for each Hamiltonian of the scan.
void check_spin(const io::Document& document, SpinInput& input, io::Complaints& complaints);

}  // namespace lenz::jobs
