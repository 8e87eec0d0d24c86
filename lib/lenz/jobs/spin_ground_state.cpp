#include "lenz/jobs/spin_ground_state.hpp"

#include <stdexcept>
#include <utility>

namespace lenz::jobs {

std::unique_ptr<GroundStatePoint> make_spin_ground_state(const SpinGroundStateInput& input,
                                                         const SpinPoint& point, std::size_t index) {
  random::Stream rng({.seed = input.run.seed,
                      .job = 2,
                      .point = static_cast<std::uint32_t>(index),
                      .purpose = random::Purpose::initial});
  SpinWavefunction psi = make_spin_wavefunction(input, point, rng);
  switch (sampler_of(input)) {
    case SamplerKind::metropolis:
      return make_by_flips(input, point, index, std::move(psi));
    case SamplerKind::exchange:
      return make_by_exchanges(input, point, index, std::move(psi));
    case SamplerKind::exact:
      return make_by_full_sum(input, point, index, std::move(psi));
    default:
      throw std::invalid_argument("this sampler does not move quantum spins");
  }
}

bool has_turns(const SpinGroundStateInput& input, const SpinPoint& point) {
  return input.sampler.inversion.value.value_or(point.has_inversion());
}

}  // namespace lenz::jobs
