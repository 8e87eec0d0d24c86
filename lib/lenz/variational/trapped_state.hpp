#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/cusp_weight.hpp"
#include "lenz/models/wavefunction/local_energy.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"
#include "lenz/random/lane_draws.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/variational/sample_slot.hpp"

namespace lenz::variational {

/// A wavefunction of particles in a trap: a TrialProblem of eight walkers in step.
template <models::LogFactor Psi>
class TrappedState {
 public:
  using Guide = models::OneOf<models::NoFactor, models::CuspWeight>;
  using Density = models::TrialDensity<Psi, Lanes, Guide>;
  using Walker = typename Density::Walker;
  static constexpr std::size_t n_lanes = lanes::count<Lanes>;
  static constexpr bool is_complex = false;

  /// cusp_weight: c of CuspWeight, by which |psi|^2 is changed for sampling; 0: not at all.
  TrappedState(models::Trap trap, Psi psi, double cusp_weight = 0)
      : trap_(std::move(trap)), psi_(std::move(psi)) {
    if (cusp_weight != 0) guide_ = Guide(models::CuspWeight(trap_.particles(), cusp_weight));
  }

  const models::Trap& trap() const { return trap_; }
  const Psi& psi() const { return psi_; }
  std::size_t n_parameters() const { return psi_.n_parameters(); }
  void set_parameters(std::span<const double> theta) { psi_.set_parameters(theta); }
  Density density() const { return Density(psi_, trap_.particles(), guide_); }
  /// Whether samples have weights other than 1.
  bool is_weighted() const { return !std::holds_alternative<models::NoFactor>(guide_.factor()); }
  /// Those of the configurations of a walker, n_lanes numbers.
  void weights(const Walker& walker, std::span<double> out) const {
    const Lanes w = density().weight(walker);
    for (std::size_t k = 0; k < n_lanes; ++k) out[k] = w[k];
  }

  /// Particles drawn from the Gaussian ground state of the trap alone, widened, and more where psi vanishes
  /// there. Throws NumericalError where no place is found at all.
  Walker begin(random::Stream& rng) const {
    constexpr int most_tries = 2000;
    const std::size_t d = trap_.particles().dimensions;
    const Density p = density();
    Walker walker = p.walker(std::vector<Lanes>(trap_.particles().n_coordinates()));
    LaneMask missing = Lanes{} < 1;
    double width = 1;
    for (int n = 0; n < most_tries; ++n) {
      for (std::size_t i = 0; i < walker.x.size(); ++i) {
        const Lanes drawn =
            random::normal_in<Lanes>(rng) * (width / std::sqrt(trap_.options().frequencies[i % d]));
        walker.x[i] = lanes::select(missing, drawn, walker.x[i]);
      }
      p.rebuild(walker);
      const Lanes log_p = p.log_density(walker);
      missing = ~(lanes::abs(log_p) < std::numeric_limits<double>::infinity());
      if (lanes::n_set(missing) == 0) return walker;
      if (n % 20 == 19) width *= 1.1;
    }
    throw NumericalError(
        "no place was found where the wavefunction does not vanish: too many particles, or too large");
  }
  void refresh(Walker& walker) const { density().rebuild(walker); }

  /// Local energies and log-derivatives of the eight.
  void measure(Walker& walker, const SampleSlot& slot) const {
    const Density p = density();
    p.evaluate(walker);
    const Lanes energy = models::local_energy(trap_, walker).total();
    std::vector<Lanes> o(n_parameters());
    psi_.template parameter_derivatives<Lanes>(p.at(walker), o);
    for (std::size_t k = 0; k < n_lanes; ++k) {
      slot.energies[slot.column + k] = energy[k];
      for (std::size_t j = 0; j < o.size(); ++j) slot.o(j, slot.column + k) = o[j][k];
    }
  }

 private:
  models::Trap trap_;
  Psi psi_;
  Guide guide_{models::NoFactor{}};
};

}  // namespace lenz::variational
