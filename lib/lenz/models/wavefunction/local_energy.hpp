#pragma once

#include "lenz/core/lanes.hpp"
#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/particle_walker.hpp"

namespace lenz::models {

/// The parts of (H psi) / psi away from nodes.
template <LaneReal Real>
struct LocalEnergy {
  Real kinetic{};      ///< -1/2 [Laplacian log |psi| + |grad log |psi||^2]
  Real trap{};         ///< sum omega^2 r^2 / 2
  Real interaction{};  ///< sum V(r_ij)

  Real total() const { return kinetic + trap + interaction; }
};

/// Of a walker that its density has evaluated. Cost: n^2 d.
template <LaneReal Real>
LocalEnergy<Real> local_energy(const Trap& trap, const ParticleWalker<Real>& w) {
  Real squares{};
  for (const Real& g : w.gradient) squares += g * g;
  return {.kinetic = -0.5 * (w.laplacian + squares),
          .trap = trap.trap_energy<Real>(w.x),
          .interaction = trap.interaction_energy<Real>(w.x)};
}

}  // namespace lenz::models
