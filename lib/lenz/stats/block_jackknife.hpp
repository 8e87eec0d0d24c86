#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lenz::stats {

/// What leaving out each block of a set of chains changes in a vector of results.
struct DeletedBlocks {
  std::size_t n_results = 0;
  std::vector<double> changes{};  ///< n_blocks x n_results: results without that block less those of all
  std::vector<std::size_t> n_of_chain{};  ///< blocks of each chain, which stand one after the other
  double share = 1;  ///< of all samples, those that lie in a block: the rest enters the results only
};

/// Errors of results that depend on several independent sets of chains.
struct JackknifeErrors {
  std::vector<double> covariance;  ///< n_results x n_results
  std::vector<double> bias;        ///< of each result
  double neighbours = 0;           ///< largest correlation of a block with the next beyond 3 errors, or 0

  double error(std::size_t result) const;
};

/// The delete-one jackknife of every set, summed (Miller 1974), for blocks j = 1 … J of a set with changes
/// d_j:
///   cov = (J-1)^2 / J c_0 g / (1 - 3/J),   c_t = mean of (d_j - <d>) (d_{j+t} - <d>)^T,   bias = (J-1) <d>,
/// pairs of blocks in one chain only. g is 1 + 2 c_1 / c_0, the mean over all results of all sets: what a
/// block shares with the next, so that blocks of 5 tau suffice; of one set alone it would be as noisy as the
/// error it mends. One factor for all keeps what cancels between results cancelled, and the matrix positive
/// definite. Throws std::invalid_argument for sets of fewer than 4 blocks or of different results.
JackknifeErrors block_jackknife(std::span<const DeletedBlocks> sets);

}  // namespace lenz::stats
