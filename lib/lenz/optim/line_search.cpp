#include "lenz/optim/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lenz::optim {

namespace {

/// The minimum of the cubic through two points with slopes, at least a tenth of their distance away from
/// both.
double between(const LinePoint& a, const LinePoint& b) {
  const double width = b.length - a.length;
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length);
  const double d2 = std::copysign(std::sqrt(d1 * d1 - a.slope * b.slope), width);
  const double at = b.length - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  const double low = std::min(a.length, b.length) + 0.1 * std::fabs(width);
  const double high = std::max(a.length, b.length) - 0.1 * std::fabs(width);
  return at >= low && at <= high ? at : 0.5 * (a.length + b.length);  // where `at` is no number, too
}

class Search {
 public:
  Search(const std::function<LinePoint(double)>& phi, const LinePoint& start, const Lbfgs& options)
      : phi_(phi), start_(start), options_(options) {}

  LineSearchResult run(double length) {
    LinePoint before = start_;
    while (left()) {
      const LinePoint now = try_length(length);
      if (too_far(now) || (evaluations_ > 1 && now.value >= before.value)) return zoom(before, now);
      if (flat(now)) return {now, LineSearchStatus::strong_wolfe, evaluations_};
      if (now.slope >= 0) return zoom(now, before);
      before = now;
      length *= 2;
    }
    return give_up(before);
  }

 private:
  /// Alg. 3.6: `low` decreases enough and is the lowest so far; the interval to `high` holds what is sought.
  LineSearchResult zoom(LinePoint low, LinePoint high) {
    while (left() && std::fabs(high.length - low.length) > resolution(low, high)) {
      const LinePoint now = try_length(between(low, high));
      if (too_far(now) || now.value >= low.value) {
        high = now;
        continue;
      }
      if (flat(now)) return {now, LineSearchStatus::strong_wolfe, evaluations_};
      if (now.slope * (high.length - low.length) >= 0) high = low;
      low = now;
    }
    return give_up(low);
  }

  LineSearchResult give_up(const LinePoint& low) const {
    const bool lower = low.length > 0 && low.value < start_.value;
    return {low, lower ? LineSearchStatus::decrease : LineSearchStatus::failed, evaluations_};
  }
  static double resolution(const LinePoint& a, const LinePoint& b) {
    return 4 * std::numeric_limits<double>::epsilon() * std::max(a.length, b.length);
  }
  LinePoint try_length(double length) {
    ++evaluations_;
    return phi_(length);
  }
  bool left() const { return evaluations_ < options_.max_evaluations; }
  bool too_far(const LinePoint& p) const {
    return !std::isfinite(p.value) || !std::isfinite(p.slope) ||
           p.value > start_.value + options_.c1 * p.length * start_.slope;
  }
  bool flat(const LinePoint& p) const { return std::fabs(p.slope) <= -options_.c2 * start_.slope; }

  const std::function<LinePoint(double)>& phi_;
  const LinePoint start_;
  const Lbfgs& options_;
  std::size_t evaluations_ = 0;
};

}  // namespace

LineSearchResult search_line(const std::function<LinePoint(double length)>& phi, const LinePoint& start,
                             double first, const Lbfgs& options) {
  return Search(phi, start, options).run(first);
}

}  // namespace lenz::optim
