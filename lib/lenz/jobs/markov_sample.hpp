#pragma once

#include <memory>

#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// Task `sample`, [system] kind = "markov-chain": the shares of time of a few long walks beside the steady
/// state, and the histogram of many short ones beside p(t) = W^t p(0). REQUIRES input.system to hold a
/// MarkovChainInput.
std::unique_ptr<SampleSystem> make_markov_sample(const SampleInput& input);

}  // namespace lenz::jobs
