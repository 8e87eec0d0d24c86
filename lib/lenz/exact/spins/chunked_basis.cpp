#include "lenz/exact/spins/chunked_basis.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

namespace lenz::exact::spins {

ChunkedBasis::ChunkedBasis(unsigned n_sites, std::optional<unsigned> n_up)
    : n_sites_(n_sites), n_low_(std::min(n_sites, most_low_bits)), n_up_(n_up) {
  if (n_sites == 0 || n_sites > 40)
    throw std::invalid_argument("spins: a basis of " + std::to_string(n_sites) +
                                " spins, but 1 to 40 are possible");
  if (n_up && *n_up > n_sites)
    throw std::invalid_argument("spins: " + std::to_string(*n_up) + " of " + std::to_string(n_sites) +
                                " spins cannot be up");
  const std::uint32_t n_low_words = std::uint32_t{1} << n_low_;
  low_states_.resize(n_up ? n_low_ + 1 : 1);
  rank_.resize(n_low_words);
  for (std::uint32_t low = 0; low < n_low_words; ++low) {
    auto& states = low_states_[n_up ? static_cast<unsigned>(std::popcount(low)) : 0];
    rank_[low] = static_cast<std::uint32_t>(states.size());
    states.push_back(low);
  }
  const std::uint64_t n_high_words = std::uint64_t{1} << (n_sites - n_low_);
  begin_.resize(n_high_words + 1, 0);
  for (std::uint64_t high = 0; high < n_high_words; ++high) {
    const unsigned up = static_cast<unsigned>(std::popcount(high));
    const bool empty = n_up && (up > *n_up || *n_up - up > n_low_);
    begin_[high + 1] = begin_[high] + (empty ? 0 : low_states_[class_of(high)].size());
  }
}

unsigned ChunkedBasis::class_of(std::uint64_t high) const {
  return n_up_ ? *n_up_ - static_cast<unsigned>(std::popcount(high)) : 0;
}

std::uint64_t ChunkedBasis::state(std::uint64_t index) const {
  const auto after = std::upper_bound(begin_.begin(), begin_.end(), index);
  const auto high = static_cast<std::uint64_t>(after - begin_.begin()) - 1;
  return high << n_low_ | low_states_[class_of(high)][index - begin_[high]];
}

}  // namespace lenz::exact::spins
