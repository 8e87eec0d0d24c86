#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/core/errors.hpp"

/// A TOML file as a tree of values that know where they were written. Only document.cpp knows the parser.
namespace lenz::io {

/// Where values come from: a file, or one argument of the command line.
struct Source {
  std::string name;              ///< as the user named it, or "--set table.key=value"
  std::filesystem::path folder;  ///< where relative paths start
};

/// A position in a source, 1-based; line 0 where the source has no lines (an argument, a value made by the
/// program).
struct Place {
  std::shared_ptr<const Source> source;
  int line = 0;
  int column = 0;

  Diagnostic complaint(std::string message) const;
};

class Node;
struct Entry;
using Array = std::vector<Node>;

/// A date or a time: TOML has them, no input of Lenz does.
struct Date {};

/// Keys and values in the order in which they were written.
class Table {
 public:
  Table();  // these stand in node.cpp, where Entry is complete
  ~Table();
  Table(const Table&);
  Table(Table&&) noexcept;
  Table& operator=(const Table&);
  Table& operator=(Table&&) noexcept;

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  const Entry* find_entry(std::string_view key) const;
  /// Replaces the value of `key`, or appends it.
  void set(std::string_view key, Node value, Place key_place = {});
  void erase(std::string_view key);
  const std::vector<Entry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }
  void reserve(std::size_t n);
  void append(Entry entry);  ///< REQUIRES: the key is not there yet.

 private:
  std::vector<Entry> entries_;
};

/// One value: a bool, an integer, a number, a string, a list, a table or a date. A table's place is its
/// header.
class Node {
 public:
  using Value = std::variant<bool, std::int64_t, double, std::string, Array, Table, Date>;

  Node() : value_(false) {}
  template <class T>
  explicit Node(T value, Place where = {}) : value_(std::move(value)), place_(std::move(where)) {}

  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&value_);
  }
  const Value& value() const { return value_; }
  const Place& place() const { return place_; }
  /// "an integer", "a list" …
  std::string_view type_name() const;
  /// The value as a complaint shows it: short, and followed by its type where the value alone does not show
  /// it.
  std::string shown() const;

 private:
  Value value_;
  Place place_;
};

struct Entry {
  std::string key;
  Place place;  ///< of the key itself
  Node value;
};

/// One input: what the file says, and what arguments changed in it.
///
/// Before the parser sees a text its size (8 MiB, 300000 values), encoding and nesting (32 brackets, 16 dots
/// in a key) are bounded, so that trees are shallow and recursion over them is safe. All failures are
/// InputErrors with the place.
class Document {
 public:
  Document() = default;
  static Document read(const std::filesystem::path& file);
  /// `name` is what complaints call the text; relative paths in it start at `folder`.
  static Document parse(std::string_view text, std::string name, std::filesystem::path folder = {});

  /// Applies `table.key=value`: any TOML value, and a bare word as a string. Relative paths in it start at
  /// the working folder. Throws UsageError when the argument has no such form, InputError when its value is
  /// malformed.
  void set(std::string_view argument);

  const Table& root() const { return root_; }
  /// The start of the file.
  const Place& start() const { return start_; }
  /// The value of [table] key (of the top level where `table` is empty), if it is there.
  const Node* find(std::string_view table, std::string_view key) const;
  /// Where a complaint about that key belongs: the value, else the table's header, else the start of the
  /// file.
  Place place_of(std::string_view table, std::string_view key) const;

 private:
  Table root_;
  Place start_;
};

}  // namespace lenz::io
