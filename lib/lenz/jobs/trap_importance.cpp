#include <cmath>
#include <utility>

#include "lenz/jobs/trap_ground_state_of.hpp"
#include "lenz/jobs/trap_kernels.hpp"
#include "lenz/sampling/importance.hpp"

namespace lenz::jobs {

MadeState make_by_importance(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                             TrapWavefunction psi) {
  const sampling::Importance kernel{.step = input.sampler.step.value.value_or(0.4 * area_of(point)),
                                    .limited = has_nodes(input)};
  return make_with_kernel(input, point, index, std::move(psi), kernel);
}

MadeState make_by_gibbs(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                        models::RbmFactor psi) {
  return make_with_kernel(input, point, index, std::move(psi), sampling::Gibbs{});
}

}  // namespace lenz::jobs
