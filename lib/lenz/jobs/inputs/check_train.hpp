#pragma once

#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

/// What one key alone cannot show to be wrong; hashes the data set into `input`. Complains about all it
/// finds, at the key that is off, and is silent about keys that were refused already.
void check_train(const io::Document& document, TrainInput& input, io::Complaints& complaints);

}  // namespace lenz::jobs
