#include "lenz/stats/finite_size/size_samples.hpp"

#include <algorithm>
#include <utility>

namespace lenz::stats::finite_size {

SizeSamples::SizeSamples(std::span<const SizeData> sizes) : sizes_(sizes) {
  for (const SizeData& size : sizes) samples_.emplace_back(size.data);
}

SizeWeights SizeSamples::everything() const {
  SizeWeights all;
  for (const Reweighting& r : samples_) all.push_back(&r.all());
  return all;
}

bool SizeSamples::covered(double temperature) const {
  return std::all_of(samples_.begin(), samples_.end(), [&](const Reweighting& r) {
    return judge_overlap(r.all().at(temperature)) != Overlap::none;
  });
}

JackknifeErrors SizeSamples::jackknife(const std::vector<double>& full, const Results& results) {
  std::vector<DeletedBlocks> sets;
  SizeWeights weights = everything();
  for (std::size_t s = 0; s < samples_.size(); ++s) {
    const Reweighting& r = samples_[s];
    for (std::size_t set = 0; set < r.n_sets(); ++set) {
      DeletedBlocks deleted{.n_results = full.size(), .n_of_chain = r.n_of_chain(set), .share = r.share(set)};
      for (std::size_t block = 0; block < r.n_blocks(set); ++block) {
        const CanonicalWeights without = r.without(set, block);
        weights[s] = &without;
        const std::vector<double> values = results(weights, s);
        for (std::size_t k = 0; k < full.size(); ++k) deleted.changes.push_back(values[k] - full[k]);
      }
      weights[s] = &r.all();
      sets.push_back(std::move(deleted));
    }
  }
  const JackknifeErrors errors = block_jackknife(sets);
  blocks_short_ = blocks_short_ || errors.neighbours > 0.2;
  return errors;
}

}  // namespace lenz::stats::finite_size
