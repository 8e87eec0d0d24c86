#include "lenz/lattice/stencils.hpp"

#include <algorithm>

namespace lenz::lattice {

std::optional<Stencils> Stencils::of(const Lattice& lattice) {
  if (lattice.max_degree() > Stencil{}.offset.size()) return std::nullopt;
  Stencils result;
  result.stencil_of_.reserve(lattice.n_sites());
  for (Site site = 0; site < lattice.n_sites(); ++site) {
    std::vector<std::int32_t> offsets;
    for (const Neighbour& next : lattice.neighbours(site)) {
      offsets.push_back(static_cast<std::int32_t>(next.site) - static_cast<std::int32_t>(site));
    }
    std::sort(offsets.begin(), offsets.end());
    Stencil stencil{.degree = static_cast<std::uint32_t>(offsets.size())};
    std::copy(offsets.begin(), offsets.end(), stencil.offset.begin());
    const auto known = std::find(result.stencils_.begin(), result.stencils_.end(), stencil);
    const auto index = static_cast<std::uint8_t>(known - result.stencils_.begin());
    if (known == result.stencils_.end()) {
      if (result.stencils_.size() == 255) return std::nullopt;
      result.stencils_.push_back(stencil);
    }
    result.stencil_of_.push_back(index);
    if (result.runs_.empty() || result.runs_.back().stencil != index) {
      result.runs_.push_back({site, site, index});
    }
    result.runs_.back().last = site + 1;
  }
  result.mark_common();
  const auto& all = result.stencils_;
  const auto as_first = [&all](const Stencil& s) { return s.degree == all.front().degree; };
  if (std::all_of(all.begin(), all.end(), as_first)) result.common_degree_ = all.front().degree;
  return result;
}

void Stencils::mark_common() {
  std::vector<std::size_t> n_sites(stencils_.size());
  for (const std::uint8_t index : stencil_of_) ++n_sites[index];
  is_common_.assign((stencil_of_.size() + 63) / 64, 0);
  const auto largest = std::max_element(n_sites.begin(), n_sites.end());
  // A branch taken by chance, as between the sublattices of a honeycomb, costs more than the table.
  if (largest == n_sites.end() || *largest < stencil_of_.size() / 4 * 3) return;
  const auto index = static_cast<std::size_t>(largest - n_sites.begin());
  common_ = stencils_[index];
  for (std::size_t i = 0; i < stencil_of_.size(); ++i) {
    if (stencil_of_[i] == index) is_common_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
}

}  // namespace lenz::lattice
