#include <cmath>
#include <utility>

#include "lenz/jobs/trap_ground_state_of.hpp"
#include "lenz/jobs/trap_kernels.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/mala.hpp"

namespace lenz::jobs {

MadeState make_by_mala(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                       TrapWavefunction psi) {
  const sampling::Mala kernel{.step = input.sampler.step.value.value_or(0.2 * area_of(point)),
                              .limited = has_nodes(input)};
  return make_with_kernel(input, point, index, std::move(psi), kernel);
}

MadeState make_by_hmc(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                      TrapWavefunction psi) {
  const sampling::Hmc kernel{.step = input.sampler.step.value.value_or(0.3 * std::sqrt(area_of(point))),
                             .n_steps = input.sampler.leapfrog,
                             .limited = has_nodes(input)};
  return make_with_kernel(input, point, index, std::move(psi), kernel);
}

MadeState make_by_gibbs(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                        models::RbmFactor psi) {
  return make_with_kernel(input, point, index, std::move(psi), sampling::Gibbs{});
}

}  // namespace lenz::jobs
