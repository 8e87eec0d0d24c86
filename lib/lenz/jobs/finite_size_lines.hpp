#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// What a run says at its end of finite-size scaling: the crossings, then a line for each number with its
/// error beside what is known, and what could not be had.
std::vector<std::string> finite_size_lines(const io::FiniteSize& result);

}  // namespace lenz::jobs
