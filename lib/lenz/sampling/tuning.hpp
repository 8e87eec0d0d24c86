#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace lenz::sampling {

/// A kernel with something to tune in burn-in: tune(total of a window's Info, number of the window from 0).
/// run_chain calls it in burn-in only, so that production samples one fixed Markov chain.
template <class K>
concept Tunable = requires(K k, typename K::Info total, std::size_t window) {
  k.tune(total, window);
};

/// The same for a kernel of a whole ensemble, with one total a slot.
template <class K>
concept TunableEnsemble = requires(K k, std::span<const typename K::Info> totals, std::size_t window) {
  k.tune(totals, window);
};

/// The step after a window of burn-in in which `acceptance` was seen: one Robbins-Monro step of log(step)
/// towards a target acceptance rate, log step += 2 (acceptance - target) / (1 + window)^0.6 (Andrieu and
/// Thoms 2008, Eq. 19).
///
/// In the first windows the scale of the density is searched for: where nearly all or nearly none of the
/// proposals are accepted, the step is multiplied or divided by 32, then by 8, then by 3. So a step is found
/// from a 10^18th to the 10^18-fold of where it began, and one that goes too far comes back.
inline double tuned_step(double step, double acceptance, double target, std::size_t window) {
  constexpr double nearly_all = 0.95, nearly_none = 0.05;
  const double factor = window < 6 ? 32 : window < 14 ? 8 : window < 18 ? 3 : 1;
  if (factor > 1 && acceptance > nearly_all) return step * factor;
  if (factor > 1 && acceptance < nearly_none) return step / factor;
  return step * std::exp(2 * (acceptance - target) / std::pow(1.0 + static_cast<double>(window), 0.6));
}

}  // namespace lenz::sampling
