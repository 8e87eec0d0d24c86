#include "lenz/jobs/spin_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/jobs/affected.hpp"
#include "lenz/jobs/ground_state_words.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_wavefunction.hpp"

namespace lenz::jobs {

namespace {

std::string system_words(const SpinGroundStateInput& input, const SpinPoint& first) {
  const SpinInput& system = first.spins.input;
  std::string text = fmt::format("{} spins on a {}{} lattice, model {}", first.hamiltonian.n_sites(),
                                 system.boundary == lattice::Boundary::open ? "open " : "",
                                 io::name_of(system.lattice), io::name_of(system.model));
  if (!input.system.sizes.empty()) text = "Several sizes, from " + text;
  if (first.n_up) text += fmt::format(", {} of them up", *first.n_up);
  return text;
}

std::string sampling_words(const SpinGroundStateInput& input) {
  if (sampler_of(input) == SamplerKind::exact)
    return fmt::format("{} steps, every mean a sum over all states", input.run.steps);
  return fmt::format("{} steps of {} samples, then {} chains of {} sweeps each, by {}", input.run.steps,
                     input.run.batch, input.run.chains, input.run.sweeps, io::name_of(sampler_of(input)));
}

/// Of a state with one below: it fell back to it.
void find_overlaps(const SpinGroundStateInput& input, const io::RunResult& result,
                   std::vector<Finding>& all) {
  constexpr double largest_allowed = 0.01;
  Affected mixed;
  double largest = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const io::ObservableResult* overlap = result.points[i].find("overlap");
    if (overlap == nullptr) continue;
    const double most = *std::max_element(overlap->mean.begin(), overlap->mean.end());
    if (!(most > largest_allowed)) continue;
    mixed.add(i, "overlap");
    largest = std::max(largest, most);
  }
  if (mixed.empty()) return;
  const double penalty = penalty_of(input, spin_points(input).front());
  all.push_back(
      {.where = mixed.text(result),
       .problem = fmt::format("the overlap with a state below is {:.2g}", largest),
       .cause = "its penalty is smaller than the difference of their levels, or the optimisation had not "
                "come to its minimum",
       .edits = {fmt::format("model.penalty={:g}", 4 * penalty),
                 fmt::format("run.steps={}", 2 * input.run.steps)},
       .anew = true});
}

/// Why an energy stayed above the exact one.
std::string cause_of_excess(const SpinGroundStateInput& input) {
  if (input.model.kind == SpinStateKind::mean_field) return "a mean field has no correlations";
  const std::vector<SpinPoint> points = spin_points(input);
  const bool has_signs =
      std::any_of(points.begin(), points.end(), [](const SpinPoint& p) { return !p.is_positive; });
  const bool positive = input.model.kind != SpinStateKind::rbm || input.model.parameters == Amplitudes::real;
  if (has_signs && positive)
    return "this state is positive, but no sign rule makes the ground state so: take kind = \"rbm\" with "
           "complex "
           "parameters";
  if (has_signs && input.model.symmetry != SpinSymmetry::none &&
      input.model.symmetry != SpinSymmetry::automatic)
    return "the ground state may lack the symmetry that the state is given (symmetry = \"none\" leaves it "
           "free), or the "
           "optimisation ended in a local minimum";
  return std::string(
             "the state is not rich enough, or the optimisation ended in a local minimum: more hidden units, "
             "more "
             "steps or another seed may help") +
         (input.model.levels > 1 ? "; a level above may also have ended in another one" : "");
}

}  // namespace

Portrait spin_portrait(const SpinGroundStateInput& input, std::span<const SpinPoint> points,
                       const io::RunResult& result) {
  const SpinPoint& first = points.front();
  const std::string above =
      input.model.levels > 1
          ? fmt::format(" Above it {} more, complex, each orthogonal to those below.", input.model.levels - 1)
          : "";
  return ground_state_portrait(fmt::format("{}. The state: {}; {}.{}", system_words(input, first),
                                           state_words(input, first), sampling_words(input), above),
                               result);
}

std::vector<Finding> spin_problems(const SpinGroundStateInput& input, const io::RunResult& result) {
  std::vector<Finding> all;
  find_below(input, result, all);
  find_above(result, cause_of_excess(input), all);
  find_unfinished(input, result, all);
  find_runaway(input, result, all);
  find_overlaps(input, result, all);
  find_doubted(input, result, all);
  return all;
}

std::vector<std::string> spin_warnings(const SpinGroundStateInput& input, std::span<const SpinPoint> points) {
  for (const SpinPoint& point : points) {
    const std::string why = against_beside(point, input.exact);
    if (!why.empty())
      return {fmt::format("nothing exact stands beside some points: exact is \"{}\", but {}",
                          io::name_of(input.exact), why)};
  }
  return {};
}

}  // namespace lenz::jobs
