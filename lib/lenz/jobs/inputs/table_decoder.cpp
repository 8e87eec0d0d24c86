#include "lenz/jobs/inputs/table_decoder.hpp"

#include <fmt/format.h>

#include "lenz/io/edit_distance.hpp"

namespace lenz::jobs {

const io::Table* TableDecoder::given(const std::string& table) const {
  const io::Node* node = document_.root().find(table);
  return node == nullptr ? nullptr : node->get<io::Table>();
}

TopInput TableDecoder::read_top(const std::string& task) {
  TopInput top;
  top_schema().read(&document_.root(), document_.start(), complaints_, top);
  io::complain_unknown_tables(catalogue_, *catalogue_.task(task), document_.root(), complaints_);
  return top;
}

std::optional<std::string> TableDecoder::kind_of(const std::string& table) {
  const io::Node* kind = document_.find(table, "kind");
  const auto* name = kind == nullptr ? nullptr : kind->get<std::string>();
  if (name != nullptr && catalogue_.find(table, *name) != nullptr) return *name;
  complaints_.mark_faulty(io::key_label(table, "kind"));
  if (kind != nullptr) {
    io::complain_unknown_kind(catalogue_, table, *kind, complaints_);
  } else if (!has_misspelled_kind(table)) {
    complaints_.add(document_.place_of(table, "kind"),
                    fmt::format("missing key \"kind\" in [{}]: {}", table,
                                io::choices_text(catalogue_.kinds(table, false))));
  }
  const io::PlannedKind* planned = name == nullptr ? nullptr : catalogue_.find_planned(table, *name);
  if (planned != nullptr && !planned->task.empty()) return std::nullopt;  // its keys are that task's
  // Keys of any kind pass, so that what is no key at all is still said.
  io::complain_unknown_keys(catalogue_, table, nullptr, *given(table), complaints_);
  return std::nullopt;
}

io::Table TableDecoder::without(const io::Table& table, const io::SchemaBase& own,
                                const io::SchemaBase& other, std::string_view why) {
  io::Table rest = table;
  for (const io::KeyDescription& key : other.keys()) {
    if (own.find(key.name) != nullptr || table.find(key.name) == nullptr) continue;
    const std::string label = io::key_label(own.table(), key.name);
    complaints_.about(label, document_.place_of(own.table(), key.name), fmt::format("{} {}", label, why));
    rest.erase(key.name);
  }
  return rest;
}

bool TableDecoder::has_misspelled_kind(const std::string& table) const {
  static constexpr std::string_view kind[] = {"kind"};
  for (const io::Entry& entry : given(table)->entries()) {
    if (io::nearest(entry.key, kind)) return true;
  }
  return false;
}

bool TableDecoder::says_kind(const std::string& table) const {
  return given(table) != nullptr && (has_misspelled_kind(table) || document_.find(table, "kind") != nullptr);
}

void TableDecoder::complain_missing_table(const std::string& table, const std::string& meaning) {
  if (complaints_.faulty(table)) return;
  complaints_.add(document_.start(), fmt::format("missing table [{}]: {}, with kind = {}", table, meaning,
                                                 io::choices_text(catalogue_.kinds(table, false))));
}

}  // namespace lenz::jobs
