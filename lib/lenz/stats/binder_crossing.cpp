#include "lenz/stats/binder_crossing.hpp"

#include <algorithm>
#include <cmath>

namespace lenz::stats {

double binder_cumulant(const CanonicalMeans& m) {
  return 1 - m.observable[2] / (3 * m.observable[1] * m.observable[1]);
}

double binder_slope(const CanonicalMeans& m) {
  const double m2 = m.observable[1], m4 = m.observable[2];
  return (2 * m4 * m.slope(1) / m2 - m.slope(2)) / (3 * m2 * m2);
}

BinderDifference binder_difference(const CanonicalWeights& a, const CanonicalWeights& b, double temperature) {
  const CanonicalMeans at_a = a.at(temperature), at_b = b.at(temperature);
  return {.value = binder_cumulant(at_a) - binder_cumulant(at_b),
          .slope = binder_slope(at_a) - binder_slope(at_b),
          .binder = binder_cumulant(at_a),
          .covered = judge_overlap(at_a) != Overlap::none && judge_overlap(at_b) != Overlap::none};
}

BinderRoot binder_root(const CanonicalWeights& smaller, const CanonicalWeights& larger, double guess) {
  BinderRoot root;
  double t = guess;
  BinderDifference here = binder_difference(smaller, larger, t);
  for (int step = 0; step < 60; ++step) {
    if (!here.covered || !(here.slope > 0)) return {};
    const double move = std::clamp(-here.value / here.slope, -0.1 * t, 0.1 * t);
    double scale = 1;
    BinderDifference next = binder_difference(smaller, larger, t + move);
    while (!(next.covered && std::fabs(next.value) <= std::fabs(here.value)) && scale > 1e-3) {
      scale /= 2;
      next = binder_difference(smaller, larger, t + scale * move);
    }
    const bool settled = std::fabs(move) < 1e-10 * t;
    if (!settled && scale <= 1e-3) return {};
    if (settled) return {.temperature = t + move, .binder = here.binder};
    t += scale * move;
    here = next;
  }
  return root;
}

}  // namespace lenz::stats
