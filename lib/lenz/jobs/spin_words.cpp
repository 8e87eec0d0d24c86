#include "lenz/jobs/spin_words.hpp"

#include <fmt/format.h>

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

}  // namespace

Portrait spin_portrait(const SpinGroundStateInput& input, std::span<const SpinPoint> points,
                       const io::RunResult& result) {
  const SpinPoint& first = points.front();
  return ground_state_portrait(fmt::format("{}. The state: {}; {}.", system_words(input, first),
                                           state_words(input, first), sampling_words(input)),
                               result);
}

std::vector<Finding> spin_problems(const SpinGroundStateInput& input, const io::RunResult& result) {
  std::vector<Finding> all;
  find_below(input, result, all);
  find_unfinished(input, result, all);
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
