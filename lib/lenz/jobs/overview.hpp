#pragma once

#include "lenz/jobs/finish_point.hpp"
#include "lenz/stats/estimate.hpp"

namespace lenz::jobs {

/// The traces that the recorders of a point's chains hold of one quantity, brought to one stride and thinned
/// to at most 729 samples a chain. Strides are powers of 3 in recorded samples, so that a series that
/// alternates still looks as if it did. Cost: O(samples).
io::Overview overview(const PicturedQuantity& pictured, stats::Recorders chains, std::uint64_t thin);

}  // namespace lenz::jobs
