#pragma once

#include <complex>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "lenz/models/spin_states/spin_density.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::variational {

/// A state phi that is known, to which a state above it is made orthogonal: whatever its type is, as one call
/// covers all that is done with a configuration. Its functions are called from several threads at once.
struct StateBelow {
  double penalty = 0;  ///< lambda >= 0, an energy: see Overlaps
  /// log phi(s), known up to a constant. Cost: psi of a configuration from the beginning.
  std::function<std::complex<double>(const models::Spins&)> log_psi{};
  /// A configuration that is as likely as |phi|^2 makes it.
  std::function<models::Spins(random::Stream&)> begin{};
  /// So many sweeps of a chain that leaves |phi|^2 as it is, of every walker.
  std::function<void(std::span<models::Spins>, std::size_t n_sweeps, random::Stream&)> sweep{};
};

/// phi as a state below others. `kernel` moves walkers among all states, or those that `exchanges` join; they
/// start from one of `starts`. A full sum has neither moves nor walkers: of it psi alone is given.
template <models::SpinState Psi>
StateBelow state_below(Psi psi, double penalty) {
  const auto held = std::make_shared<const Psi>(std::move(psi));
  return {.penalty = penalty, .log_psi = [held](const models::Spins& spins) -> std::complex<double> {
            thread_local typename Psi::Cache cache;
            held->rebuild(spins, cache);
            return held->log_psi(spins, cache);
          }};
}
template <models::SpinState Psi, class Kernel>
StateBelow state_below(Psi psi, double penalty, std::span<const models::Flips> exchanges, Kernel kernel,
                       std::vector<models::Spins> starts) {
  struct Held {
    Psi psi;
    std::vector<models::Flips> exchanges;
    Kernel kernel;
    std::vector<models::Spins> starts;
  };
  StateBelow below = state_below(psi, penalty);
  const auto held = std::make_shared<const Held>(
      Held{std::move(psi), {exchanges.begin(), exchanges.end()}, std::move(kernel), std::move(starts)});
  below.begin = [held](random::Stream& rng) {
    return held->starts[random::uniform_index(rng, held->starts.size())];
  };
  below.sweep = [held](std::span<models::Spins> walkers, std::size_t n_sweeps, random::Stream& rng) {
    const models::SpinDensity<Psi> density(held->psi, held->exchanges);
    for (models::Spins& spins : walkers) {
      auto walker = density.walker(std::move(spins));
      for (std::size_t n = 0; n < n_sweeps; ++n) held->kernel.sweep(density, walker, rng);
      spins = std::move(walker.spins);
    }
  };
  return below;
}

}  // namespace lenz::variational
