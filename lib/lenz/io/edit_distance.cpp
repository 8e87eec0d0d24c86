#include "lenz/io/edit_distance.hpp"

#include <algorithm>
#include <array>

namespace lenz::io {

namespace {

constexpr std::size_t longest = 64;

char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' ? '_' : c;
}

std::string folded(std::string_view text) {
  std::string out(text.substr(0, longest));
  for (char& c : out) c = folded(c);
  return out;
}

/// How alike words equally far are: letters shared at both ends, and two more where all letters are there.
std::size_t likeness(std::string_view first, std::string_view second) {
  std::string a = folded(first), b = folded(second);
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t prefix = 0, suffix = 0;
  while (prefix < most && a[prefix] == b[prefix]) ++prefix;
  while (prefix + suffix < most && a[a.size() - 1 - suffix] == b[b.size() - 1 - suffix]) ++suffix;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return prefix + suffix + (a == b ? 2 : 0);
}

}  // namespace

std::size_t edit_distance(std::string_view first, std::string_view second) {
  const std::string a = folded(first), b = folded(second);
  std::array<std::array<std::size_t, longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& before = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

std::optional<Nearest> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::optional<Nearest> best;
  if (word.empty()) return best;
  for (const std::string_view name : candidates) {
    std::size_t distance = edit_distance(word, name);
    const bool begun =
        word.size() >= 3 && word.size() < name.size() && folded(name.substr(0, word.size())) == folded(word);
    if (begun && distance > 1) distance = 1;
    const std::size_t limit = std::max<std::size_t>(1, std::max(word.size(), name.size()) / 3);
    if (distance > limit || (distance == 1 && word.size() == 1 && name.size() == 1)) continue;
    const bool nearer = !best || distance < best->distance ||
                        (distance == best->distance && likeness(word, name) > likeness(word, best->name));
    if (nearer) best = Nearest{name, distance};
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto found = nearest(word, candidates);
  return found ? "; did you mean \"" + std::string(found->name) + "\"?" : std::string();
}

}  // namespace lenz::io
