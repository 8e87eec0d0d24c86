#include "lenz/io/syntax_complaint.hpp"

#include <cctype>

#include <fmt/format.h>

#include "lenz/io/diagnostics.hpp"

namespace lenz::io {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

/// `kind = ising`: a word where only a text can stand.
std::string unquoted(std::string_view key, std::string_view value) {
  if (value.empty() || !is_letter(value.front())) return "";
  for (const char c : value) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_' && c != ' ' && c != '.' && c != '/') return "";
  }
  for (const std::string_view word : {"true", "false", "inf", "nan"}) {
    if (value == word) return "";
  }
  return fmt::format("a text stands in quotes, as in {} = \"{}\"", shown_key(key), shown_key(value));
}

/// `temperature = 2,5`
std::string decimal_comma(std::string_view key, std::string_view value) {
  std::size_t comma = 0;
  while (comma < value.size() && is_digit(value[comma])) ++comma;
  if (comma == 0 || comma + 1 >= value.size() || value[comma] != ',' || !is_digit(value[comma + 1]))
    return "";
  std::string meant(value);
  meant[comma] = '.';
  return fmt::format(
      "a number has a point, as in {0} = {1}, and a list stands in brackets, as in {0} = [{2}]",
      shown_key(key), shown_key(meant), shown_key(value));
}

/// "cannot redefine existing array 'size'"
std::string twice(std::string_view says) {
  const std::size_t begin = says.find('\''), end = says.rfind('\'');
  if (says.find("cannot redefine") == std::string_view::npos || end <= begin + 1 ||
      end == std::string_view::npos)
    return "";
  return fmt::format("\"{}\" stands in the file twice, but each key and each table may stand once",
                     shown_key(says.substr(begin + 1, end - begin - 1)));
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

}  // namespace

std::string syntax_complaint(std::string_view says, std::string_view line) {
  if (const std::string said = twice(says); !said.empty()) return said;
  line = line.substr(0, line.find('#'));
  if (const std::size_t equals = line.find('='); equals != std::string_view::npos) {
    const std::string_view key = trimmed(line.substr(0, equals)), value = trimmed(line.substr(equals + 1));
    if (const std::string said = unquoted(key, value); !said.empty()) return said;
    if (const std::string said = decimal_comma(key, value); !said.empty()) return said;
    if (value.empty()) return fmt::format("a value must follow {} =", shown_key(key));
  }
  std::string text(says);
  replace(text, "Error while parsing a", "in an a");
  replace(text, "Error while parsing ", "in a ");
  replace(text, "encountered end-of-file", "the file ends before it is closed");
  replace(text, "saw '\\n'", "but the line ends");
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';  // the parser quotes what it saw, line ends too
  }
  return "this is not TOML: " + text;
}

}  // namespace lenz::io
