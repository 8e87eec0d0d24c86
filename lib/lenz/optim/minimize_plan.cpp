#include "lenz/optim/minimize_plan.hpp"

#include <numeric>

#include "lenz/core/checks.hpp"

namespace lenz::optim {

void MinimizePlan::check() const {
  check_positive("the number of threads", n_threads);
  if (clip_norm) check_positive("the largest norm of a direction", *clip_norm);
  if (metric) metric->check();
  if (average_decay && !(*average_decay >= 0 && *average_decay < 1))
    throw_invalid("the decay of the moving average", *average_decay, "at least 0 and below 1");
  if (gradient_tolerance) check_nonnegative("the tolerance of the gradient", *gradient_tolerance);
  if (plateau) {
    check_positive("the window of a plateau", plateau->window);
    check_nonnegative("the tolerance of a plateau", plateau->tolerance);
  }
}

bool has_plateau(const std::vector<double>& values, const Plateau& plateau) {
  const auto window = static_cast<std::ptrdiff_t>(plateau.window);
  if (values.size() / 2 < plateau.window) return false;
  const double last = std::accumulate(values.end() - window, values.end(), 0.0);
  const double before = std::accumulate(values.end() - 2 * window, values.end() - window, 0.0);
  return !(before - last > plateau.tolerance * static_cast<double>(window));
}

}  // namespace lenz::optim
