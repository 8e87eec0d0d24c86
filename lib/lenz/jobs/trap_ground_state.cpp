#include "lenz/jobs/trap_ground_state.hpp"

#include <stdexcept>
#include <utility>

#include "lenz/jobs/trap_kernels.hpp"

namespace lenz::jobs {

SamplerKind sampler_of(const TrapGroundStateInput& input) {
  if (input.sampler.kind != SamplerKind::automatic) return input.sampler.kind;
  // Where hard spheres nearly touch the drift is beyond all bounds, and a walker that drifts does not come
  // off.
  if (input.system.interaction == models::Interaction::hard_sphere) return SamplerKind::metropolis;
  return input.model.backflow ? SamplerKind::mala : SamplerKind::importance;
}

std::unique_ptr<GroundStatePoint> make_trap_ground_state(const TrapGroundStateInput& input,
                                                         const TrapPoint& point, std::size_t index) {
  random::Stream rng({.seed = input.run.seed,
                      .job = 2,
                      .point = static_cast<std::uint32_t>(index),
                      .purpose = random::Purpose::initial});
  if (input.sampler.kind == SamplerKind::gibbs)
    return make_by_gibbs(input, point, index, make_rbm_factor(input, point, rng));
  TrapWavefunction psi = make_trap_wavefunction(input, point, rng);
  switch (sampler_of(input)) {
    case SamplerKind::metropolis:
      return make_by_metropolis(input, point, index, std::move(psi));
    case SamplerKind::importance:
      return make_by_importance(input, point, index, std::move(psi));
    case SamplerKind::mala:
      return make_by_mala(input, point, index, std::move(psi));
    case SamplerKind::hmc:
      return make_by_hmc(input, point, index, std::move(psi));
    default:
      throw std::invalid_argument("this sampler does not move particles in a trap");
  }
}

}  // namespace lenz::jobs
