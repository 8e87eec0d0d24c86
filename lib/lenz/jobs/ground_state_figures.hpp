#pragma once

#include <vector>

#include "lenz/io/gnuplot.hpp"
#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// Energy and variance of every step, with the exact energy as a line; density and pair distribution against
/// the distance, for six points at most; the other observables against what is scanned.
std::vector<io::Figure> ground_state_figures(const io::RunResult& result);

}  // namespace lenz::jobs
