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
std::vector<RealOf<T>> langevin_drift(const T& target, const typename T::Walker& walker) {
  std::vector<RealOf<T>> b(target.dimension());
  target.grad_log_density(walker, b);
  for (RealOf<T>& value : b) value *= 0.5;
  return b;
}

/// A drift b of one coordinate as a step of size eps takes it where a density has nodes, near which b grows
/// as one over the distance: b (sqrt(1 + 2 a b^2 eps) - 1) / (a b^2 eps), a = 1/4. It is b where b^2 eps is
/// small, and moves by at most sqrt(8 eps). A function of the place alone, so that proposal and ratio agree.
/// Source: Umrigar, Nightingale and Runge (1993), Eq. 35, coordinate by coordinate.
template <LaneReal Real>
Real limited_drift(const Real& b, double eps) {
  // (sqrt(1 + 2 u) - 1) / u = 2 / (sqrt(1 + 2 u) + 1), which has a value at u = 0.
  const Real root = lanes::sqrt(1 + 0.5 * eps * b * b);
  return 2 * b / (root + 1);
}

/// The same of all coordinates together, by their common |b|^2 and a = 4 / n: a step of n coordinates moves
/// by at most sqrt(n eps / 2), near a node too. (Each by itself would move by sqrt(8 n eps), away from a node
/// in every coordinate at once: a step whose way back is so unlikely that a walker near a node stays for
/// thousands of sweeps.)
template <LaneReal Real>
void limit_drift(std::vector<Real>& b, double eps) {
  Real squares{};
  for (const Real& value : b) squares += value * value;
  const Real share = 2 / (lanes::sqrt(1 + (8 * eps / static_cast<double>(b.size())) * squares) + 1);
  for (Real& value : b) value *= share;
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
    std::vector<RealOf<T>> next(target.dimension());
    euler_maruyama_step<RealOf<T>>(walker.x, langevin_drift(target, walker), step, rng, next);
    target.place(walker, next);
    return {.n_proposed = lanes::count<RealOf<T>>, .n_accepted = lanes::count<RealOf<T>>};
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step);
  }
};

}  // namespace lenz::sampling
