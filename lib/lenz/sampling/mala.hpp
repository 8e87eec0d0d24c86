#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/continuum_target.hpp"
#include "lenz/sampling/euler_maruyama.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/langevin.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// Metropolis-adjusted Langevin (Besag 1994; Roberts and Tweedie 1996): a Langevin step y from x, accepted
/// with
///   min(1, r),   log r = log p(y) - log p(x) + log q(y -> x) - log q(x -> y),
///   log q(x -> y) = -|y - x - (eps/2) grad log p(x)|^2 / (2 eps);   the force stands at both ends.
/// Exact for any step; a sweep is one step of all coordinates. Best acceptance in high dimension 0.574
/// (Roberts and Rosenthal 1998).
struct Mala {
  using Info = MoveInfo;
  static constexpr double target_acceptance = 0.574;
  double step = 0.5;     ///< eps > 0, in units of x^2
  bool limited = false;  ///< the drift is limited where it is large: for densities with nodes

  template <ContinuumTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    typename T::Walker proposed = walker;
    std::vector<RealOf<T>> y(target.dimension());
    euler_maruyama_step<RealOf<T>>(walker.x, drift(target, walker), step, rng, y);
    target.place(proposed, y);
    const auto accepted = Metropolis{}(log_acceptance_ratio(target, walker, proposed), rng);
    return keep_where(target, walker, std::move(proposed), accepted);
  }

  /// log r of a step from x to y.
  template <ContinuumTarget T>
  RealOf<T> log_acceptance_ratio(const T& target, const typename T::Walker& x,
                                 const typename T::Walker& y) const {
    using Real = RealOf<T>;
    const Real log_q_forth = euler_maruyama_log_density<Real>(x.x, drift(target, x), step, y.x);
    const Real log_q_back = euler_maruyama_log_density<Real>(y.x, drift(target, y), step, x.x);
    return target.log_density(y) - target.log_density(x) + log_q_back - log_q_forth;
  }

  void tune(const Info& total, std::size_t window) {
    step = tuned_step(step, total.acceptance(), target_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }

 private:
  template <ContinuumTarget T>
  std::vector<RealOf<T>> drift(const T& target, const typename T::Walker& walker) const {
    std::vector<RealOf<T>> b = langevin_drift(target, walker);
    if (limited) limit_drift(b, step);
    return b;
  }
};

}  // namespace lenz::sampling
