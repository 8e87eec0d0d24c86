#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "lenz/stats/block_jackknife.hpp"
#include "lenz/stats/finite_size.hpp"

/// The steps of finite_size_scaling, each for all samples and with any block left out.
namespace lenz::stats::finite_size {

/// The samples of every size, in their order.
using SizeWeights = std::vector<const CanonicalWeights*>;

class SizeSamples {
 public:
  /// Keeps a view of `sizes`.
  explicit SizeSamples(std::span<const SizeData> sizes);

  std::size_t n_sizes() const { return sizes_.size(); }
  const SizeData& size(std::size_t s) const { return sizes_[s]; }
  const CanonicalWeights& weights(std::size_t s) const { return samples_[s].all(); }
  SizeWeights everything() const;
  /// Every size reaches that temperature.
  bool covered(double temperature) const;

  /// Results from all samples but one block, which is of the size `deleted`.
  using Results = std::function<std::vector<double>(const SizeWeights&, std::size_t deleted)>;
  /// The jackknife of results over all blocks of all sizes; `full` are those of all samples.
  JackknifeErrors jackknife(const std::vector<double>& full, const Results& results);
  /// See ReweightedEstimate: in any jackknife so far.
  bool blocks_short() const { return blocks_short_; }

 private:
  std::span<const SizeData> sizes_;
  std::vector<Reweighting> samples_;
  bool blocks_short_ = false;
};

}  // namespace lenz::stats::finite_size
