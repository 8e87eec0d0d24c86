#pragma once

#include <memory>

#include "lenz/io/document.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Task "diagonalize", which the document must name (see is_diagonalize). Throws InputError.
std::unique_ptr<Task> make_diagonalize_task(const io::Document& document);

}  // namespace lenz::jobs
