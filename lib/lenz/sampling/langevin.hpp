#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/sampling/continuum_target.hpp"
#include "lenz/sampling/euler_maruyama.hpp"
#include "lenz/sampling/info.hpp"

namespace lenz::sampling {

/// b(x) = grad log p(x) / 2, the drift of the Langevin equation dX = b dt + dW, whose stationary density is
/// p.
template <ContinuumTarget T>
std::vector<double> langevin_drift(const T& target, const typename T::Walker& walker) {
  std::vector<double> b(target.dimension());
  target.grad_log_density(walker, b);
  for (double& value : b) value *= 0.5;
  return b;
}

/// Unadjusted Langevin (Ermak 1975; Parisi 1981; Roberts and Tweedie 1996): all coordinates at once, nothing
/// rejected,
///   x' = x + (eps / 2) grad log p(x) + sqrt(eps) xi.
///
/// Its stationary density is not p but p + O(eps). For the standard normal x' = (1 - eps/2) x + sqrt(eps) xi;
/// a variance v that stays obeys v = (1 - eps/2)^2 v + eps, hence v = 1 / (1 - eps/4), for eps < 4; beyond
/// that the walker runs away. A normal density of precision A becomes one of precision A - (eps/4) A^2. The
/// step is the user's and never tuned: there is no acceptance to tune it by. MALA removes the bias.
struct Langevin {
  using Info = MoveInfo;
  double step = 0.1;  ///< eps > 0, in units of x^2

  template <ContinuumTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    std::vector<double> next(target.dimension());
    euler_maruyama_step(walker.x, langevin_drift(target, walker), step, rng, next);
    target.place(walker, next);
    return {.n_proposed = 1, .n_accepted = 1};
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }
};

}  // namespace lenz::sampling
