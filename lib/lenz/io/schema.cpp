#include "lenz/io/schema.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/edit_distance.hpp"
#include "lenz/io/toml_writer.hpp"

namespace lenz::io {

const KeyDescription* SchemaBase::find(std::string_view key) const {
  const auto at =
      std::find_if(keys_.begin(), keys_.end(), [&](const KeyDescription& k) { return k.name == key; });
  return at == keys_.end() ? nullptr : &*at;
}

std::string SchemaBase::title() const {
  if (table_.empty()) return "the top of the file";
  return kind_.empty() ? fmt::format("[{}]", table_) : fmt::format("[{}] kind \"{}\"", table_, kind_);
}

std::string SchemaBase::full_title() const {
  return task_.empty() ? title() : fmt::format("{} of task \"{}\"", title(), task_);
}

std::string default_value_text(const Node& value) { return to_toml(value); }

void complain_missing(const SchemaBase& schema, std::size_t key, const Table* given, const Place& header,
                      Complaints& complaints) {
  const KeyDescription& wanted = schema.keys()[key];
  complaints.mark_faulty(key_label(schema.table(), wanted.name));
  std::vector<std::string_view> names;
  for (const KeyDescription& k : schema.keys()) names.push_back(k.name);
  for (const Entry& entry : given == nullptr ? std::vector<Entry>{} : given->entries()) {
    if (schema.find(entry.key) != nullptr || entry.key == "kind") continue;
    const auto meant = nearest(entry.key, names);
    if (meant && meant->name == wanted.name) return;
  }
  complaints.add(header, fmt::format("missing key \"{}\" {} {}: {}", wanted.name,
                                     schema.table().empty() ? "at" : "in", schema.title(), wanted.type));
}

}  // namespace lenz::io
