#pragma once

#include <memory>

#include "lenz/io/document.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Task "ground-state", which the document must name (see is_ground_state). Throws InputError.
std::unique_ptr<Task> make_ground_state_task(const io::Document& document);

}  // namespace lenz::jobs
