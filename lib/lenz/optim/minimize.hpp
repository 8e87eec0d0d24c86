#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/optim/blocks.hpp"
#include "lenz/optim/minimize_plan.hpp"
#include "lenz/optim/minimize_state.hpp"
#include "lenz/optim/rule_set.hpp"

namespace lenz::optim {

/// The one loop of everything that is varied or learned: evaluate, natural gradient, clip, rules, average.
///
/// One call goes from `state`, or its checkpoint, to the end of the plan. Of each step, the evaluation at the
/// parameters before it goes into the history; then observe(state, evaluation) of every observer is called
/// with the parameters after it. The state goes to `sink` between two steps: the same state, plan and binary
/// give the same bits, wherever the run is cut. A state restored under a plan of more steps goes on after its
/// end.
///
/// Throws NumericalError, with step and block, in the step in which the value, the gradient, the direction or
/// a parameter is a NaN or infinite; parameters and memories are then as before that step. (The line search
/// of L-BFGS only shortens its step where a trial is not finite.) Throws std::invalid_argument where rules,
/// plan, parameters or an evaluation do not fit; Stopped from the sink.
template <Objective O>
class Minimizer {
 public:
  using T = typename O::Scalar;
  using State = MinimizeState<O>;

  Minimizer(const O& objective, const Rules& rules, const MinimizePlan& plan, State& state)
      : objective_(objective),
        asked_(rules),
        plan_(plan),
        state_(state),
        n_figures_(objective.figure_names().size()) {}

  template <class... Observers>
  void run(CheckpointSink& sink, Progress& progress, const Observers&... observers) {
    plan_.check();
    const std::vector<std::size_t> shape = shape_of(state_.parameters);
    const bool restored = sink.restore(plan_.shard, [this](InputArchive& archive) { archive(state_); });
    if (restored || state_.steps > 0) {
      go_on(shape);
    } else {
      begin();
    }
    const auto write = [this](OutputArchive& archive) { archive(state_); };
    const Progress::Tell tell = [this] { return standing(); };
    while (!done() && step(progress)) {
      (observers(std::as_const(state_), made_from()), ...);
      progress.report_step(plan_.shard, fraction(), tell);
      sink.offer(plan_.shard, write);
    }
    progress.report(plan_.shard, 1);
    sink.finish(plan_.shard, write);
  }

 private:
  void begin() {
    check_size("the streams of a minimisation", state_.streams.size(), objective_.n_shards());
    take_rules();
    std::vector<arma::Col<T>> start;
    for (const Block<T>& block : state_.parameters) start.push_back(block.values);
    checked_squares("the start", start, state_.parameters, 1, squares_);
    state_.memories = rules_.begin();
    if (plan_.average_decay) state_.average = state_.parameters;
    state_.objective = objective_.init(state_.parameters, state_.streams);
  }

  void go_on(const std::vector<std::size_t>& shape) {
    const bool fits = (shape.empty() || shape == shape_of(state_.parameters)) &&
                      state_.streams.size() == objective_.n_shards();
    if (!fits) throw std::runtime_error("it is of another model: begin anew with --overwrite");
    take_rules();
    rules_.check_memories(state_.memories, state_.parameters);
    if (plan_.average_decay && state_.average.empty()) state_.average = state_.parameters;
  }

  void take_rules() {
    rules_ = RuleSet<T>(asked_, state_.parameters);
    if (rules_.lbfgs() == nullptr) return;
    if (plan_.metric)
      throw std::invalid_argument("L-BFGS finds its own metric: leave the natural gradient out, or take Sgd");
    if (plan_.clip_norm)
      throw std::invalid_argument("L-BFGS finds its own length of a step: leave the clipping out");
  }

  bool done() {
    if (state_.stop == StopReason::line_search) return true;
    state_.stop = StopReason::none;
    if (state_.steps >= plan_.steps) state_.stop = StopReason::steps;
    if (plan_.plateau && has_plateau(state_.history.value, *plan_.plateau)) state_.stop = StopReason::plateau;
    return state_.stop != StopReason::none;
  }

  /// False where there is no step to make any more.
  bool step(Progress& progress) {
    try {
      return make_step(progress);
    } catch (...) {
      state_.is_fresh = false;
      throw;
    }
  }

  bool make_step(Progress& progress) {
    if (!state_.is_fresh) evaluate();
    const double norm = checked_norm();
    if (plan_.gradient_tolerance && norm <= *plan_.gradient_tolerance) {
      state_.stop = StopReason::gradient;
      return false;
    }
    if (rules_.lbfgs() != nullptr) {
      if (!step_by_line_search(*rules_.lbfgs())) return false;
    } else {
      if (plan_.metric) find_natural_direction(progress);
      rules_.update(state_.steps, plan_.clip_norm, plan_.metric ? natural_ : state_.evaluation.gradient,
                    squares_, state_.parameters, state_.memories);
      state_.is_fresh = false;
    }
    record(made_from(), norm);
    ++state_.steps;
    if (plan_.average_decay) move_average(state_.parameters, *plan_.average_decay, state_.average);
    return true;
  }

