#pragma once

#include <cstddef>
#include <functional>

#include "lenz/optim/rules/lbfgs.hpp"

namespace lenz::optim {

/// phi(a) = f(x + a d) at one length a: its value and its slope phi'(a).
struct LinePoint {
  double length = 0;
  double value = 0;
  double slope = 0;
};

enum class LineSearchStatus {
  strong_wolfe,  ///< both conditions hold
  decrease,      ///< only that of sufficient decrease, when the evaluations were used up
  failed         ///< no length found at which f is smaller, as at a minimum known to the last bit
};

struct LineSearchResult {
  LinePoint point{};
  LineSearchStatus status = LineSearchStatus::failed;
  std::size_t evaluations = 0;
};

/// A length at which the strong Wolfe conditions hold,
///
///     phi(a) <= phi(0) + c1 a phi'(0),    |phi'(a)| <= c2 |phi'(0)|
///
/// (Nocedal and Wright 2006, Alg. 3.5 and 3.6, cubic interpolation Eq. 3.59), trying `first` at first. Where
/// phi is no number or infinite, the length counts as too great. REQUIRES start.length = 0 and start.slope <
/// 0.
LineSearchResult search_line(const std::function<LinePoint(double length)>& phi, const LinePoint& start,
                             double first, const Lbfgs& options);

}  // namespace lenz::optim
