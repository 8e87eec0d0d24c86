#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/models/continuum_measurement.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/langevin.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/random_walk.hpp"
#include "lenz/sampling/run_chain.hpp"
#include "lenz/sampling/tempering.hpp"

#include "support/poisoned.hpp"

namespace not_a_number_tests {

using namespace lenz;
using namespace lenz::sampling;
using test::Poisoned, models::ContinuumWalker;
using Part = Poisoned::Part;

namespace {

constexpr std::size_t n_slots = 3;

/// Runs three slots, the last of them poisoned, and returns what the run says.
template <template <class> class Ensemble = Lifted, class K>
NumericalError told(const K& kernel, Part part) {
  const Poisoned sound(part, 1e300), broken(part, 2);
  ChainState<Ensemble<K>, ContinuumWalker> state{
      .kernel = Ensemble<K>(kernel, n_slots), .ensemble = {}, .streams = {}};
  for (std::uint32_t slot = 0; slot < n_slots; ++slot) {
    state.streams.emplace_back(random::Address{.seed = 5, .slot = slot});
    state.ensemble.walkers.push_back(sound.walker({0, 0}));
  }
  NoCheckpoints sink;
  NoProgress progress;
  const auto keep_nothing = [](const ContinuumWalker&, std::vector<std::uint8_t>&) {};
  const std::vector<Poisoned> targets{sound, sound, broken};
  try {
    run_chain(PerSlot<Poisoned>(targets), models::ContinuumMeasurement(2), keep_nothing,
              {.sweeps = 100000, .burn_in = 0}, state, sink, progress);
  } catch (const NumericalError& error) {
    CHECK_THAT(error.what(), Catch::Contains("sweep " + std::to_string(state.sweeps)) ||
                                 Catch::Contains("sweep " + std::to_string(state.sweeps + 1)));
    CHECK_THAT(error.what(), Catch::Contains("of the production"));
    return error;
  }
  FAIL("the run went on over a NaN");
  return NumericalError("");
}

}  // namespace

TEST_CASE("every kernel stops in the sweep in which a model gives a NaN and names the slot") {
  CHECK(told(MetropolisHastings<NormalStep>{}, Part::log_ratio).slot() == 2);
  CHECK(told(MetropolisHastings<UniformStep, Barker>{}, Part::log_ratio).slot() == 2);
  CHECK(told(Mala{}, Part::log_density).slot() == 2);
  CHECK(told(Mala{}, Part::gradient).slot() == 2);
  CHECK(told(Hmc{}, Part::log_density).slot() == 2);
  CHECK(told(Hmc{}, Part::gradient).slot() == 2);
  CHECK(told(Langevin{}, Part::gradient).slot() == 2);
  CHECK(told(Gibbs{}, Part::draw).slot() == 2);
  CHECK(told<Tempering>(MetropolisHastings<NormalStep>{}, Part::log_ratio).slot() == 2);
}

TEST_CASE("a NaN of an exchange between temperatures stops the run") {
  CHECK_THAT(told<Tempering>(MetropolisHastings<NormalStep>{}, Part::log_density).what(),
             Catch::Contains("a probability is not a number"));
}

TEST_CASE("what a kernel says of a NaN tells whether a draw or the configuration met it") {
  CHECK_THAT(told(Mala{}, Part::log_density).what(),
             Catch::StartsWith("a probability is not a number in sweep "));
  CHECK_THAT(told(Hmc{}, Part::gradient).what(), Catch::StartsWith("a force is not a number in sweep "));
  // x_1 is drawn so; x_0 follows where it is drawn after it in the same sweep.
  CHECK_THAT(told(Gibbs{}, Part::draw).what(), Catch::Matches("x_[01] is not a number after sweep .*"));
}

TEST_CASE("a trajectory that runs away to infinity is rejected and no NaN") {
  const models::Gaussian g({0, 0}, {{1, 0.5}, {0.5, 1}});
  const Hmc hmc{.step = 1e3, .n_steps = 200};
  random::Stream rng({.seed = 6});
  ContinuumWalker w = g.walker({0.5, -0.5});
  for (int n = 0; n < 20; ++n) CHECK(hmc.sweep(g, w, rng).n_accepted == 0);
  CHECK(w.x == std::vector<double>{0.5, -0.5});
}

}  // namespace not_a_number_tests
