#pragma once

#include <string>
#include <vector>

#include "lenz/jobs/evaluable.hpp"

namespace lenz::jobs {

/// What the functions of means need to know of a point.
struct IsingPoint {
  double n_sites = 1;
  double temperature = 1;
  bool has_field = false;
  double origin = 0;      ///< of energies per site: what was taken off before recording
  bool is_free = false;   ///< no coupling: the energy is that of the field alone
  double wavenumber = 0;  ///< k_min where the structure factor is measured, else 0
};

/// The observables of INPUTS that follow from the quantities named, as IsingMeasurement and WithAcceptance
/// name them.
std::vector<Evaluable> ising_evaluables(const std::vector<std::string>& quantities, const IsingPoint& point);

}  // namespace lenz::jobs
