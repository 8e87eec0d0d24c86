#include "lenz/io/describe.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/edit_distance.hpp"
#include "lenz/io/wrap.hpp"

namespace lenz::io {

namespace {

std::string planned_line(const Catalogue& catalogue, std::string_view table) {
  std::string names;
  for (const PlannedKind& kind : catalogue.planned) {
    if (kind.table == table) names += (names.empty() ? "" : ", ") + kind.name;
  }
  return names.empty() ? "" : wrapped("not built yet: " + names, 4);
}

std::string tasks_text(const Catalogue& catalogue) {
  std::string out = "Tasks\n";
  for (const TaskDescription& task : catalogue.tasks) {
    out += fmt::format("  {:<14}{}{}\n", task.name, task.meaning, task.built ? "" : " (not built yet)");
  }
  return out;
}

std::string table_text(const Catalogue& catalogue, const TableDescription& table) {
  std::string out = fmt::format("  [{}]  {}\n", table.name, table.meaning);
  for (const SchemaBase* schema : catalogue.schemas) {
    if (schema->table() != table.name) continue;
    if (!schema->kind().empty()) {
      out += fmt::format("    {:<14}{}{}\n", schema->kind(), schema->meaning(),
                         schema->task().empty() ? "" : " (task " + schema->task() + ")");
      continue;
    }
    std::string keys;
    for (const KeyDescription& key : schema->keys()) keys += (keys.empty() ? "" : ", ") + key.name;
    out += wrapped(schema->task().empty() ? keys : schema->task() + ": " + keys, 4);
  }
  return out + planned_line(catalogue, table.name);
}

std::string overview(const Catalogue& catalogue) {
  std::string out =
      "An input is a TOML file: task, title and exact at the top, then tables.\n\n" + tasks_text(catalogue);
  out += "\nTables\n";
  for (const TableDescription& table : catalogue.tables) out += table_text(catalogue, table);
  return out + "\nMore: lenz describe sample, lenz describe system.ising, lenz describe system.temperature\n";
}

std::string describe_task(const Catalogue& catalogue, const TaskDescription& task) {
  std::string out =
      fmt::format("task = \"{}\": {}{}\n\n", task.name, task.meaning, task.built ? "" : " (not built yet)");
  if (const SchemaBase* top = catalogue.find("", "")) {
    out += "At the top\n";
    for (const KeyDescription& key : top->keys()) out += describe_key(key);
    out += "\n";
  }
  out += "Tables\n";
  for (const std::string& name : task.tables) {
    for (const TableDescription& table : catalogue.tables) {
      if (table.name == name) out += table_text(catalogue, table);
    }
  }
  return out;
}

std::string describe_table(const Catalogue& catalogue, const TableDescription& table) {
  std::string out;
  for (const SchemaBase* schema : catalogue.schemas) {
    if (schema->table() == table.name && schema->kind().empty())
      out += (out.empty() ? "" : "\n") + describe_schema(*schema);
  }
  if (!out.empty()) return out;
  return table_text(catalogue, table) +
         fmt::format("\nMore: lenz describe {}.KIND for the keys of a kind\n", table.name);
}

/// Every schema that has the key; `where` is a table, a kind or nothing. Schemas that say the same of it
/// share an entry.
std::string describe_keys(const Catalogue& catalogue, std::string_view where, std::string_view name) {
  std::vector<std::pair<std::string, std::string>> entries;  // text of the key, titles of the schemas
  for (const SchemaBase* schema : catalogue.schemas) {
    const KeyDescription* key = schema->find(name);
    if (key == nullptr || !(where.empty() || schema->table() == where || schema->kind() == where)) continue;
    const std::string text = describe_key(*key);
    const auto same =
        std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.first == text; });
    if (same == entries.end()) {
      entries.emplace_back(text, schema->full_title());
    } else {
      same->second += ", \"" + (schema->kind().empty() ? schema->task() : schema->kind()) + "\"";
    }
  }
  std::string out;
  for (const auto& [text, titles] : entries) out += wrapped(titles, 0) + text;
  return out;
}

