#include "lenz/io/toml_writer.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace lenz::io {

namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string written_key(const std::string& key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-');
  });
  return bare ? key : in_quotes(key);
}

std::string number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", x);  // the shortest that reads back
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

/// A list whose elements are lists, and which is long, has one element a line.
std::string written_list(const Array& list, bool may_break) {
  std::string out = "[";
  std::size_t width = 0;
  const bool rows = may_break && std::any_of(list.begin(), list.end(),
                                             [](const Node& e) { return e.get<Array>() != nullptr; });
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string element = to_toml(list[i]);
    width += element.size() + 2;
    if (i > 0) out += ',';
    if (rows || (may_break && width > 100)) {
      out += "\n  ";
      width = element.size() + 2;
    } else if (i > 0) {
      out += ' ';
    }
    out += element;
  }
  return out + (rows && !list.empty() ? "\n]" : "]");
}

std::string written_table(const Table& table) {
  if (table.empty()) return "{}";
  std::string out = "{ ";
  for (const Entry& entry : table.entries()) {
    if (out.size() > 2) out += ", ";
    out += written_key(entry.key) + " = " + to_toml(entry.value);
  }
  return out + " }";
}

std::string written(const Node& value, bool may_break) {
  if (const auto* flag = value.get<bool>()) return *flag ? "true" : "false";
  if (const auto* integer = value.get<std::int64_t>()) return fmt::format("{}", *integer);
  if (const auto* real = value.get<double>()) return number(*real);
  if (const auto* text = value.get<std::string>()) return in_quotes(*text);
  if (const auto* list = value.get<Array>()) return written_list(*list, may_break);
  if (const auto* table = value.get<Table>()) return written_table(*table);
  return "\"\"";
}

}  // namespace

std::string to_toml(const Node& value) { return written(value, false); }

std::string to_toml(const Table& root) {
  std::string out;
  const auto line = [&](const Entry& entry) {
    out += written_key(entry.key) + " = " + written(entry.value, true) + "\n";
  };
  for (const Entry& entry : root.entries()) {
    if (entry.value.get<Table>() == nullptr) line(entry);
  }
  for (const Entry& entry : root.entries()) {
    const Table* table = entry.value.get<Table>();
    if (table == nullptr) continue;
    out += "\n[" + written_key(entry.key) + "]\n";
    for (const Entry& inner : table->entries()) line(inner);
  }
  return out;
}

}  // namespace lenz::io
