#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/spin_point.hpp"

/// What is known of spins without varying a wavefunction.
namespace lenz::jobs {

struct SpinBeside {
  KnownValues known;
  /// The level in the basis of words of the states that are varied, of norm 1 and of the model before
  /// any turn; empty where there are too many states, or where the level is degenerate.
  std::vector<double> vector;
};

/// By the oracles of task "diagonalize" as far as they apply, and by diagonalization: of at most 2^16 states
/// energy, observables and vector; of at most 2^20 the energy where nothing else tells it, of at most 2^24
/// where exact = "lanczos" asks for it. Above the ground state by diagonalization alone, in the sector of the
/// state's symmetries: the energy of at most 2^18 states there. Nothing for exact = "none". Throws
/// NumericalError where Lanczos does not converge.
SpinBeside known_beside(const SpinPoint& point, Exact exact);

/// Whether the number of states lets levels above the ground state be known.
bool has_known_levels(const SpinPoint& point);

/// Seconds that this takes, about.
double seconds_beside(const SpinPoint& point, Exact exact);

/// Why the oracle that is named knows nothing of a point; empty where it does.
std::string against_beside(const SpinPoint& point, Exact exact);

/// A value from the literature: never exact, and without a verdict.
struct PublishedLevel {
  double energy = 0, error = 0;
  std::string source;
};
/// Quantum Monte Carlo of the Heisenberg model of 10 x 10 spins (Sandvik 1997).
std::optional<PublishedLevel> published_level(const SpinPoint& point);

}  // namespace lenz::jobs
