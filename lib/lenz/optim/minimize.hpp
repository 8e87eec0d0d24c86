#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/optim/blocks.hpp"
#include "lenz/optim/magnitudes.hpp"
#include "lenz/optim/minimize_plan.hpp"
#include "lenz/optim/minimize_state.hpp"
#include "lenz/optim/rules/sweep.hpp"

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
/// a parameter is a NaN or infinite; parameters and memories are then as before that step. Throws
/// std::invalid_argument where rules, plan, parameters or an evaluation do not fit; Stopped from the sink.
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
    if (sink.restore(plan_.shard, [this](InputArchive& archive) { archive(state_); })) {
      check_restored(shape);
    } else {
      begin();
    }
    const auto write = [this](OutputArchive& archive) { archive(state_); };
    while (!done() && step()) {
      (observers(std::as_const(state_), made_from()), ...);
      progress.report(plan_.shard, fraction());
      sink.offer(plan_.shard, write);
    }
    progress.report(plan_.shard, 1);
    sink.finish(plan_.shard, write);
  }

 private:
  void begin() {
    rules_ = rules_of_blocks(asked_, state_.parameters);
    check_size("the streams of a minimisation", state_.streams.size(), objective_.n_shards());
    check_lbfgs();
    for (std::size_t b = 0; b < state_.parameters.size(); ++b) {
      if (!all_finite(state_.parameters[b].values)) throw_wrong_parameter(b, "before the first step");
    }
    for (const BlockRule& rule : rules_) state_.memories.push_back({.kind = rule.rule.index()});
    if (plan_.average_decay) state_.average = state_.parameters;
    state_.objective = objective_.init(state_.parameters, state_.streams);
  }

  void check_restored(const std::vector<std::size_t>& shape) {
    rules_ = rules_of_blocks(asked_, state_.parameters);
    check_lbfgs();
    const bool fits = (shape.empty() || shape == shape_of(state_.parameters)) &&
                      state_.streams.size() == objective_.n_shards() &&
                      state_.memories.size() == state_.parameters.size();
    if (!fits) throw std::runtime_error("it is of another model: begin anew with --overwrite");
    for (std::size_t b = 0; b < rules_.size(); ++b) {
      if (state_.memories[b].kind == rules_[b].rule.index()) continue;
      throw std::runtime_error("block \"" + state_.parameters[b].name +
                               "\" was moved by another rule before: resume it with that one, or begin anew "
                               "with --overwrite");
    }
    if (plan_.average_decay && state_.average.empty()) state_.average = state_.parameters;
  }

  void check_lbfgs() const {
    if (uses_lbfgs() && plan_.metric)
      throw std::invalid_argument("L-BFGS finds its own metric: leave the natural gradient out, or take Sgd");
    if (uses_lbfgs() && plan_.clip_norm)
      throw std::invalid_argument("L-BFGS finds its own length of a step: leave the clipping out");
  }
  bool uses_lbfgs() const { return !rules_.empty() && std::holds_alternative<Lbfgs>(rules_.front().rule); }

  /// The evaluation from which the last step was made.
  const Evaluation<T>& made_from() const { return uses_lbfgs() ? before_ : state_.evaluation; }

  bool done() {
    if (state_.stop == StopReason::line_search) return true;
    state_.stop = StopReason::none;
    if (state_.steps >= plan_.steps) state_.stop = StopReason::steps;
    if (plan_.plateau && has_plateau(state_.history.value, *plan_.plateau)) state_.stop = StopReason::plateau;
    return state_.stop != StopReason::none;
  }

  /// False where there is no step to make any more.
  bool step() {
    if (!state_.is_fresh) evaluate();
    const double norm = check_evaluation();
    if (plan_.gradient_tolerance && norm <= *plan_.gradient_tolerance) {
      state_.stop = StopReason::gradient;
      return false;
    }
    if (uses_lbfgs()) {
      before_ = state_.evaluation;
      if (!lbfgs()) return false;
      record(before_, norm);
    } else {
      MetricReport report;
      if (plan_.metric) find_natural_direction(report);
      update(plan_.metric ? natural_ : state_.evaluation.gradient);
      state_.is_fresh = false;
      record(state_.evaluation, norm);
      if (plan_.metric) state_.history.damping.push_back(report.damping);
    }
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
  double check_evaluation() {
    const Evaluation<T>& e = state_.evaluation;
    if (!std::isfinite(e.value) || !std::isfinite(e.error)) {
      state_.is_fresh = false;
      const bool is_nan = std::isnan(e.value) || std::isnan(e.error);
      throw NumericalError(std::string("the loss is ") + (is_nan ? "not a number" : "infinite") + " in " +
                           step_name());
    }
    double sum = 0;
    for (std::size_t b = 0; b < e.gradient.size(); ++b)
      sum += checked_squares(e.gradient[b], b, "the gradient");
    return std::sqrt(sum);
  }

  double checked_squares(const arma::Col<T>& x, std::size_t b, const char* what) {
    check_size("a gradient", x.n_elem, state_.parameters[b].values.n_elem);
    const double sum = sum_of_squares(x);
    if (std::isfinite(sum) || all_finite(x)) return sum;
    state_.is_fresh = false;
    throw NumericalError(std::string(what) + " of block \"" + state_.parameters[b].name + "\" is " +
                             what_is_wrong(x) + " in " + step_name(),
                         b);
  }

  void find_natural_direction(MetricReport& report) {
    const arma::vec gradient = joined(state_.evaluation.gradient);
    try {
      const arma::vec x = natural_direction(state_.evaluation.log_derivatives, gradient,
                                            state_.evaluation.local, *plan_.metric, state_.direction, report);
      natural_.resize(state_.parameters.size());
      for (std::size_t b = 0; b < natural_.size(); ++b)
        natural_[b].set_size(state_.parameters[b].values.n_elem);
      split(x, natural_);
    } catch (const NumericalError& error) {
      state_.is_fresh = false;
      throw NumericalError(error.what() + (" in " + step_name()), error.slot());
    }
  }

  bool is_due(std::size_t b) const { return (state_.steps + 1) % rules_[b].cadence == 0; }

  void update(const std::vector<arma::Col<T>>& direction) {
    double sum = 0, fastest = 0;
    for (std::size_t b = 0; b < direction.size(); ++b) {
      if (!is_due(b)) continue;
      sum += checked_squares(direction[b], b, "the direction");
      fastest = std::max(fastest, rate_of(rules_[b].rule, state_.steps));
    }
    const double norm = std::sqrt(sum);
    const double scale = plan_.clip_norm && norm > *plan_.clip_norm ? *plan_.clip_norm / norm : 1;
    // Numbers of common size cannot overflow in one step; others are moved with a copy at hand.
    const bool careful = !(is_tame_ && norm * scale < tame && fastest <= 0x1p10);
    if (careful) keep_copy();
    is_tame_ = true;
    for (std::size_t b = 0; b < direction.size(); ++b) {
      if (!is_due(b)) continue;
      is_tame_ = update_block(rules_[b], state_.steps, static_cast<T>(scale), direction[b],
                              state_.parameters[b].values, state_.memories[b]) &&
                 is_tame_;
    }
    if (careful) check_update();
  }

  void keep_copy() {
    parameters_before_ = state_.parameters;
    memories_before_ = state_.memories;
  }

  void check_update() {
    for (std::size_t b = 0; b < state_.parameters.size(); ++b) {
      const RuleState<T>& memory = state_.memories[b];
      if (all_finite(state_.parameters[b].values) && all_finite(memory.first) && all_finite(memory.second)) {
        // A block that does not move in this step has been looked at by nobody else.
        is_tame_ = is_tame_ && std::sqrt(sum_of_squares(state_.parameters[b].values)) < tame &&
                   std::sqrt(sum_of_squares(memory.first)) < tame &&
                   std::sqrt(sum_of_squares(memory.second)) < tame;
        continue;
      }
      std::swap(state_.parameters, parameters_before_);
      std::swap(state_.memories, memories_before_);
      state_.is_fresh = false;
      throw_wrong_parameter(b, "after " + step_name() + ": lower its learning rate, or clip the gradient");
    }
  }

  /// False where no lower point is found.
  bool lbfgs() {
    const auto& options = std::get<Lbfgs>(rules_.front().rule);
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
      state_.is_fresh = false;
      throw;
    }
    state_.stop = StopReason::line_search;
    return false;
  }

  void record(const Evaluation<T>& e, double norm) {
    MinimizeHistory& history = state_.history;
    history.value.push_back(e.value);
    history.error.push_back(e.error);
    history.gradient_norm.push_back(norm);
    history.figures.insert(history.figures.end(), e.figures.begin(), e.figures.end());
  }

  [[noreturn]] void throw_wrong_parameter(std::size_t b, const std::string& when) const {
    throw NumericalError(
        "block \"" + state_.parameters[b].name + "\" holds a number that is not finite " + when, b);
  }
  std::string step_name() const { return "step " + std::to_string(state_.steps + 1); }
  double fraction() const {
    return static_cast<double>(state_.steps) / static_cast<double>(std::max<std::uint64_t>(plan_.steps, 1));
  }

  const O& objective_;
  const Rules& asked_;
  const MinimizePlan& plan_;
  State& state_;
  std::size_t n_figures_;
  Rules rules_{};  ///< one a block
  bool is_tame_ = false;
  Evaluation<T> before_{};
  std::vector<arma::Col<T>> natural_{};
  Parameters<T> parameters_before_{};
  std::vector<RuleState<T>> memories_before_{};
};

/// See Minimizer. Each observer is called as observe(state, evaluation) after every step.
template <Objective O, class... Observers>
void minimize(const O& objective, const Rules& rules, const MinimizePlan& plan, MinimizeState<O>& state,
              CheckpointSink& sink, Progress& progress, const Observers&... observers) {
  Minimizer<O>(objective, rules, plan, state).run(sink, progress, observers...);
}

}  // namespace lenz::optim
