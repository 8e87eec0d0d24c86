#pragma once

#include <cstddef>
#include <span>

#include "lenz/stats/estimate.hpp"

namespace lenz::stats {

/// Whether the beginning of a series still remembers its start.
struct Drift {
  double t = 0;    ///< first tenth less last half, in its standard deviations
  double dof = 0;  ///< of Student's t; 0 where the chains are too short to be judged
  double p = 1;    ///< two-sided: stationary chains look like that, or worse, with about this probability
};

/// Compares the mean over the first tenth of each chain with that over its last half (Geweke 1992):
///   t = sum_c w_c (a_c - b_c) / sqrt(sum_c w_c^2 S l (1/n_a + 1/n_b)),
/// a_c, b_c the means of n_a and n_b bins of the Recorder, w_c the share of samples that chain c has. S is
/// the variance of means of l bins within the last halves alone, so that a bad start does not hide behind
/// the spread it makes itself, with l >= 10 tau by the tau of those halves, divided by 1 - tau / l for what
/// neighbours share. p by Student's t with as many degrees of freedom as S has, but no more than half the
/// independent samples of the first tenths, whose mean may be skew, and, of a series that rarely leaves one
/// value, no more than blocks in which it did (at least 16).
///
/// Of the quantity sum_q weights[q] x_q: a unit vector for one of them, a gradient for a function of means.
/// Not judged (dof = 0, p = 1) where a first tenth holds fewer than 10 independent samples (20 tau), all of
/// them together fewer than 24, or nothing varies. Measured on AR(1): alarms no more often than p says, of a
/// series as skew as chi^2 with one degree of freedom up to three times as often at p = 1e-3. Cost: one pass
/// over the bins. Throws std::invalid_argument where the sizes differ.
Drift drift(Recorders chains, std::span<const double> weights);

}  // namespace lenz::stats
