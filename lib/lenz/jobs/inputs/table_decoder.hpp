#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/top_input.hpp"

namespace lenz::jobs {

/// The value of an enum that a kind names. REQUIRES that it names one.
template <class Kind>
Kind kind_named(const std::string& name) {
  std::size_t k = 0;
  while (io::EnumNames<Kind>::names[k] != name) ++k;
  return static_cast<Kind>(k);
}

/// One document held against the schemas of a task, table by table; complaints are collected.
class TableDecoder {
 public:
  /// REQUIRES that both live as long.
  TableDecoder(const io::Document& document, const io::Catalogue& catalogue)
      : document_(document), catalogue_(catalogue) {}

  const io::Document& document() const { return document_; }
  io::Complaints& complaints() { return complaints_; }

  /// The table as it was written; nullptr where it was not.
  const io::Table* given(const std::string& table) const;
  /// The keys at the top, and complaints about tables that are none of the task's.
  TopInput read_top(const std::string& task);
  /// The kind a table names, if it is one that runs; complains else. REQUIRES that the table is given.
  std::optional<std::string> kind_of(const std::string& table);
  /// Whether a table is there and has a kind, or something that must be meant as one.
  bool says_kind(const std::string& table) const;
  /// The kind of a table that need not be there; nothing where it names none that there is.
  template <class Kind>
  std::optional<Kind> kind_or(const std::string& table, Kind otherwise) {
    if (!says_kind(table)) return otherwise;
    const auto name = kind_of(table);
    return name ? std::optional(kind_named<Kind>(*name)) : std::nullopt;
  }
  /// Complains that a table is missing, unless another stands misspelled in its place.
  void complain_missing_table(const std::string& table, const std::string& meaning);

  /// Reads the keys of a table over what `out` holds, and complains about those it does not have.
  template <class Config>
  void read_table(const io::Schema<Config>& schema, Config& out) {
    if (complaints_.faulty(schema.table())) return;  // misspelled, or no table: said already
    schema.read(given(schema.table()), document_.place_of(schema.table(), ""), complaints_, out);
    if (const io::Table* table = given(schema.table())) {
      io::complain_unknown_keys(catalogue_, schema.table(), &schema, *table, complaints_);
    }
  }

  /// The same, where keys of `other` mean nothing: each is refused as "[table] key " + why.
  template <class Config>
  void read_table(const io::Schema<Config>& schema, Config& out, const io::SchemaBase& other,
                  std::string_view why) {
    if (complaints_.faulty(schema.table())) return;
    const io::Table* table = given(schema.table());
    if (table == nullptr) return;
    const io::Table own = without(*table, schema, other, why);
    schema.read(&own, document_.place_of(schema.table(), ""), complaints_, out);
    io::complain_unknown_keys(catalogue_, schema.table(), &schema, own, complaints_);
  }
  /// Complains about keys of a table that no kind of it has.
  void read_any_kind(const std::string& table) {
    io::complain_unknown_keys(catalogue_, table, nullptr, *given(table), complaints_);
  }

 private:
  /// A table but for keys that only `other` has, about which it complains.
  io::Table without(const io::Table& table, const io::SchemaBase& own, const io::SchemaBase& other,
                    std::string_view why);
  bool has_misspelled_kind(const std::string& table) const;

  const io::Document& document_;
  const io::Catalogue& catalogue_;
  io::Complaints complaints_;
};

/// Appends a table with its kind and every key.
template <class Config>
void append_table(const io::Schema<Config>& schema, const Config& config, io::Table& root) {
  io::Table table;
  if (!schema.kind().empty()) table.set("kind", io::Node(schema.kind()));
  schema.write(config, table);
  root.set(schema.table(), io::Node(std::move(table)));
}

}  // namespace lenz::jobs
