#include "lenz/jobs/zero_variance.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/jobs/ground_state_plan.hpp"

namespace lenz::jobs {

namespace {

/// The line through energies against variances of the steps whose variance is below a bound, at variance 0.
Extrapolated fitted_below(const optim::MinimizeHistory& history, double bound) {
  double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, widest = 0, narrowest = bound;
  Extrapolated all;
  for (std::size_t s = 0; s < history.value.size(); ++s) {
    const double x = figures_of_step(history, s)[0], error = history.error[s];
    if (!(x < bound) || !(error > 0)) continue;
    const double w = 1 / (error * error), y = history.value[s] - history.value.back();
    sw += w;
    sx += w * x;
    sy += w * y;
    sxx += w * x * x;
    sxy += w * x * y;
    syy += w * y * y;
    widest = std::max(widest, x);
    narrowest = std::min(narrowest, x);
    ++all.n;
  }
  const double determinant = sw * sxx - sx * sx;
  if (all.n < 3 || widest < 2 * narrowest || !(determinant > 1e-12 * sw * sxx)) return {};
  const double at_zero = (sxx * sy - sx * sxy) / determinant, slope = (sw * sxy - sx * sy) / determinant;
  const double chi2 = syy - at_zero * sy - slope * sxy;
  all.energy = at_zero + history.value.back();
  all.error = std::sqrt(sxx / determinant * std::max(1.0, chi2 / static_cast<double>(all.n - 2)));
  return all;
}

}  // namespace

Extrapolated zero_variance_extrapolation(const optim::MinimizeHistory& history) {
  const std::size_t n_steps = history.value.size(), n_last = std::max<std::size_t>(n_steps / 10, 1);
  if (n_steps < 20) return {};
  double last = 0;
  for (std::size_t s = n_steps - n_last; s < n_steps; ++s)
    last += figures_of_step(history, s)[0] / static_cast<double>(n_last);
  const Extrapolated wide = fitted_below(history, 30 * last), narrow = fitted_below(history, 5 * last);
  if (wide.n < 20 || narrow.n < 20) return {};
  return {
      .energy = narrow.energy, .error = std::hypot(narrow.error, narrow.energy - wide.energy), .n = narrow.n};
}

}  // namespace lenz::jobs
