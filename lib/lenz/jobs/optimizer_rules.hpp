#pragma once

#include <cstdint>
#include <optional>

#include "lenz/jobs/inputs/optimizer_input.hpp"
#include "lenz/optim/rule.hpp"

namespace lenz::jobs {

/// [optimizer] as the rules of minimize, for a run of `steps`; auto is adam.
optim::Rules rules_of(const OptimizerInput& input, std::uint64_t steps);
std::optional<double> clip_norm_of(const OptimizerInput& input);

}  // namespace lenz::jobs
