#include "lenz/jobs/trap_results.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/kept_points.hpp"
#include "lenz/jobs/optimizer_rules.hpp"
#include "lenz/jobs/trap_oracles.hpp"

namespace lenz::jobs {

namespace {

using Q = models::TrapMeasurement::Quantity;
constexpr double longest_step = 0.3;  ///< of the natural gradient, over all parameters
constexpr std::size_t n_figures = 3;  ///< variance, acceptance, clipped: see VmcEnergy

/// <w A> / <w>
stats::FunctionOfMeans expectation(std::size_t quantity, double offset = 0) {
  return [=](std::span<const double> means) { return offset + means[quantity] / means[Q::weight]; };
}

Evaluable scalar(const char* name, const char* unit, stats::FunctionOfMeans f) {
  return {.name = name, .unit = unit, .components = {std::move(f)}};
}

Evaluable distribution(const char* name, std::string unit, std::size_t first, std::size_t n) {
  Evaluable all{.name = name, .unit = std::move(unit), .components = {}, .is_vector = true};
  for (std::size_t k = 0; k < n; ++k) all.components.emplace_back(expectation(first + k));
  return all;
}

std::vector<Evaluable> evaluables_of(const TrapQuestion& question) {
  const auto& options = question.measurement.options();
  std::vector<Evaluable> all;
  all.push_back(scalar("energy", "energy", expectation(Q::energy, options.reference)));
  all.push_back(scalar("energy_variance", "energy^2", [](std::span<const double> m) {
    const double mean = m[Q::energy] / m[Q::weight];
    return m[Q::energy_2] / m[Q::weight] - mean * mean;
  }));
  all.push_back(scalar("kinetic", "energy", expectation(Q::kinetic)));
  all.push_back(scalar("potential", "energy", expectation(Q::trap)));
  if (question.input.system.interaction != models::Interaction::none && question.input.system.particles > 1)
    all.push_back(scalar("interaction", "energy", expectation(Q::interaction)));
  all.push_back(scalar("virial", "energy", expectation(Q::virial)));
  all.push_back(scalar("radius", "length",
                       [](std::span<const double> m) { return std::sqrt(m[Q::radius_2] / m[Q::weight]); }));
  const std::size_t d = question.input.system.dimensions;
  const auto unit = [&](const models::DistanceBins& bins) {
    return fmt::format("1/length^{}, bins of {:.6g}", d, bins.width());
  };
  const auto &density = options.density, &pairs = options.pairs;
  if (density.n > 0)
    all.push_back(distribution("density", unit(density), models::TrapMeasurement::n_scalars, density.n));
  if (pairs.n > 0)
    all.push_back(distribution("pair_distribution", unit(pairs),
                               models::TrapMeasurement::n_scalars + density.n, pairs.n));
  if (question.rejects) all.push_back(acceptance_evaluable(question.measurement.n_quantities()));
  return all;
}

io::ObservableResult plain(const char* name, const char* unit, double mean, double error) {
  io::ObservableResult o;
  o.name = name;
  o.unit = unit;
  o.mean = {mean};
  o.error = {error};
  return o;
}

void judge_energy(const TrapQuestion& question, io::ObservableResult& energy) {
  if (!energy.exact.empty()) {
    energy.best = io::Best::smallest;
    energy.tolerance = tolerance_of(question.input, energy.exact[0]) / std::fabs(energy.exact[0]);
  }
  if (const auto published = published_energy(question.input.system, question.point)) {
    energy.reference = {published->energy};
    energy.reference_error = {published->error};
    energy.reference_source = published->source;
  }
}

std::span<const double> figures_of_step(const optim::MinimizeHistory& history, std::size_t step) {
  return std::span(history.figures).subspan(n_figures * step, n_figures);
}

/// The line through energies against variances of the steps whose variance is below a bound, at variance 0.
Extrapolated fitted_below(const optim::MinimizeHistory& history, double bound) {
  double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, widest = 0, narrowest = bound;
  Extrapolated all;
  for (std::size_t s = 0; s < history.value.size(); ++s) {
    const double x = figures_of_step(history, s)[0], error = history.error[s];
    if (!(x < bound) || !(error > 0)) continue;
    const double w = 1 / (error * error), y = history.value[s] - history.value.back();
    sw += w;
    sx += w * x;
    sy += w * y;
    sxx += w * x * x;
    sxy += w * x * y;
    syy += w * y * y;
    widest = std::max(widest, x);
    narrowest = std::min(narrowest, x);
    ++all.n;
  }
  const double determinant = sw * sxx - sx * sx;
  if (all.n < 3 || widest < 2 * narrowest || !(determinant > 1e-12 * sw * sxx)) return {};
  const double at_zero = (sxx * sy - sx * sxy) / determinant, slope = (sw * sxy - sx * sy) / determinant;
  const double chi2 = syy - at_zero * sy - slope * sxy;
  all.energy = at_zero + history.value.back();
  all.error = std::sqrt(sxx / determinant * std::max(1.0, chi2 / static_cast<double>(all.n - 2)));
  return all;
}

}  // namespace

io::PointResult finish_trap_point(const TrapQuestion& question, const std::vector<SlotOutcome>& chains) {
  const TrapPoint& point = question.point;
  PointQuestion asked{.parameters = point.parameters,
                      .evaluables = evaluables_of(question),
                      .n_quantities = question.measurement.n_quantities() + (question.rejects ? 1 : 0),
                      .thin = question.input.run.thin,
                      .trace = question.input.output.trace,
                      .pictured = {{"energy", Q::energy, question.measurement.options().reference}},
                      .known = {},
                      .exact_only = {}};
  asked.known = known_trap_ground_state(question.input.system, point, question.input.exact);
  io::PointResult finished = finish_point(asked, chains);
  for (io::ObservableResult& o : finished.observables) {
    if (o.name == "energy") {
      judge_energy(question, o);
    } else {
      o.z.clear();
    }
    // Of the emptiest bins hardly a walker knows.
    if (o.is_vector) o.doubts.clear();
  }
  const TrapInput& system = question.input.system;
  if (const std::uint64_t n = question.input.output.configurations; n > 0)
    finished.samples = kept_points(chains, system.particles * system.dimensions, n);
  const Extrapolated at_zero = zero_variance_extrapolation(question.history);
  if (at_zero.n > 0)
    finished.observables.push_back(plain("energy_extrapolated", "energy", at_zero.energy, at_zero.error));
  if (question.tail.n_tail > 0)
    finished.observables.push_back(plain("tail_index", "exponent", question.tail.index, question.tail.error));
  return finished;
}

Extrapolated zero_variance_extrapolation(const optim::MinimizeHistory& history) {
  const std::size_t n_steps = history.value.size(), n_last = std::max<std::size_t>(n_steps / 10, 1);
  if (n_steps < 20) return {};
  double last = 0;
  for (std::size_t s = n_steps - n_last; s < n_steps; ++s)
    last += figures_of_step(history, s)[0] / static_cast<double>(n_last);
  const Extrapolated wide = fitted_below(history, 30 * last), narrow = fitted_below(history, 5 * last);
  if (wide.n < 20 || narrow.n < 20) return {};
  return {
      .energy = narrow.energy, .error = std::hypot(narrow.error, narrow.energy - wide.energy), .n = narrow.n};
}

optim::MinimizePlan plan_of(const GroundStateInput& input, std::size_t shard, std::size_t n_threads) {
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
  plan.metric = optim::NaturalGradient{.solver = solver(), .damping = input.optimizer.damping};
  return plan;
}

optim::Rules wavefunction_rules(const GroundStateInput& input) {
  OptimizerInput optimizer = input.optimizer;
  if (optimizer.kind == OptimizerKind::automatic) optimizer.kind = OptimizerKind::sgd;
  return rules_of(optimizer, input.run.steps);
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
  }
  return all;
}

}  // namespace lenz::jobs
