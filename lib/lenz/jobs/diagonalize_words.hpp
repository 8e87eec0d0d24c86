#pragma once

#include <string>
#include <vector>

#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/task.hpp"

/// What is said and drawn of a diagonalization.
namespace lenz::jobs {

/// Numbers without an error beside exact ones.
struct Differences {
  std::size_t n_compared = 0;
  double largest = 0;  ///< abs(mean - exact) / (1 + abs(exact))
  std::string where;
  /// Of numbers that no chance is in: far above rounding, far below anything physical.
  static constexpr double bound = 1e-9;

  bool holds() const { return largest <= bound; }
};

Differences differences(const std::vector<io::PointResult>& points);

Portrait diagonalize_portrait(const DiagonalizeInput& input, const io::RunResult& result);
std::vector<Finding> diagonalize_problems(const DiagonalizeInput& input, const io::RunResult& result);

/// The head of the table that a run prints while it goes on, and a line of it: the parameters `scanned`, then
/// energy, exact value, and gap or z and specific heat.
std::string level_header(const io::PointResult& first, const std::vector<std::string>& scanned);
std::string level_line(const io::PointResult& point, const std::vector<std::string>& scanned,
                       double seconds_left);

/// A sentence for each kind of comparison there is: "12 numbers beside exact ones: …".
std::vector<std::string> comparison_lines(const io::RunResult& result);

}  // namespace lenz::jobs