std::string describe_kind(const Catalogue& catalogue, std::string_view table, std::string_view kind) {
  std::string out;
  for (const SchemaBase* schema : catalogue.schemas) {
    if (schema->kind() == kind && !kind.empty() && (table.empty() || schema->table() == table))
      out += describe_schema(*schema);
  }
  if (!out.empty()) return out;
  for (const PlannedKind& planned : catalogue.planned) {
    if (planned.name != kind || !(table.empty() || planned.table == table)) continue;
    out += fmt::format("[{}] kind \"{}\"{}{}: not built yet\n", planned.table, planned.name,
                       planned.meaning.empty() ? "" : ", ", planned.meaning);
  }
  return out;
}

/// Every name that is a topic, for the hint.
std::vector<std::string> topics(const Catalogue& catalogue) {
  std::vector<std::string> all;
  for (const TaskDescription& task : catalogue.tasks) all.push_back(task.name);
  for (const TableDescription& table : catalogue.tables) all.push_back(table.name);
  for (const SchemaBase* schema : catalogue.schemas) {
    const std::string prefix = schema->table().empty() ? "" : schema->table() + ".";
    if (!schema->kind().empty()) {
      all.push_back(schema->kind());
      all.push_back(prefix + schema->kind());
    }
    for (const KeyDescription& key : schema->keys()) {
      all.push_back(key.name);
      all.push_back(prefix + key.name);
      if (!schema->kind().empty()) all.push_back(schema->kind() + "." + key.name);
    }
  }
  for (const PlannedKind& kind : catalogue.planned) all.push_back(kind.table + "." + kind.name);
  return all;
}

[[noreturn]] void throw_unknown(const Catalogue& catalogue, std::string_view topic) {
  const std::vector<std::string> all = topics(catalogue);
  const std::vector<std::string_view> names(all.begin(), all.end());
  const std::string hint = did_you_mean(topic, names);
  throw InputError({{.source = fmt::format("describe {}", shown_key(topic)),
                     .message = fmt::format("nothing is called \"{}\"{}", shown_key(topic),
                                            hint.empty() ? "; `lenz describe` shows what there is" : hint)}});
}

}  // namespace

std::string describe_key(const KeyDescription& key) {
  std::string first = key.type;
  if (!key.unit.empty()) first += "; unit " + key.unit;
  if (key.required) first += "; required";
  if (!key.default_value.empty()) first += "; default " + key.default_value;
  std::string lines = wrapped(first, 20) + wrapped(key.meaning, 20);
  const std::string label = fmt::format("  {:<17} ", key.name);
  return label + lines.substr(20);
}

std::string describe_schema(const SchemaBase& schema) {
  std::string out = wrapped(schema.full_title() + ": " + schema.meaning(), 0);
  if (!schema.conventions().empty()) out += "\n" + wrapped(schema.conventions(), 0);
  out += "\n";
  for (const KeyDescription& key : schema.keys()) out += describe_key(key);
  return out;
}

std::string describe(const Catalogue& catalogue, std::string_view topic) {
  if (topic.empty()) return overview(catalogue);
  if (const TaskDescription* task = catalogue.task(topic)) return describe_task(catalogue, *task);
  for (const TableDescription& table : catalogue.tables) {
    if (table.name == topic) return describe_table(catalogue, table);
  }
  const std::size_t dot = topic.find('.');
  const std::string_view where = dot == std::string_view::npos ? "" : topic.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? topic : topic.substr(dot + 1);
  std::string out = describe_kind(catalogue, where, name);
  if (out.empty()) out = describe_keys(catalogue, where, name);
  if (out.empty()) throw_unknown(catalogue, topic);
  return out;
}

}  // namespace lenz::io
