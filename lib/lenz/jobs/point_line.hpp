#pragma once

#include <string>

#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// The head of the table that a run prints while it goes on: the scanned parameters, then the columns of
/// point_line.
std::string point_header(const io::PointResult& first);

/// One line a point: parameters, first observable with its error, exact value and z, tau, acceptance, time
/// left.
std::string point_line(const io::PointResult& point, double seconds_left);

}  // namespace lenz::jobs
