#pragma once

#include <cstddef>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/chain_outcome.hpp"

namespace lenz::jobs {

/// The first n configurations that chains kept as n_coordinates doubles each, chain after chain in turn.
io::Samples kept_points(const std::vector<SlotOutcome>& chains, std::size_t n_coordinates, std::size_t n);

/// The same of spins that chains kept as packed bits (io::pack_spins).
io::Samples kept_spins(const std::vector<SlotOutcome>& chains, std::size_t n_sites, std::size_t n);

}  // namespace lenz::jobs
