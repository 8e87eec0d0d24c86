#pragma once

#include <memory>

#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Task `sample`: observables of a known distribution.
std::unique_ptr<Task> make_sample_task(const io::Document& document, const MakeSystem& make_system);

}  // namespace lenz::jobs
