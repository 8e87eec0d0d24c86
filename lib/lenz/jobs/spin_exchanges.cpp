#include <utility>

#include "lenz/jobs/spin_ground_state_of.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/spin_moves.hpp"

namespace lenz::jobs {

std::unique_ptr<GroundStatePoint> make_by_exchanges(const SpinGroundStateInput& input, const SpinPoint& point,
                                                    std::size_t index, SpinWavefunction psi) {
  using Proposal = sampling::WithInversion<sampling::RandomExchange>;
  const sampling::MetropolisHastings<Proposal> kernel{.proposal = {.turns = has_turns(input, point)}};
  return make_with_kernel(input, point, index, std::move(psi), kernel);
}

}  // namespace lenz::jobs
