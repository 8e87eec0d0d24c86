#include "mutations.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace lenz::test {

namespace {

using namespace std::string_view_literals;
using random::Stream;

std::size_t below(std::size_t n, Stream& rng) { return n == 0 ? 0 : rng() % n; }

template <std::size_t N>
std::string one_of(const std::array<std::string_view, N>& words, Stream& rng) {
  return std::string(words[below(N, rng)]);
}

constexpr std::array numbers{"4294967296"sv,
                             "9223372036854775807"sv,
                             "-9223372036854775808"sv,
                             "99999999999999999999"sv,
                             "1e12"sv,
                             "1000000000000"sv,
                             "1e308"sv,
                             "1e999"sv,
                             "-1e308"sv,
                             "5e-324"sv,
                             "0"sv,
                             "-0.0"sv,
                             "-1"sv,
                             "nan"sv,
                             "inf"sv,
                             "-inf"sv,
                             "0xFFFFFFFF"sv,
                             "0b1111"sv,
                             "1_000_000"sv,
                             "268435456"sv,
                             "65536"sv,
                             "0.1"sv};
constexpr std::array values{"true"sv,
                            "''"sv,
                            "\"auto\""sv,
                            "\"none\""sv,
                            "\"30m\""sv,
                            "[]"sv,
                            "[[]]"sv,
                            "[[[]]]"sv,
                            "[[1, 2], [3]]"sv,
                            "{}"sv,
                            "{ from = 1, to = 2, count = 1000000000000 }"sv,
                            "{ from = 2, to = 1, count = 3 }"sv,
                            "{ from = 0, to = 9223372036854775807, count = 2 }"sv,
                            "1979-05-27"sv,
                            "1979-05-27T07:32:00Z"sv,
                            "07:32:00.999999"sv,
                            "0000-00-00"sv,
                            "\"graph\""sv,
                            "\"gaussian\""sv,
                            "\"/dev/zero\""sv,
                            "\"\""sv,
                            "'''\nlong\n'''"sv};
constexpr std::array odd{
    "\xEF\xBB\xBF"sv,          "\xFF"sv,         "\xC0\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv,
    "\xE2\x80\xA8"sv,          "\xE2\x80\xAE"sv, "\u00e9"sv,   "\u0130"sv,       "\U0001F600"sv,
    std::string_view("\0", 1), "\r"sv,           "\x7F"sv,     "\x1B[31m"sv,     "\xCC\x81"sv};
constexpr std::array tokens{"["sv,
                            "]"sv,
                            "{"sv,
                            "}"sv,
                            "="sv,
                            "\""sv,
                            "'"sv,
                            "\"\"\""sv,
                            "'''"sv,
                            "\n"sv,
                            "."sv,
                            "#"sv,
                            "\\u"sv,
                            "\\UFFFFFFFF"sv,
                            ","sv,
                            "[system]\n"sv,
                            "[[run]]\n"sv,
                            "[system.x]\n"sv,
                            "kind = "sv,
                            "a.b.c = 1\n"sv,
                            "lattice = \"graph\"\nfile = \"g\"\n"sv,
                            "\"\" = 1\n"sv,
                            "-"sv,
                            "+"sv,
                            "_"sv,
                            "e"sv};

std::string repeated(std::string_view piece, std::size_t n) {
  std::string out;
  for (; n > 0; --n) out += piece;
  return out;
}

/// Begin and end of a line.
std::pair<std::size_t, std::size_t> line_at(const std::string& text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = text.find('\n', at);
  return {begin, end == std::string::npos ? text.size() : end + 1};
}

void replace_number(std::string& text, std::size_t at, Stream& rng) {
  const auto is_digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(text[i])) != 0; };
  while (at < text.size() && !is_digit(at)) ++at;
  std::size_t end = at;
  while (end < text.size() && (is_digit(end) || text[end] == '.')) ++end;
  text.replace(at, end - at, one_of(numbers, rng));
}

void replace_value(std::string& text, std::size_t at, const std::string& value) {
  const auto [begin, end] = line_at(text, at);
  const std::size_t equals = text.find('=', begin);
  if (equals < end) text.replace(equals + 1, end - equals - 1, " " + value + "\n");
}

std::string nested(Stream& rng) {
  static constexpr std::array openers{"["sv, "{a="sv, "a."sv, "[["sv, "[a."sv, "{"sv, "\"a\"."sv, "a . "sv};
  const std::string opener = one_of(openers, rng);
  const std::size_t depth = 1 + below(rng() % 8 == 0 ? 20000 : 40, rng);
  std::string text = repeated(opener, depth);
  if (rng() % 2 == 0) text += "1" + repeated(opener[0] == '{' ? "}" : opener[0] == '[' ? "]" : "", depth);
  return "x = " + text + "\n";
}

std::string long_list(Stream& rng) {
  const std::string element = rng() % 2 == 0 ? one_of(numbers, rng) : one_of(values, rng);
  return "[" + repeated(element + ", ", below(rng() % 16 == 0 ? 20000 : 200, rng)) + element + "]";
}

void change(std::string& text, std::span<const std::string> corpus, Stream& rng) {
  const std::size_t at = below(text.size(), rng);
  const std::string& other = corpus[below(corpus.size(), rng)];
  const std::size_t cut = below(other.size(), rng);
  switch (rng() % 17) {
    case 0:
      if (!text.empty()) text[at] = static_cast<char>(rng() % 256);
      break;
    case 1:
      if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << rng() % 8));
      break;
    case 2:
      text.erase(at, 1 + below(12, rng));
      break;
    case 3:
      text.insert(at, text.substr(at, 1 + below(60, rng)));
      break;
    case 4:
      text = text.substr(0, at) + other.substr(cut);
      break;
    case 5:
      text.insert(line_at(text, at).first, other.substr(line_at(other, cut).first, 1 + below(200, rng)));
      break;
    case 6:
    case 7:
      replace_number(text, at, rng);
      break;
    case 8:
    case 9:
      replace_value(text, at, one_of(values, rng));
      break;
    case 10:
      replace_value(text, at, long_list(rng));
      break;
    case 11:
      replace_value(text, at, "\"" + repeated(one_of(odd, rng), below(2000, rng)) + "\"");
      break;
    case 12:
      text.insert(line_at(text, at).first, nested(rng));
      break;
    case 13:
      text.insert(at, one_of(tokens, rng));
      break;
    case 14:
      text.insert(at, one_of(odd, rng));
      break;
    case 15:
      text.resize(at);
      break;
    default: {
      const auto [begin, end] = line_at(text, at);
      text.insert(begin, text.substr(begin, end - begin));  // a key or a table twice
    }
  }
}

}  // namespace

std::string mutated(std::span<const std::string> corpus, Stream& rng) {
  std::string text = corpus[below(corpus.size(), rng)];
  for (std::size_t n = 1 + below(4, rng); n > 0; --n) change(text, corpus, rng);
  return text;
}

}  // namespace lenz::test
