#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lenz/stats/correlator.hpp"

namespace lenz::stats {

/// Several chains of one quantity, each watched by its own Correlator. None may be null.
using Chains = std::span<const Correlator* const>;

/// What all chains together say about one time scale.
struct PooledLevel {
  std::uint64_t n = 0;  ///< blocks of all chains
  /// Covariances of blocks t apart in the same chain, about the mean of all blocks, divided by the number of
  /// pairs.
  std::array<double, Correlator::n_lags> covariance{};
  std::array<std::uint64_t, Correlator::n_lags> n_pairs{};
};

PooledLevel pooled_level(Chains chains, std::size_t level);

/// Mean of all samples of all chains.
double pooled_mean(Chains chains);

/// The mean of a correlated series with its error and integrated autocorrelation time.
struct SeriesEstimate {
  double mean = 0;
  double error = 0;
  double tau = 0.5;           ///< 1/2 + sum_t rho(t), in samples
  double variance = 0;        ///< of one sample
  double error_of_error = 0;  ///< standard deviation of `error`, relative to it
  std::uint64_t n = 0;        ///< samples of all chains
  std::size_t level = 0;      ///< time scale 2^level at which the window was found
  std::size_t window = 0;     ///< W, in blocks of that scale
  bool resolved = true;       ///< false where the series is too short for any window (about n < 25 tau)
};

/// error^2 = 2 tau variance / n with a self-consistent window: the smallest W with W >= c tau(W), c = 6
/// (Sokal 1989; Madras and Sokal 1988), on the finest time scale on which it fits, and corrected for the
/// subtraction of the measured mean, C -> C / (1 - (2W+1)/n) (Wolff 2004, Eq. 49).
///
/// All covariances are about the mean of all chains, so that chains which disagree get a long tau and a large
/// error. A slow part too weak to be seen on the finest scale is found by the coarser ones: one whose error
/// exceeds it by 4 of their errors takes its place. Anticorrelated series (tau < 1/2) are allowed; a constant
/// one has error 0 and tau 1/2. Where no window fits, the largest error that any scale, or the scatter of the
/// chains' means, suggests. Never NaN for finite samples. Cost: about n_lags operations a level and chain.
/// Throws std::invalid_argument where there are no samples.
SeriesEstimate integrate_autocorrelation(Chains chains);

}  // namespace lenz::stats
