#pragma once

#include "lenz/jobs/inputs/ground_state_input.hpp"

namespace lenz::jobs {

/// The trap by itself; fills in omega and spin_up.
void check_trap(const io::Document& document, TrapInput& input, io::Complaints& complaints);
/// Spins by themselves; reads the graph and fills in the field.
void check_spin_system(const io::Document& document, SpinInput& input, io::Complaints& complaints);

/// The optimizer, and numbers of sweeps and samples against each other.
void check_settings(const io::Document& document, const GroundStateSettings& input,
                    io::Complaints& complaints);

/// The trap, the state against it, the sampler against both, the optimizer, the oracle against the trap,
/// memory against the machine.
void check_ground_state(const io::Document& document, TrapGroundStateInput& input,
                        io::Complaints& complaints);
/// The same of spins.
void check_ground_state(const io::Document& document, SpinGroundStateInput& input,
                        io::Complaints& complaints);

}  // namespace lenz::jobs
