#pragma once

#include <string>
#include <utility>

#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// The facts of an input of any task, which all have a title, [run] seed and limits, [output] plots and a
/// resolved text. `longer`: see TaskFacts.
template <class Input>
TaskFacts facts_of(std::string name, const Input& input, std::string longer) {
  return {.name = std::move(name),
          .title = input.title,
          .resolved = resolved_toml(input),
          .seed = input.run.seed,
          .time_limit = input.run.time_limit,
          .checkpoint_every = input.run.checkpoint_every,
          .plots = input.output.plots,
          .longer = std::move(longer)};
}

}  // namespace lenz::jobs
