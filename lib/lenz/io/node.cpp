#include <algorithm>

#include "lenz/io/document.hpp"
#include "lenz/io/toml_writer.hpp"

namespace lenz::io {

Diagnostic Place::complaint(std::string message) const {
  return {source ? source->name : std::string("input"), line, column, std::move(message)};
}

Table::Table() = default;
Table::~Table() = default;
Table::Table(const Table&) = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(const Table&) = default;
Table& Table::operator=(Table&&) noexcept = default;

const Entry* Table::find_entry(std::string_view key) const {
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
  return at == entries_.end() ? nullptr : &*at;
}

const Node* Table::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Node* Table::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

void Table::set(std::string_view key, Node value, Place key_place) {
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
  if (at == entries_.end()) {
    entries_.push_back({std::string(key), std::move(key_place), std::move(value)});
  } else {
    *at = {std::string(key), std::move(key_place), std::move(value)};
  }
}

void Table::erase(std::string_view key) {
  std::erase_if(entries_, [&](const Entry& e) { return e.key == key; });
}

void Table::reserve(std::size_t n) { entries_.reserve(n); }

void Table::append(Entry entry) { entries_.push_back(std::move(entry)); }

std::string_view Node::type_name() const {
  static constexpr std::string_view names[] = {"a bool", "an integer", "a number", "a string",
                                               "a list", "a table",    "a date"};
  return names[value_.index()];
}

std::string Node::shown() const {
  if (const auto* list = get<Array>(); list != nullptr && list->empty()) return "an empty list";
  if (get<Array>() != nullptr || get<Table>() != nullptr || get<Date>() != nullptr)
    return std::string(type_name());
  if (const auto* text = get<std::string>(); text != nullptr && text->size() > 60) {
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80)
      --end;  // cut between characters
    return to_toml(Node(text->substr(0, end) + "..."));
  }
  return to_toml(*this);
}

}  // namespace lenz::io
