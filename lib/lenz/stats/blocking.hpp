#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/stats/autocorrelation.hpp"

namespace lenz::stats {

/// One level of the logarithmic binning analysis: the error of the mean if blocks of 2^level samples were
/// independent.
struct BinningLevel {
  std::uint64_t block_length = 1;
  std::uint64_t n_blocks = 0;
  double error = 0;
  double error_of_error = 0;  ///< standard deviation of `error` (absolute)
};

/// The errors at every block length with at least two blocks (Flyvbjerg and Petersen 1989): they rise to a
/// plateau.
std::vector<BinningLevel> binning_analysis(Chains chains);

struct BlockingEstimate {
  double error = 0;
  double error_of_error = 0;  ///< standard deviation of `error`, relative to it
  std::size_t level = 0;      ///< blocks of 2^level samples passed the test
  bool settled = true;  ///< false where no level did: the error is that of the last level with 16 blocks
};

/// Automatic blocking (Jonsson 2018, PRE 98, 043304): the shortest blocks whose lag-1 covariances, from there
/// up through all longer ones, pass a chi^2 test at 0.99, for any number of samples (each level drops its
/// incomplete block).
///
/// M_j = n_j [(n_j - 1) s_j^2 / n_j^2 + g_j]^2 / s_j^4 with variance s_j^2 and lag-1 covariance g_j;
/// sum_{j>=k} M_j against chi^2 with d - k degrees of freedom. Where Jonsson then takes s_k^2 / n_k we take
/// (s_k^2 + 2 g_k) / n_k, as a covariance too small for the test still biases the error by 10 % at n = 2000
/// tau. A constant series has error 0.
BlockingEstimate automatic_blocking(Chains chains);

}  // namespace lenz::stats
