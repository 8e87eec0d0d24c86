#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// The head of the table that a run prints while it goes on: the parameters `scanned`, then the columns of
/// point_line.
std::string point_header(const io::PointResult& first, const std::vector<std::string>& scanned);

/// One line a point: the parameters scanned, first observable with its error, exact value and z, tau,
/// acceptance, time left.
std::string point_line(const io::PointResult& point, const std::vector<std::string>& scanned,
                       double seconds_left);

}  // namespace lenz::jobs
