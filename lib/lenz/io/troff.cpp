#include "lenz/io/troff.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace lenz::io {
namespace {

/// The character that the text begins with, which is taken off it; 0 where its bytes are not UTF-8.
std::uint32_t next_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const std::size_t n_more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || text.size() < n_more) return 0;
  std::uint32_t character = first & (0x3fU >> n_more);
  for (std::size_t i = 0; i < n_more; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return 0;
    character = character << 6 | (byte & 0x3fU);
  }
  text.remove_prefix(n_more);
  return character;
}

constexpr std::array<std::pair<char, const char*>, 8> named_signs{{{'\\', "\\(rs"},
                                                                   {'-', "\\-"},
                                                                   {'\'', "\\(aq"},
                                                                   {'"', "\\(dq"},
                                                                   {'`', "\\(ga"},
                                                                   {'^', "\\(ha"},
                                                                   {'~', "\\(ti"},
                                                                   {'\0', "?"}}};

std::string written(std::uint32_t character) {
  if (character >= 0x80) return fmt::format("\\[u{:04X}]", character);
  const char c = static_cast<char>(character);
  for (const auto& [sign, name] : named_signs) {
    if (c == sign) return name;
  }
  return std::string(1, c < 0x20 || c == 0x7f ? ' ' : c);
}

}  // namespace

std::string troff(std::string_view text) {
  std::string out = text.starts_with('.') ? "\\&" : "";
  while (!text.empty()) out += written(next_character(text));
  return out;
}

}  // namespace lenz::io
