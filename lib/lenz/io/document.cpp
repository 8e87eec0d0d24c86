#include "lenz/io/document.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include "lenz/io/guard.hpp"
#include "lenz/io/syntax_complaint.hpp"
#include "lenz/io/toml_writer.hpp"

namespace lenz::io {

namespace {

Place place_at(const Place& start, const toml::source_position& at) {
  // An argument has no lines: all its values stand where the argument stands.
  if (start.line == 0) return start;
  return {start.source, static_cast<int>(at.line), static_cast<int>(at.column)};
}

Node translate(const toml::node& node, const Place& start) {
  Place place = place_at(start, node.source().begin);
  if (const auto* value = node.as_boolean()) return Node(value->get(), std::move(place));
  if (const auto* value = node.as_integer()) return Node(std::int64_t{value->get()}, std::move(place));
  if (const auto* value = node.as_floating_point()) return Node(value->get(), std::move(place));
  if (const auto* value = node.as_string()) return Node(value->get(), std::move(place));
  if (const auto* list = node.as_array()) {
    Array elements;
    elements.reserve(list->size());
    for (const toml::node& element : *list) elements.push_back(translate(element, start));
    return Node(std::move(elements), std::move(place));
  }
  if (const auto* table = node.as_table()) {
    std::vector<std::pair<toml::source_position, Entry>> entries;
    entries.reserve(table->size());
    for (const auto& [key, value] : *table) {
      const toml::source_position at = key.source().begin;
      entries.push_back({at, {std::string(key.str()), place_at(start, at), translate(value, start)}});
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    Table result;
    result.reserve(entries.size());
    for (auto& [at, entry] : entries) result.append(std::move(entry));
    return Node(std::move(result), std::move(place));
  }
  return Node(Date{}, std::move(place));
}

std::string_view line_of(std::string_view text, std::size_t number) {
  for (; number > 1 && text.find('\n') != std::string_view::npos; --number)
    text.remove_prefix(text.find('\n') + 1);
  return text.substr(0, text.find('\n'));
}

Table parse_text(std::string_view text, const Place& start) {
  check_text(text, start);
  try {
    const toml::table parsed = toml::parse(text, std::string_view{});
    return std::move(*translate(parsed, start).get<Table>());
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw InputError(
        {place_at(start, at).complaint(syntax_complaint(error.description(), line_of(text, at.line)))});
  }
}

std::string read_bounded(const std::filesystem::path& file, const Place& start) {
  const auto fail = [&](std::string message) { throw InputError({start.complaint(std::move(message))}); };
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) fail(fmt::format("cannot read the file: {}", std::strerror(errno)));
  if (S_ISDIR(status.st_mode)) fail("this is a folder, but must be a TOML file");
  std::FILE* stream = std::fopen(file.c_str(), "rb");
  if (stream == nullptr) fail(fmt::format("cannot read the file: {}", std::strerror(errno)));
  std::string text;
  std::vector<char> block(std::size_t{1} << 16);
  errno = 0;
  while (text.size() <= max_input_bytes) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), stream);
    if (n == 0) break;
    text.append(block.data(), n);
  }
  const bool broken = std::ferror(stream) != 0;
  const int reason = errno;
  std::fclose(stream);
  if (broken) fail(fmt::format("cannot read the file: {}", std::strerror(reason)));
  return text;
}

std::shared_ptr<const Source> make_source(std::string name, std::filesystem::path folder) {
  return std::make_shared<const Source>(Source{std::move(name), std::move(folder)});
}

/// The value of an argument; a word that is no TOML value is a string.
Node parse_argument_value(std::string_view text, const Place& place) {
  const bool opens = !text.empty() && std::string_view("[{\"'").find(text.front()) != std::string_view::npos;
  if (!text.empty() && text.find('\n') == std::string_view::npos) {
    try {
      const Table table = parse_text("x = " + std::string(text), place);
      if (table.entries().size() == 1 && table.entries().front().key == "x") return *table.find("x");
    } catch (const InputError&) {
      if (opens) throw;
    }
  }
  return Node(std::string(text), place);
}

std::vector<std::string> split_key(std::string_view key) {
  std::vector<std::string> parts(1);
  for (const char c : key) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_bare_key(const std::string& part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

}  // namespace

Document Document::parse(std::string_view text, std::string name, std::filesystem::path folder) {
  Document document;
  document.start_ = {make_source(std::move(name), std::move(folder)), 1, 1};
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  document.root_ = parse_text(text, document.start_);
  return document;
}

Document Document::read(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::absolute(file, ignored).parent_path();
  const Place start{make_source(file.string(), folder), 1, 1};
  return parse(read_bounded(file, start), file.string(), folder);
}

void Document::set(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  const std::vector<std::string> keys = split_key(argument.substr(0, equals));
  if (equals == std::string_view::npos || keys.size() > static_cast<std::size_t>(max_dots) ||
      !std::all_of(keys.begin(), keys.end(), is_bare_key)) {
    throw UsageError(fmt::format("--set {}: must be --set table.key=value", argument));
  }
  std::error_code ignored;
  const Place place{make_source(fmt::format("--set {}", argument), std::filesystem::current_path(ignored)), 0,
                    0};
  Node value = parse_argument_value(argument.substr(equals + 1), place);
  Table* table = &root_;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    if (table->find(keys[i]) == nullptr) table->set(keys[i], Node(Table{}, place), place);
    Node* inner = table->find(keys[i]);
    if (inner->get<Table>() == nullptr) {
      throw InputError(
          {place.complaint(fmt::format("{} is {}, but must be a table", keys[i], inner->shown()))});
    }
    table = inner->get<Table>();
  }
  table->set(keys.back(), std::move(value), place);
}

const Node* Document::find(std::string_view table, std::string_view key) const {
  if (table.empty()) return root_.find(key);
  const Node* node = root_.find(table);
  const Table* inner = node == nullptr ? nullptr : node->get<Table>();
  return inner == nullptr ? nullptr : inner->find(key);
}

Place Document::place_of(std::string_view table, std::string_view key) const {
  if (const Node* value = find(table, key)) return value->place();
  if (const Node* header = table.empty() ? nullptr : root_.find(table)) return header->place();
  return start_;
}

}  // namespace lenz::io
