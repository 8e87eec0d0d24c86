#pragma once

#include <memory>

#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Task `train`: a model learned from a data set, and how far it is from the best that is possible. The
/// document must name it (see is_train).
std::unique_ptr<Task> make_train_task(const io::Document& document, const MakeSystem& make_system);

}  // namespace lenz::jobs
