#include <utility>

#include "lenz/jobs/spin_ground_state_of.hpp"

namespace lenz::jobs {

std::unique_ptr<GroundStatePoint> make_by_full_sum(const SpinGroundStateInput& input, const SpinPoint& point,
                                                   std::size_t index, SpinWavefunction psi) {
  return make_with_kernel(input, point, index, std::move(psi), variational::FullSum{});
}

}  // namespace lenz::jobs
