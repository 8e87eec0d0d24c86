#include "lenz/jobs/spin_ground_state.hpp"

#include <stdexcept>
#include <utility>
#include <variant>

#include "lenz/variational/trial_problem.hpp"

namespace lenz::jobs {
namespace {

template <class Kernel>
std::unique_ptr<GroundStatePoint> make_with(const SpinGroundStateInput& input, const SpinPoint& point,
                                            std::size_t index, SpinWavefunction psi, const Kernel& kernel) {
  return std::visit(
      [&](auto&& state) {
        return make_spin_point(input, point, index, std::forward<decltype(state)>(state), kernel);
      },
      std::move(psi));
}

}  // namespace

std::unique_ptr<GroundStatePoint> make_spin_ground_state(const SpinGroundStateInput& input,
                                                         const SpinPoint& point, std::size_t index) {
  random::Stream rng({.seed = input.run.seed,
                      .job = 2,
                      .point = static_cast<std::uint32_t>(index),
                      .purpose = random::Purpose::initial});
  SpinWavefunction psi = make_spin_wavefunction(input, point, rng);
  switch (sampler_of(input)) {
    case SamplerKind::metropolis:
      return make_with(input, point, index, std::move(psi),
                       SpinFlips{.proposal = {.turns = has_turns(input, point)}});
    case SamplerKind::exchange:
      return make_with(input, point, index, std::move(psi),
                       SpinExchanges{.proposal = {.turns = has_turns(input, point)}});
    case SamplerKind::exact:
      return make_with(input, point, index, std::move(psi), variational::FullSum{});
    default:
      throw std::invalid_argument("this sampler does not move quantum spins");
  }
}

bool has_turns(const SpinGroundStateInput& input, const SpinPoint& point) {
  return input.sampler.inversion.value.value_or(point.has_inversion());
}

}  // namespace lenz::jobs
