#include "lenz/jobs/trap_results.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/kept_points.hpp"
#include "lenz/jobs/trap_oracles.hpp"
#include "lenz/jobs/variational_energy.hpp"
#include "lenz/jobs/zero_variance.hpp"

namespace lenz::jobs {

namespace {

using Q = models::TrapMeasurement::Quantity;

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

void join_published(const TrapQuestion& question, io::ObservableResult& energy) {
  if (const auto published = published_energy(question.input.system, question.point)) {
    energy.reference = {published->energy};
    energy.reference_error = {published->error};
    energy.reference_source = published->source;
  }
}

}  // namespace

io::PointResult finish_trap_point(const TrapQuestion& question, const std::vector<SlotOutcome>& chains) {
  const TrapPoint& point = question.point;
  PointQuestion asked{.parameters = point.parameters,
                      .evaluables = evaluables_of(question),
                      .n_quantities = question.measurement.n_quantities() + (question.rejects ? 1 : 0),
                      .thin = question.input.run.thin,
                      .may_stand_still = true,
                      .trace = question.input.output.trace,
                      .pictured = {{"energy", Q::energy, question.measurement.options().reference}},
                      .known = {},
                      .exact_only = {}};
  asked.known = known_trap_ground_state(question.input.system, point, question.input.exact);
  io::PointResult finished = finish_point(asked, chains);
  for (io::ObservableResult& o : finished.observables) {
    if (o.name == "energy") {
      judge_energy(question.input, o);
      join_published(question, o);
    } else {
      o.z.clear();
    }
    // Of the emptiest bins hardly a walker knows.
    if (o.is_vector) o.doubts.clear();
    // A variance has an error where the local energy has a fourth moment, and that is to be seen of the tail.
    const stats::TailIndex& tail = question.tail;
    if (o.name == "energy_variance" && tail.n_tail > 0 && tail.index - 2 * tail.error < 4) o.doubts.clear();
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

}  // namespace lenz::jobs
