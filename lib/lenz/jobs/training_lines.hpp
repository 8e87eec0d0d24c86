#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "lenz/core/progress.hpp"
#include "lenz/optim/minimize_state.hpp"

namespace lenz::jobs {

/// A line that stays for each tenth of a training: step, mean loss over that tenth, rate, time left. An
/// observer of optim::minimize.
class TrainingLines {
 public:
  TrainingLines(std::uint64_t n_steps, Progress& progress);

  template <class State, class Evaluation>
  void operator()(const State& state, const Evaluation&) const {
    if (first_step_ == none) first_step_ = state.steps;
    if (state.steps % stride_ == 0 || state.steps == n_steps_) tell(state.steps, state.history);
  }

 private:
  static constexpr std::uint64_t none = UINT64_MAX;
  void tell(std::uint64_t step, const optim::MinimizeHistory& history) const;

  std::uint64_t n_steps_, stride_;
  Progress& progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  // Observers are handed over as const.
  mutable std::uint64_t first_step_ = none;
  mutable bool has_header_ = false;
};

}  // namespace lenz::jobs
