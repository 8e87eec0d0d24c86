#include "lenz/jobs/trap_words.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/affected.hpp"
#include "lenz/jobs/ground_state_words.hpp"
#include "lenz/jobs/picture_words.hpp"
#include "lenz/jobs/trap_ground_state.hpp"

namespace lenz::jobs {

namespace {

constexpr double largest_virial = 0.01, virial_errors = 4;  ///< of the kinetic energy

std::string number_of_particles(const TrapInput& system) {
  const char* name = system.statistics == ParticleStatistics::boson     ? "boson"
                     : system.statistics == ParticleStatistics::fermion ? "fermion"
                                                                        : "distinguishable particle";
  return fmt::format("{} {}{}", system.particles, name, system.particles == 1 ? "" : "s");
}

std::string interaction_words(const TrapInput& system) {
  if (system.particles < 2) return "";
  switch (system.interaction) {
    case models::Interaction::coulomb:
      return " that repel each other as 1/r";
    case models::Interaction::gaussian:
      return " with a Gaussian interaction";
    case models::Interaction::hard_sphere:
      return ", hard spheres";
    case models::Interaction::none:
      break;
  }
  return " without interaction";
}

std::string state_words(const TrapGroundStateInput& input) {
  std::string text = input.model.kind == WavefunctionKind::gaussian
                         ? "a Gaussian"
                         : fmt::format("a Gaussian-binary machine of {} hidden units{}", input.model.hidden,
                                       symmetry_of(input) == WaveSymmetry::pairs ? " a pair" : "");
  const JastrowKind jastrow = input.system.particles > 1 ? jastrow_of(input) : JastrowKind::none;
  if (jastrow == JastrowKind::pade) text += ", a Pade-Jastrow factor";
  if (jastrow == JastrowKind::boys_handy)
    text += fmt::format(", a Boys-Handy Jastrow factor of order {}", input.model.order);
  if (has_three_body(input)) text += ", correlations of three particles";
  if (has_slater(input)) text += input.model.backflow ? ", determinants with backflow" : ", determinants";
  return text;
}

/// Where particles meet without a cusp, and near the nodes of a determinant, the local energy grows as one
/// over the distance. Elsewhere it is bounded there and a polynomial far out, where psi^2 falls as a
/// Gaussian: all its moments exist, whatever index the tail of a sample has.
void find_tails_of_trap(const TrapGroundStateInput& input, const io::RunResult& result,
                        std::vector<Finding>& all) {
  if (input.sampler.cusp_weight > 0) return;
  if (input.system.has_cusp() && !cusp_of(input)) {
    find_heavy_tails(result,
                     "a state without Kato's cusp: its local energy grows as 1/r where particles meet",
                     {"sampler.cusp_weight=1"}, all);
  } else if (has_slater(input) || input.system.interaction == models::Interaction::hard_sphere) {
    find_heavy_tails(result, "the state is far from an eigenstate near its nodes or where particles meet", {},
                     all);
  }
}

void find_virial(const io::RunResult& result, std::vector<Finding>& all) {
  Affected off;
  double worst = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const io::ObservableResult *virial = result.points[i].find("virial"),
                               *kinetic = result.points[i].find("kinetic");
    if (virial == nullptr || kinetic == nullptr) continue;
    const double share = std::fabs(virial->mean[0]) / kinetic->mean[0];
    if (share < largest_virial || std::fabs(virial->mean[0]) < virial_errors * virial->error[0]) continue;
    off.add(i, "virial");
    worst = std::max(worst, share);
  }
  if (off.empty()) return;
  all.push_back(
      {.where = off.text(result),
       .problem = fmt::format("the virial theorem fails by {:.1f} % of the kinetic energy", 100 * worst),
       .cause = "the width of the state is not at its optimum: too few steps, or nothing that can "
                "stretch it",
       .edits = {},
       .anew = true});
}

}  // namespace

Portrait trap_portrait(const TrapGroundStateInput& input, const io::RunResult& result) {
  Portrait portrait = ground_state_portrait(
      fmt::format("{}{} in a {}-dimensional trap{}. The state: {}; {} steps of {} samples, then "
                  "{} chains of 8 walkers, {} sweeps each, by {}.",
                  number_of_particles(input.system), interaction_words(input.system), input.system.dimensions,
                  words_of_points(result), state_words(input), input.run.steps, input.run.batch,
                  input.run.chains, input.run.sweeps, io::name_of(sampler_of(input))),
      result);
  portrait.notes = statistics_warnings(input);
  return portrait;
}

std::vector<Finding> trap_problems(const TrapGroundStateInput& input, const io::RunResult& result) {
  std::vector<Finding> all;
  for (const std::string& warning : statistics_warnings(input))
    all.push_back({.where = "", .problem = warning, .cause = "it was asked for by name", .edits = {}});
  find_below(input, result, all);
  find_above(result,
             jastrow_of(input) == JastrowKind::none && input.system.interaction != models::Interaction::none
                 ? "the state has no factor for how the particles keep apart (jastrow = \"none\")"
                 : "the state is not rich enough, or the optimisation ended in a local minimum: another kind "
                   "of state, more "
                   "steps or another seed may help",
             all);
  find_tails_of_trap(input, result, all);
  // Where hard spheres touch the surface adds to it what is not measured.
  if (input.system.interaction != models::Interaction::hard_sphere) find_virial(result, all);
  find_unfinished(input, result, all);
  find_doubted(input, result, all);
  return all;
}

}  // namespace lenz::jobs
