#pragma once

#include <cstddef>

#include "lenz/optim/minimize_state.hpp"

namespace lenz::jobs {

/// The energy at variance zero, from a line through energies and variances of the optimisation's steps.
struct Extrapolated {
  double energy = 0, error = 0;
  std::size_t n = 0;  ///< steps that went in; 0: they do not tell
};
/// The line over the steps whose variance is within a factor of 5 of the last ones', weighted by their
/// errors, which grow where the points scatter more than they say; the error has in it how far the line over
/// a factor of 30 ends from there. None where variances tell no line, as they all are alike. Source: Kwon,
/// Ceperley and Martin (1993).
Extrapolated zero_variance_extrapolation(const optim::MinimizeHistory& history);

}  // namespace lenz::jobs
