#include "lenz/jobs/spin_results.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/kept_points.hpp"
#include "lenz/jobs/spin_observables.hpp"
#include "lenz/jobs/variational_energy.hpp"
#include "lenz/jobs/zero_variance.hpp"

namespace lenz::jobs {

namespace {

using Q = models::SpinMeasurement::Quantity;

Evaluable named(const char* name, Component component) {
  return {.name = name, .unit = unit_of_spin_observable(name), .components = {std::move(component)}};
}

Evaluable several(const char* name, std::size_t first, std::size_t n) {
  Evaluable all{.name = name, .unit = unit_of_spin_observable(name), .components = {}, .is_vector = true};
  for (std::size_t k = 0; k < n; ++k) all.components.emplace_back(first + k);
  return all;
}

double variance_of(std::span<const double> means) {
  return means[Q::energy_2] - means[Q::energy] * means[Q::energy];
}

/// energy, its variance and the v-score, of which a level at 0 has none.
std::vector<Evaluable> energies_of(const SpinQuestion& question) {
  const double reference = question.measurement.options().reference;
  const double centre = question.point.hamiltonian.mean_level(question.point.n_up);
  const auto n = static_cast<double>(question.point.hamiltonian.n_sites());
  std::vector<Evaluable> all;
  all.push_back(named("energy", [=](std::span<const double> m) { return reference + m[Q::energy]; }));
  all.push_back(named("energy_variance", variance_of));
  all.back().least = 0;
  all.push_back(named("v_score", [=](std::span<const double> m) {
    return n * variance_of(m) / std::pow(reference + m[Q::energy] - centre, 2);
  }));
  all.back().may_be_undefined = true;
  all.back().least = 0;
  if (question.measurement.options().third) {
    const std::size_t third = question.measurement.energy_3();
    all.push_back(named("energy_lanczos", [=](std::span<const double> m) {
      return reference + m[Q::energy] - models::lanczos_gain(m[Q::energy], m[Q::energy_2], m[third]);
    }));
  }
  return all;
}

/// |<r>|^2 / <|r|^2> of each state below.
Evaluable overlaps_of(const models::SpinMeasurement& measurement) {
  Evaluable all{.name = "overlap", .unit = "1", .components = {}, .is_vector = true};
  for (std::size_t j = 0; j < measurement.options().others.size(); ++j) {
    const std::size_t at = measurement.overlap(j);
    all.components.emplace_back(
        [at](std::span<const double> m) { return (m[at] * m[at] + m[at + 1] * m[at + 1]) / m[at + 2]; });
  }
  return all;
}

std::vector<Evaluable> evaluables_of(const SpinQuestion& question) {
  const models::SpinMeasurement& measurement = question.measurement;
  const models::SpinPattern& pattern = measurement.pattern();
  std::vector<Evaluable> all = energies_of(question);
  all.push_back(named("magnetization", Q::magnetization));
  all.push_back(named("abs_magnetization", Q::abs_magnetization));
  if (pattern.is_bipartite()) all.push_back(named("staggered_magnetization", measurement.staggered()));
  if (measurement.options().transverse)
    all.push_back(named("transverse_magnetization", measurement.transverse()));
  if (pattern.n_distances() > 0)
    all.push_back(several("correlation", measurement.correlation(), pattern.n_distances()));
  if (pattern.n_waves() > 0)
    all.push_back(several("structure_factor", measurement.structure_factor(), pattern.n_waves()));
  if (!measurement.options().others.empty()) all.push_back(overlaps_of(measurement));
  return all;
}

void join_published(const SpinPoint& point, io::ObservableResult& energy) {
  if (const auto published = published_level(point)) {
    energy.reference = {published->energy};
    energy.reference_error = {published->error};
    energy.reference_source = published->source;
  }
}

/// The verdict, and what stands beside the observables.
void complete(const SpinQuestion& question, io::PointResult& finished) {
  for (io::ObservableResult& o : finished.observables) {
    if (o.name == "energy" || o.name == "energy_lanczos") {
      judge_energy(question.input, o);
      join_published(question.point, o);
    } else {
      o.z.clear();
    }
  }
  if (question.infidelity) finished.observables.push_back(plain("infidelity", "1", *question.infidelity, 0));
  const Extrapolated at_zero = zero_variance_extrapolation(question.history);
  if (at_zero.n > 0)
    finished.observables.push_back(
        plain("energy_extrapolated", unit_of_spin_observable("energy"), at_zero.energy, at_zero.error));
}

double value_of(const Component& component, const std::vector<double>& means) {
  if (const auto* quantity = std::get_if<std::size_t>(&component)) return means[*quantity];
  return std::get<stats::FunctionOfMeans>(component)(means);
}

}  // namespace

io::PointResult finish_spin_point(const SpinQuestion& question, const std::vector<SlotOutcome>& chains) {
  PointQuestion asked{.parameters = question.point.parameters,
                      .evaluables = evaluables_of(question),
                      .n_quantities = question.measurement.n_quantities() + 1,
                      .thin = question.input.run.thin,
                      .may_stand_still = true,
                      .trace = question.input.output.trace,
                      .pictured = {{"energy", Q::energy, question.measurement.options().reference}},
                      .known = question.beside.known,
                      .exact_only = {}};
  asked.evaluables.push_back(acceptance_evaluable(question.measurement.n_quantities()));
  io::PointResult finished = finish_point(asked, chains);
  complete(question, finished);
  if (const std::uint64_t n = question.input.output.configurations; n > 0)
    finished.samples = kept_spins(chains, question.point.hamiltonian.n_sites(), n);
  return finished;
}

io::PointResult finish_spin_sum(const SpinQuestion& question, const std::vector<double>& means) {
  io::PointResult finished;
  finished.parameters = question.point.parameters;
  for (const Evaluable& evaluable : evaluables_of(question)) {
    io::ObservableResult o;
    o.name = evaluable.name;
    o.unit = evaluable.unit;
    o.is_vector = evaluable.is_vector;
    for (const Component& component : evaluable.components) o.mean.push_back(value_of(component, means));
    o.error.assign(o.mean.size(), 0.0);
    if (evaluable.may_be_undefined && !std::isfinite(o.mean[0])) continue;
    if (const auto at = question.beside.known.find(o.name); at != question.beside.known.end())
      join_exact(o, at->second);
    finished.observables.push_back(std::move(o));
  }
  complete(question, finished);
  return finished;
}

models::SpinMeasurement spin_measurement(const SpinPoint& point, double reference, bool lanczos,
                                         std::vector<models::SpinMeasurement::Other> below) {
  return models::SpinMeasurement(point.hamiltonian,
                                 models::SpinPattern(*point.spins.lattice, point.spins.spin()),
                                 {.reference = reference,
                                  .transverse = point.spins.input.model == SpinModel::transverse_ising,
                                  .third = lanczos,
                                  .signs = point.signs,
                                  .others = std::move(below)});
}

}  // namespace lenz::jobs
