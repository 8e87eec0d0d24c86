#pragma once

#include <string>

#include "lenz/io/schema.hpp"
#include "lenz/jobs/inputs/choices.hpp"

namespace lenz::jobs {

enum class TaskName { sample, diagonalize, ground_state, train, infer };

/// The keys at the top of a file.
struct TopInput {
  TaskName task = TaskName::sample;
  std::string title;
  Exact exact = Exact::automatic;
};

const io::Schema<TopInput>& top_schema();

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::TaskName> {
  static constexpr std::string_view names[] = {"sample", "diagonalize", "ground-state", "train", "infer"};
};

}  // namespace lenz::io
