#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lenz::io {

/// The least number of insertions, deletions, replacements and swaps of neighbours that turn a into b
/// (optimal string alignment); case and the difference of '-' and '_' do not count. Texts over 64 bytes are
/// cut. Cost: |a| |b|.
std::size_t edit_distance(std::string_view a, std::string_view b);

struct Nearest {
  std::string_view name;
  std::size_t distance = 0;
};

/// The candidate nearest to `word`, if one is near enough to be what was meant: at most a third of the longer
/// one's letters (at least one) away, or begun by `word` (three letters or more: counts as one away). Of
/// equals the one with the same letters or more of them in place at both ends, then the first.
std::optional<Nearest> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean \"NAME\"?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace lenz::io
