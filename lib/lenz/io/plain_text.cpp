#include "lenz/io/plain_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace lenz::io {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// One character of UTF-8: its bytes (1 where they are none) and its number (0xfffd where they are none).
struct Character {
  std::size_t n_bytes = 1;
  std::uint32_t code = 0xfffd;
};

Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {1, lead};
  const std::size_t n = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < n) return {};
  std::uint32_t code = lead & (0xffU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {n, code};
}

bool is_obeyed(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const bool turns = code == 0x61c || code == 0x200e || code == 0x200f ||
                     (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
                     code == 0x2028 || code == 0x2029;
  return (control && code != '\n' && code != '\t') || turns;
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_of(text);
    const bool bad = (c.n_bytes == 1 && c.code == 0xfffd) || is_obeyed(c.code);
    out += bad ? replacement : text.substr(0, c.n_bytes);
    text.remove_prefix(c.n_bytes);
  }
  return out;
}

bool is_name(std::string_view text) {
  const auto first = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto inner = [&](char c) {
    return first(c) || std::string_view("_.+-").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= 128 && first(text.front()) &&
         std::all_of(text.begin(), text.end(), inner) && text.find("..") == std::string_view::npos;
}

std::string as_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, 128)) {
    const bool fits = is_name(std::string("a") + c);  // two dots in a row do not
    name += fits && !(c == '.' && name.ends_with('.')) ? c : '_';
  }
  if (!is_name(name)) name = "a_" + name.substr(0, 126);
  return is_name(name) ? name : "a";
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+/=:,@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace lenz::io
