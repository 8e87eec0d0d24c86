// One cycle of variational Monte Carlo in a trap, as task ground-state runs it: eight walkers in step, one
// move of one particle by importance sampling (sampling::Importance::attempt), one local energy, one gradient
// in the parameters.
#include <cmath>
#include <string>

#include <benchmark/benchmark.h>

#include "lenz/models/wavefunction/backflow_determinant.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/hard_core.hpp"
#include "lenz/models/wavefunction/local_energy.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/pair_rbm.hpp"
#include "lenz/models/wavefunction/polynomial_jastrow.hpp"
#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/models/wavefunction/smooth_jastrow.hpp"
#include "lenz/models/wavefunction/symmetrised.hpp"
#include "lenz/models/wavefunction/triple_jastrow.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/importance.hpp"
#include "lenz/variational/trapped_state.hpp"

namespace vmc_trap_bench {

namespace {

using namespace lenz;
using namespace lenz::models;

// The product of task ground-state, each factor chosen when the program runs.
using Envelope = OneOf<GaussianEnvelope, RbmFactor, PairRbm, Symmetrised<RbmFactor>>;
using Jastrow =
    OneOf<NoFactor, PadeJastrow, PolynomialJastrow, SmoothJastrow,
          FactorProduct<SmoothJastrow, PolynomialJastrow>, FactorProduct<HardCore, PolynomialJastrow>>;
using Triple = OneOf<NoFactor, TripleJastrow>;
using Determinant = OneOf<NoFactor, SlaterDeterminant, BackflowDeterminant>;
using Wavefunction = FactorProduct<Envelope, Jastrow, Triple, Determinant>;

constexpr std::size_t dimensions = 2, n_hidden = 4;  // hidden units for every number of particles

/// A machine with small weights around the trap's Gaussian.
RbmFactor machine(std::size_t n_coordinates) {
  RbmParameters p{.a = std::vector<double>(n_coordinates, 0.01),
                  .b = std::vector<double>(n_hidden, 0.1),
                  .w = {},
                  .sigma = std::vector<double>(n_coordinates, 1)};
  for (std::size_t k = 0; k < n_coordinates * n_hidden; ++k)
    p.w.push_back(0.1 * std::sin(1 + static_cast<double>(k)));
  return RbmFactor(std::move(p), {.dimensions = dimensions});
}

/// Electrons in two dimensions at omega = 1, half of them with spin up.
Wavefunction wavefunction(std::size_t n, bool has_machine) {
  const std::vector<double> frequencies(dimensions, 1);
  const Particles particles{.n = n, .dimensions = dimensions};
  const SpinAssignment spins{.n_up = n / 2};
  Envelope envelope = has_machine ? Envelope(machine(particles.n_coordinates()))
                                  : Envelope(GaussianEnvelope(frequencies, 0.95));
  Determinant determinant = n > 2 ? Determinant(SlaterDeterminant(
                                        {.particles = particles, .spins = spins, .frequencies = frequencies}))
                                  : Determinant(NoFactor{});
  return Wavefunction(
      std::move(envelope),
      PadeJastrow({.particles = particles, .spins = spins, .beta_unlike = 0.4, .beta_like = 0.6}), NoFactor{},
      std::move(determinant));
}

void vmc_trap(benchmark::State& state, std::size_t n, bool has_machine) {
  const Trap trap({.particles = {.n = n, .dimensions = dimensions},
                   .frequencies = std::vector<double>(dimensions, 1),
                   .interaction = Interaction::coulomb});
  const variational::TrappedState problem(trap, wavefunction(n, has_machine));
  random::Stream rng({.seed = 1, .purpose = random::Purpose::test});
  const auto density = problem.density();
  auto walker = problem.begin(rng);
  const sampling::Importance kernel{.step = 0.2, .limited = n > 2};
  sampling::MoveInfo info;
  for (int sweep = 0; sweep < 100; ++sweep) info += kernel.sweep(density, walker, rng);
  std::vector<Lanes> derivatives(problem.n_parameters());
  for (auto _ : state) {
    auto&& words = random::hot(rng);
    kernel.attempt(density, walker, words, info);
    density.evaluate(walker);
    Lanes energy = local_energy(trap, walker).total();
    problem.psi().parameter_derivatives<Lanes>(density.at(walker), derivatives);
    benchmark::DoNotOptimize(&energy);
    benchmark::DoNotOptimize(derivatives.data());
    benchmark::ClobberMemory();
  }
  const auto cycles = static_cast<double>(state.iterations() * lanes::count<Lanes>);
  state.counters["cycles_per_second"] = benchmark::Counter(cycles, benchmark::Counter::kIsRate);
  state.counters["acceptance"] = info.acceptance();
}

[[maybe_unused]] const bool registered = [] {
  for (const bool has_machine : {false, true}) {
    for (const std::size_t n : {2, 6, 12}) {
      const std::string name = "vmc_trap/N:" + std::to_string(n) + "/psi:" + (has_machine ? "rbm" : "gauss");
      // By processor time: what one core does.
      benchmark::RegisterBenchmark(name.c_str(), vmc_trap, n, has_machine);
    }
  }
  return true;
}();

}  // namespace

}  // namespace vmc_trap_bench