  void evaluate() {
    try {
      objective_.evaluate(state_.parameters, state_.objective, state_.streams, plan_.n_threads,
                          state_.evaluation);
    } catch (const NumericalError& error) {
      throw NumericalError(error.what() + (" in " + step_name()), error.slot());
    }
    ++state_.evaluations;
    state_.is_fresh = true;
    check_size("the gradient of an objective", state_.evaluation.gradient.size(), state_.parameters.size());
    check_size("the figures of an objective", state_.evaluation.figures.size(), n_figures_);
  }

  /// The norm of the gradient over all blocks.
  double checked_norm() {
    const Evaluation<T>& e = state_.evaluation;
    if (!std::isfinite(e.value) || !std::isfinite(e.error)) {
      const bool is_nan = std::isnan(e.value) || std::isnan(e.error);
      throw NumericalError("the loss is " + std::string(is_nan ? "not a number" : "infinite") + " in " +
                           step_name());
    }
    return std::sqrt(
        checked_squares("the gradient", e.gradient, state_.parameters, state_.steps + 1, squares_));
  }

  void find_natural_direction(Progress& progress) {
    const Evaluation<T>& e = state_.evaluation;
    try {
      const arma::vec x = natural_direction(e.log_derivatives, joined(e.gradient), e.local, *plan_.metric,
                                            state_.direction, solved_, e.layout);
      natural_ = e.gradient;
      split(x, natural_);
    } catch (const NumericalError& error) {
      throw NumericalError(error.what() + (" in " + step_name()), error.slot());
    }
    checked_squares("the natural gradient", natural_, state_.parameters, state_.steps + 1, squares_);
    if (solved_.raises > 0 && !std::exchange(told_of_damping_, true))
      progress.line("the metric could not be solved with the damping given, which was raised to " +
                    std::to_string(solved_.damping) + " in " + step_name());
  }

  /// False where no lower point is found.
  bool step_by_line_search(const Lbfgs& options) {
    before_ = state_.evaluation;
    const Parameters<T> parameters_before = state_.parameters;
    arma::vec x = joined(state_.parameters), gradient = joined(state_.evaluation.gradient);
    double value = state_.evaluation.value;
    const Evaluator at = [this](arma::vec& point, arma::vec& slope) {
      split(point, state_.parameters);
      evaluate();
      point = joined(state_.parameters);
      slope = joined(state_.evaluation.gradient);
      return state_.evaluation.value;
    };
    try {
      const LineSearchResult result = lbfgs_step(options, at, state_.lbfgs, x, value, gradient);
      if (result.status != LineSearchStatus::failed) return true;
    } catch (...) {
      state_.parameters = parameters_before;
      throw;
    }
    state_.stop = StopReason::line_search;
    return false;
  }

  /// The evaluation from which the last step was made.
  const Evaluation<T>& made_from() const { return rules_.lbfgs() != nullptr ? before_ : state_.evaluation; }

  void record(const Evaluation<T>& e, double norm) {
    MinimizeHistory& history = state_.history;
    history.value.push_back(e.value);
    history.error.push_back(e.error);
    if (plan_.metric) history.damping.push_back(solved_.damping);
    history.gradient_norm.push_back(norm);
    history.figures.insert(history.figures.end(), e.figures.begin(), e.figures.end());
  }

  std::string step_name() const { return "step " + std::to_string(state_.steps + 1); }

  /// A batch's loss is noisy: the mean over the last steps, which are few while it falls fast.
  Standing standing() const {
    const MinimizeHistory& history = state_.history;
    const std::size_t n = std::clamp<std::size_t>(history.value.size() / 20, 1, 100);
    double sum = 0, squares = 0;
    for (std::size_t i = history.value.size() - n; i < history.value.size(); ++i) {
      sum += history.value[i];
      squares += history.error[i] * history.error[i];
    }
    const auto count = static_cast<double>(n);
    return {.step = state_.steps,
            .n_steps = plan_.steps,
            .name = plan_.value_name,
            .value = sum / count,
            .error = std::sqrt(squares) / count};
  }
  double fraction() const {
    return static_cast<double>(state_.steps) / static_cast<double>(std::max<std::uint64_t>(plan_.steps, 1));
  }

  const O& objective_;
  const Rules& asked_;
  const MinimizePlan& plan_;
  State& state_;
  std::size_t n_figures_;
  RuleSet<T> rules_{};
  std::vector<double> squares_{};  ///< of the gradient or the direction, one a block
  Evaluation<T> before_{};
  std::vector<arma::Col<T>> natural_{};
  MetricReport solved_{};
  bool told_of_damping_ = false;
};

/// See Minimizer. Each observer is called as observe(state, evaluation) after every step.
template <Objective O, class... Observers>
void minimize(const O& objective, const Rules& rules, const MinimizePlan& plan, MinimizeState<O>& state,
              CheckpointSink& sink, Progress& progress, const Observers&... observers) {
  Minimizer<O>(objective, rules, plan, state).run(sink, progress, observers...);
}

}  // namespace lenz::optim
