#include "lenz/io/guard.hpp"

#include <fmt/format.h>

namespace lenz::io {

namespace {

/// Walks over a text and counts lines and columns (in characters) as it goes.
class Cursor {
 public:
  Cursor(std::string_view text, const Place& start) : text_(text), place_(start) {
    place_.line = place_.column = 1;
  }
  bool done() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool looking_at(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
  void advance() {
    if (text_[at_] == '\n') {
      ++place_.line;
      place_.column = 1;
    } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) {
      ++place_.column;
    }
    ++at_;
  }
  void advance(std::size_t bytes) {
    for (; bytes > 0 && !done(); --bytes) advance();
  }
  /// Length of the UTF-8 character here, 0 if there is none (Unicode 15, table 3-7).
  std::size_t character() const {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(peek(i)); };
    const auto tail = [&](std::size_t i) { return at_ + i < text_.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char b = byte(0);
    if (b < 0x80) return 1;
    if (b >= 0xC2 && b <= 0xDF) return tail(1) ? 2 : 0;
    if (b >= 0xE0 && b <= 0xEF) {
      if (!tail(1) || !tail(2) || (b == 0xE0 && byte(1) < 0xA0) || (b == 0xED && byte(1) > 0x9F)) return 0;
      return 3;
    }
    if (b >= 0xF0 && b <= 0xF4) {
      if (!tail(1) || !tail(2) || !tail(3)) return 0;
      return (b == 0xF0 && byte(1) < 0x90) || (b == 0xF4 && byte(1) > 0x8F) ? 0 : 4;
    }
    return 0;
  }
  [[noreturn]] void fail(std::string message) const {
    throw InputError({place_.complaint(std::move(message))});
  }

 private:
  std::string_view text_;
  Place place_;
  std::size_t at_ = 0;
};

void check_characters(std::string_view text, const Place& start) {
  for (Cursor cursor(text, start); !cursor.done();) {
    const std::size_t bytes = cursor.character();
    const auto first = static_cast<unsigned char>(cursor.peek());
    if (bytes == 0)
      cursor.fail(fmt::format("byte 0x{:02x} is not UTF-8: the file must be a UTF-8 text", first));
    const bool line_end = first == '\n' || (first == '\r' && cursor.peek(1) == '\n');
    if ((first < 0x20 && first != '\t' && !line_end) || first == 0x7F) {
      cursor.fail(fmt::format("control character 0x{:02x}: the file must be a UTF-8 text", first));
    }
    cursor.advance(bytes);
  }
}

void skip_comment(Cursor& cursor) {
  while (!cursor.done() && cursor.peek() != '\n') cursor.advance();
}

/// A string of one line ends with the line at the latest: the parser refuses it there.
void skip_string(Cursor& cursor) {
  const char quote = cursor.peek();
  const std::string fence(3, quote);
  const bool many_lines = cursor.looking_at(fence);
  cursor.advance(many_lines ? 3 : 1);
  while (!cursor.done()) {
    if (cursor.peek() == '\\' && quote == '"') {
      cursor.advance(2);
    } else if (many_lines && cursor.looking_at(fence)) {
      cursor.advance(3);
      while (cursor.peek() == quote) cursor.advance();  // up to two quotes may stand before the fence
      return;
    } else if (!many_lines && (cursor.peek() == quote || cursor.peek() == '\n')) {
      cursor.advance();
      return;
    } else {
      cursor.advance();
    }
  }
}

/// Brackets and dots, which the parser follows by recursion, and values, each of which costs it memory.
void check_structure(std::string_view text, const Place& start) {
  int brackets = 0, dots = 0;
  std::size_t values = 0;
  for (Cursor cursor(text, start); !cursor.done();) {
    const char c = cursor.peek();
    if (c == '#') {
      skip_comment(cursor);
      continue;
    }
    if (c == '"' || c == '\'') {
      skip_string(cursor);
      continue;
    }
    if (c == '[' || c == '{') ++brackets;
    if ((c == ']' || c == '}') && brackets > 0) --brackets;
    if (brackets > max_brackets) {
      cursor.fail(fmt::format("brackets are nested more than {} deep", max_brackets));
    }
    dots = c == '.' ? dots + 1 : (c == '=' || c == ',' || c == '\n' || c == '[' || c == '{') ? 0 : dots;
    if (dots > max_dots) cursor.fail(fmt::format("a key has more than {} dots", max_dots));
    if (c == ',' || c == '=' || c == '[' || c == '{') ++values;
    if (values > max_values) cursor.fail(fmt::format("the file holds more than {} values", max_values));
    cursor.advance();
  }
}

}  // namespace

void check_text(std::string_view text, const Place& start) {
  if (text.size() > max_input_bytes) {
    throw InputError({start.complaint(fmt::format("the file is larger than {} MiB", max_input_bytes >> 20))});
  }
  check_characters(text, start);
  check_structure(text, start);
}

}  // namespace lenz::io
