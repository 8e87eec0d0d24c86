#include "lenz/models/wavefunction/correlated_measurement.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/run_chain.hpp"
#include "lenz/stats/estimate.hpp"

namespace correlated_measurement_tests {

using namespace lenz;
using namespace lenz::models;

namespace {

constexpr Particles particles{.n = 2, .dimensions = 2};
constexpr double share = 0.9;  ///< alpha: away from the eigenstate, so that local energies vary

Trap trap_of(double omega) { return Trap({.particles = particles, .frequencies = {omega, omega}}); }
GaussianEnvelope state_of(double omega) { return GaussianEnvelope({omega, omega}, share); }
/// n d omega (alpha + 1 / alpha) / 4
double energy_of(double omega) { return omega * (share + 1 / share); }

using Correlated = CorrelatedMeasurement<GaussianEnvelope>;
struct PackNothing {
  template <class Walker>
  void operator()(const Walker&, std::vector<std::uint8_t>&) const {}
};

/// Samples of omega = 1, in which the energies of both frequencies are measured.
std::vector<sampling::SlotRecord> run(const Correlated& measurement, std::uint64_t seed) {
  const GaussianEnvelope psi = state_of(1);
  using Density = TrialDensity<GaussianEnvelope>;
  const Density density(psi, particles);
  random::Stream initial({.seed = seed, .purpose = random::Purpose::initial});
  std::vector<Lanes> x(particles.n_coordinates());
  for (Lanes& value : x) value = random::normal_in<Lanes>(initial);
  using Kernel = sampling::Lifted<sampling::Importance>;
  sampling::ChainState<Kernel, Density::Walker> state{
      .kernel = Kernel(sampling::Importance{.step = 0.5}, 1),
      .ensemble = {.walkers = {density.walker(std::move(x))}, .log_weights = {}},
      .streams = {random::Stream({.seed = seed})}};
  NoCheckpoints sink;
  NoProgress progress;
  sampling::run_chain(PerSlot<Density>(density), measurement, PackNothing{},
                      sampling::ChainPlan{.sweeps = 4000, .burn_in = 100}, state, sink, progress);
  return std::move(state.records);
}

stats::Estimate estimate(const std::vector<sampling::SlotRecord>& records, const stats::FunctionOfMeans& f) {
  const stats::Recorder* chain[] = {&records.front().recorder};
  return stats::jackknife(chain, f);
}

}  // namespace

TEST_CASE("Energies of other traps come from the samples of one with errors that shrink in differences") {
  const Correlated measurement({{trap_of(1), state_of(1)}, {trap_of(1.05), state_of(1.05)}}, energy_of(1));
  const auto energy = [](std::size_t k) {
    return [at = Correlated::first(k)](std::span<const double> m) {
      return m[at + Correlated::weighted_energy] / m[at + Correlated::weight] + energy_of(1);
    };
  };
  const auto difference = [&](std::span<const double> m) { return energy(1)(m) - energy(0)(m); };
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const auto records = run(measurement, seed);
    const stats::Estimate own = estimate(records, energy(0)), other = estimate(records, energy(1)),
                          apart = estimate(records, difference);
    CAPTURE(seed, own.error, other.error, apart.error);
    CHECK(std::fabs(own.mean - energy_of(1)) < 4.5 * own.error);
    CHECK(std::fabs(other.mean - energy_of(1.05)) < 4.5 * other.error);
    CHECK(std::fabs(apart.mean - (energy_of(1.05) - energy_of(1))) < 4.5 * apart.error);
    CHECK(apart.error < 0.3 * std::hypot(own.error, other.error));
  }
}

TEST_CASE("The state that is sampled has weight one among correlated states") {
  const Correlated measurement({{trap_of(1), state_of(1)}, {trap_of(2), state_of(1), 0.5}}, 0);
  const auto records = run(measurement, 7);
  const stats::Recorder& recorder = records.front().recorder;
  CHECK(recorder.mean(Correlated::weight) == Approx(1).epsilon(1e-12));
  CHECK(recorder.mean(Correlated::weight_2) == Approx(1).epsilon(1e-12));
  // The same state less its norm; a trap twice as strong has four times the potential energy.
  CHECK(recorder.mean(Correlated::first(1) + Correlated::weight) == Approx(std::exp(-1)).epsilon(1e-12));
}

}  // namespace correlated_measurement_tests
