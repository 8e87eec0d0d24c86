#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/lattice/packing.hpp"

namespace lenz::sampling {

/// The states of one lattice that Metropolis in the fixed order of a packing never reaches from all spins up,
/// as numbers with the spin of position p in bit p (B = 1: one position a site).
///
/// A site with at least half of its bonds unsatisfied flips for certain, any other may flip or not. Where
/// every site of a state has exactly half of its bonds unsatisfied nothing is left to chance: such states
/// follow each other in a cycle, and as the Boltzmann density is invariant what never leaves is never
/// entered. Averages from other starts then lack these states. The heat bath decides every site by chance,
/// and so reaches all states.
///
/// REQUIRES packing.n_blocks() == 1 and at most 20 positions. Cost: every state and class once, with each of
/// its outcomes; 10 ms for 16 sites.
std::vector<std::uint32_t> states_out_of_reach(const lattice::Packing& packing);

}  // namespace lenz::sampling
