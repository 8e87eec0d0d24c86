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

/// One Robbins-Monro step of log(step) towards a target acceptance rate:
/// log step += 2 (acceptance - target) / (1 + window)^0.6 (Andrieu and Thoms 2008, Eq. 19).
inline double tuned_step(double step, double acceptance, double target, std::size_t window) {
  return step * std::exp(2 * (acceptance - target) / std::pow(1.0 + static_cast<double>(window), 0.6));
}

}  // namespace lenz::sampling
