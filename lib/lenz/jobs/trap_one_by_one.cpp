#include <cmath>
#include <utility>

#include "lenz/jobs/trap_ground_state_of.hpp"
#include "lenz/jobs/trap_kernels.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"

namespace lenz::jobs {

MadeState make_by_importance(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                             TrapWavefunction psi) {
  const sampling::Importance kernel{.step = input.sampler.step.value.value_or(0.4 * area_of(point)),
                                    .limited = has_nodes(input)};
  return make_with_kernel(input, point, index, std::move(psi), kernel);
}

MadeState make_by_metropolis(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                             TrapWavefunction psi) {
  using sampling::ParticleStep;
  const ParticleStep proposal{.step = input.sampler.step.value.value_or(std::sqrt(area_of(point)))};
  return make_with_kernel(input, point, index, std::move(psi),
                          sampling::MetropolisHastings<ParticleStep>{.proposal = proposal});
}

}  // namespace lenz::jobs
