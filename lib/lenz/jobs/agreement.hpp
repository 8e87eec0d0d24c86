#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// How the sampled numbers of a run agree with the exact ones, taken together.
struct Agreement {
  std::size_t n_compared = 0;  ///< z-scores
  double largest = 0;          ///< |z|
  std::string where;           ///< of the largest: observable and parameters
  double bound = 0;            ///< of |z| at the family-wise level 1e-3 (Sidak)

  bool holds() const { return largest <= bound; }
};

Agreement agreement(const std::vector<io::PointResult>& points);

/// "temperature = 2.3, field = 0.1".
std::string parameters_text(const io::PointResult& point);

}  // namespace lenz::jobs
