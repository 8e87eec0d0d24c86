#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace lenz::test {

/// How far a gradient is from central differences of f at x: the largest |g_i - d_i| / max(1, |g_i|, |d_i|),
/// with
///   d_i = [8 (f(x + h e_i) - f(x - h e_i)) - (f(x + 2h e_i) - f(x - 2h e_i))] / (12 h),   error O(h^4).
/// f takes a std::vector<double>. With h = 1e-3 and f of order 10 the differences themselves are good to
/// about 1e-10.
template <class F>
double gradient_mismatch(const F& f, const std::vector<double>& x, std::span<const double> gradient,
                         double h = 1e-3) {
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = [&](double shift) {
      std::vector<double> moved = x;
      moved[i] += shift;
      return static_cast<double>(f(moved));
    };
    const double difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const double scale = std::max({1.0, std::fabs(gradient[i]), std::fabs(difference)});
    // Written so that a NaN on either side counts as infinitely wrong.
    const double mismatch = std::fabs(gradient[i] - difference) / scale;
    worst = mismatch <= worst ? worst : (std::isnan(mismatch) ? HUGE_VAL : mismatch);
  }
  return worst;
}

/// The mismatch of target.grad_log_density at x, for any GradTarget with walker(x).
template <class T>
double target_gradient_mismatch(const T& target, const std::vector<double>& x) {
  std::vector<double> gradient(target.dimension());
  target.grad_log_density(target.walker(x), gradient);
  return gradient_mismatch([&](const std::vector<double>& y) { return target.log_density(target.walker(y)); },
                           x, gradient);
}

}  // namespace lenz::test
