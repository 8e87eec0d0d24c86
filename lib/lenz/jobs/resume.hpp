#pragma once

#include <string>

#include "lenz/io/document.hpp"

namespace lenz::jobs {

/// What a resumed run's input changes.
enum class Continuation { same, longer };

/// Holds the input a run is to go on with against the one its checkpoint was begun with, both resolved.
///
/// Limits (run.time_limit, run.checkpoint_every, output.plots) may change, and lengths (of task
/// "sample" run.sweeps and output.configurations, of "train" run.steps) may grow: `longer` says that one did.
/// Throws one InputError with every other key that differs, each at its place in `document` (the user's own
/// input).
Continuation compare_inputs(const io::Document& document, const std::string& resolved,
                            const std::string& begun);

}  // namespace lenz::jobs
