#pragma once

#include <span>
#include <string_view>

namespace lenz::jobs {

/// What a newcomer begins with: the keys worth changing, set, and a few words about what will be seen.
/// Everything else (meanings, units, ranges, defaults) comes from the schemas.
struct StartExample {
  std::string_view topic;  ///< "system.ising", "sampler.wolff"
  std::string_view about;  ///< what this is and what to expect, in one paragraph
  std::string_view input;  ///< TOML: an input that runs in a few seconds without a warning
  std::string_view task = "sample";
};

/// One for every kind that task "sample" has; then for every kind that only "train" has, but for a data set,
/// which no input can bring along; then for those of "diagonalize" and of "ground-state".
std::span<const StartExample> start_examples();
std::span<const StartExample> start_examples_of_training();
std::span<const StartExample> start_examples_of_diagonalization();
std::span<const StartExample> start_examples_of_ground_states();

}  // namespace lenz::jobs
