#pragma once

#include <memory>

#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// Task `sample`, [system] kind = "gaussian" or "mixture": one point, mean and covariance beside their exact
/// values. REQUIRES input.system to hold a GaussianInput or a MixtureInput.
std::unique_ptr<SampleSystem> make_continuum_sample(const SampleInput& input);

}  // namespace lenz::jobs
