#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lenz/io/gnuplot.hpp"
#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// A quantity of every step of a point's optimisation ("energy", "variance", …); nullptr where there is none.
const std::vector<double>* steps_of(const io::RunResult& result, std::size_t point, const std::string& name);

/// Energy and variance of every step, with the exact energy as a line; density, pair distribution and
/// correlation against the distance, for six points at most; the other observables against what is scanned.
std::vector<io::Figure> ground_state_figures(const io::RunResult& result);

}  // namespace lenz::jobs
