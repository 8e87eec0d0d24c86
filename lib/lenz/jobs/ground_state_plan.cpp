#include "lenz/jobs/ground_state_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/jobs/optimizer_rules.hpp"

namespace lenz::jobs {

namespace {

constexpr double longest_step = 0.3;  ///< of the natural gradient, over all parameters
constexpr std::size_t n_figures = 3;  ///< variance, acceptance, clipped, before overlaps: see VmcEnergy

}  // namespace

optim::MinimizePlan plan_of(const GroundStateSettings& input, std::size_t shard, std::size_t n_threads,
                            std::optional<double> angle) {
  optim::MinimizePlan plan{.steps = input.run.steps,
                           .shard = shard,
                           .n_threads = n_threads,
                           .value_name = "energy",
                           .clip_norm = clip_norm_of(input.optimizer)};
  if (!input.optimizer.natural) return plan;
  // The metric is known on the way that the samples see, not further.
  if (!plan.clip_norm) plan.clip_norm = longest_step / input.optimizer.rate;
  const auto solver = [&] {
    switch (input.optimizer.solver) {
      case MetricChoice::dense:
        return optim::MetricSolver::dense;
      case MetricChoice::kernel:
        return optim::MetricSolver::kernel;
      case MetricChoice::cg:
        return optim::MetricSolver::conjugate_gradient;
      case MetricChoice::automatic:
        break;
    }
    return optim::MetricSolver::automatic;
  };
  plan.metric =
      optim::NaturalGradient{.solver = solver(), .damping = input.optimizer.damping, .n_threads = n_threads};
  if (!input.optimizer.angle.is_auto()) angle = *input.optimizer.angle.value;
  if (angle) plan.metric->longest = *angle / input.optimizer.rate;
  return plan;
}

optim::Rules wavefunction_rules(const GroundStateSettings& input) {
  OptimizerInput optimizer = input.optimizer;
  if (optimizer.kind == OptimizerKind::automatic) optimizer.kind = OptimizerKind::sgd;
  return rules_of(optimizer, input.run.steps);
}

std::size_t samples_of_tail(const GroundStateSettings& input) {
  const std::uint64_t sweeps = std::min<std::uint64_t>(input.run.sweeps, 1 << 18);
  return std::clamp<std::uint64_t>(8 * input.run.chains * sweeps, 1 << 12, 1 << 18);
}

std::span<const double> figures_of_step(const optim::MinimizeHistory& history, std::size_t step) {
  const std::size_t n = history.figures.size() / history.value.size();
  return std::span(history.figures).subspan(n * step, n);
}

std::span<const double> overlaps_of_step(const optim::MinimizeHistory& history, std::size_t step) {
  const std::span<const double> figures = figures_of_step(history, step);
  return figures.size() > n_figures ? figures.subspan(n_figures + 1) : std::span<const double>{};
}

optim::MinimizeHistory without_penalty(optim::MinimizeHistory history, double penalty) {
  for (std::size_t s = 0; s < history.value.size(); ++s) {
    for (const double overlap : overlaps_of_step(history, s)) {
      history.value[s] -= penalty * overlap;
      history.error[s] = figures_of_step(history, s)[n_figures];
    }
  }
  return history;
}

std::vector<io::TrainingSeries> training_series(const optim::MinimizeHistory& history) {
  std::vector<io::TrainingSeries> all{{.name = "acceptance", .values = {}},
                                      {.name = "clipped", .values = {}},
                                      {.name = "energy", .values = history.value},
                                      {.name = "energy_error", .values = history.error},
                                      {.name = "gradient_norm", .values = history.gradient_norm},
                                      {.name = "variance", .values = {}}};
  for (std::size_t s = 0; s < history.value.size(); ++s) {
    const auto figures = figures_of_step(history, s);
    all[5].values.push_back(figures[0]);
    all[0].values.push_back(figures[1]);
    all[1].values.push_back(figures[2]);
    const auto overlaps = overlaps_of_step(history, s);
    for (std::size_t j = 0; j < overlaps.size(); ++j) {
      if (s == 0) all.push_back({.name = fmt::format("overlap_{}", j + 1), .values = {}});
      all[6 + j].values.push_back(overlaps[j]);
    }
  }
  return all;
}

}  // namespace lenz::jobs
