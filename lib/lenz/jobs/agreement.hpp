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

/// Numbers beside the best possible (io::Best) are none of those that must agree.
Agreement agreement(const std::vector<io::PointResult>& points);

/// Whether a number is better than the best possible by more than 4 errors, those of both taken together;
/// 1e-9 (1 + |exact|) is rounding, so that one without an error is judged too. REQUIRES a mean and an exact
/// value.
bool is_better_than_best(const io::ObservableResult& o);

/// The one-sided verdict on a number beside the best possible: not better by more than 4 errors, those of
/// both taken together, nor short of it by more than its tolerance; 1e-9 (1 + |exact|) is rounding. REQUIRES
/// a mean and an exact value.
bool is_good_beside_best(const io::ObservableResult& o);

/// "temperature = 2.3, field = 0.1".
std::string parameters_text(const io::PointResult& point);

}  // namespace lenz::jobs
