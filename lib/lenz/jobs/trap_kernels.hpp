#pragma once

#include <cstddef>
#include <memory>

#include "lenz/jobs/trap_ground_state.hpp"
#include "lenz/jobs/trap_wavefunction.hpp"

/// The table of kernels for particles in traps: one function each, instantiated in files of their own.
namespace lenz::jobs {

using MadeState = std::unique_ptr<GroundStatePoint>;

MadeState make_by_gibbs(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                        models::RbmFactor psi);
MadeState make_by_metropolis(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                             TrapWavefunction psi);
MadeState make_by_importance(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                             TrapWavefunction psi);
MadeState make_by_mala(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                       TrapWavefunction psi);
MadeState make_by_hmc(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index,
                      TrapWavefunction psi);

/// Of the Gaussian ground state along the narrowest axis: what steps are measured in at first.
inline double area_of(const TrapPoint& point) {
  double largest = 0;
  for (const double omega : point.frequencies) largest = omega > largest ? omega : largest;
  return 1 / largest;
}

}  // namespace lenz::jobs
