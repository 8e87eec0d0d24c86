#include "lenz/io/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/edit_distance.hpp"

namespace lenz::io {

namespace {

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

void add_once(std::vector<std::string_view>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// The keys a table may hold: of one schema, or where the kind is in doubt of all kinds.
std::vector<std::string_view> allowed_keys(const Catalogue& catalogue, std::string_view table,
                                           const SchemaBase* schema) {
  std::vector<std::string_view> names;
  for (const SchemaBase* s : catalogue.schemas) {
    if (s->table() != table || (schema != nullptr && s != schema)) continue;
    if (!s->kind().empty()) add_once(names, "kind");
    for (const KeyDescription& key : s->keys()) add_once(names, key.name);
  }
  return names;
}

/// Where a key that is none of this table's may belong: "it belongs in [system]".
std::string belongs_elsewhere(const Catalogue& catalogue, std::string_view table, std::string_view key) {
  std::string kinds, tables;
  for (const SchemaBase* s : catalogue.schemas) {
    if (s->find(key) == nullptr) continue;
    if (s->table() == table) kinds += fmt::format("{}\"{}\"", kinds.empty() ? "" : ", ", s->kind());
    const std::string home =
        s->table().empty() ? "at the top of the file" : fmt::format("in [{}]", s->table());
    if (s->table() != table && tables.find(home) == std::string::npos)
      tables += (tables.empty() ? "" : " or ") + home;
  }
  if (!kinds.empty()) return "; it is a key of kind " + kinds;
  return tables.empty() ? "" : "; it belongs " + tables;
}

/// The nearest key of the other tables, with its table.
std::string nearest_elsewhere(const Catalogue& catalogue, std::string_view table, std::string_view key,
                              std::size_t within) {
  std::vector<std::string_view> names;
  for (const SchemaBase* s : catalogue.schemas) {
    for (const KeyDescription& k : s->keys()) add_once(names, k.name);
  }
  const auto found = nearest(key, names);
  if (!found || found->distance > within) return "";
  return fmt::format("; did you mean \"{}\"?{}", found->name, [&] {
    const std::string where = belongs_elsewhere(catalogue, table, found->name);
    return where.empty() ? "" : " " + std::string(1, 'I') + where.substr(3) + ".";
  }());
}

std::string hint_for(const Catalogue& catalogue, std::string_view table,
                     const std::vector<std::string_view>& allowed, std::string_view key) {
  const auto own = nearest(key, allowed);
  const std::string meant = own ? fmt::format("; did you mean \"{}\"?", own->name) : "";
  if (own && edit_distance(key, own->name) <= 1) return meant;
  if (const std::string exact = belongs_elsewhere(catalogue, table, key); !exact.empty()) return exact;
  if (!own || own->distance > 1) {
    const std::string other = nearest_elsewhere(catalogue, table, key, own ? own->distance - 1 : key.size());
    if (!other.empty()) return other;
  }
  return own ? meant : "; its keys are " + joined(allowed);
}

}  // namespace

const SchemaBase* Catalogue::find(std::string_view table, std::string_view kind) const {
  const auto at = std::find_if(schemas.begin(), schemas.end(),
                               [&](const SchemaBase* s) { return s->table() == table && s->kind() == kind; });
  return at == schemas.end() ? nullptr : *at;
}

const TaskDescription* Catalogue::task(std::string_view name) const {
  const auto at =
      std::find_if(tasks.begin(), tasks.end(), [&](const TaskDescription& t) { return t.name == name; });
  return at == tasks.end() ? nullptr : &*at;
}

std::vector<std::string_view> Catalogue::kinds(std::string_view table, bool planned_too) const {
  std::vector<std::string_view> names;
  for (const SchemaBase* s : schemas) {
    if (s->table() == table && !s->kind().empty()) add_once(names, s->kind());
  }
  for (const PlannedKind& kind : planned) {
    if (planned_too && kind.table == table) names.push_back(kind.name);
  }
  return names;
}

const PlannedKind* Catalogue::find_planned(std::string_view table, std::string_view kind) const {
  const auto at = std::find_if(planned.begin(), planned.end(),
                               [&](const PlannedKind& k) { return k.table == table && k.name == kind; });
  return at == planned.end() ? nullptr : &*at;
}

void complain_unknown_keys(const Catalogue& catalogue, std::string_view table, const SchemaBase* schema,
                           const Table& given, Complaints& complaints) {
  const std::vector<std::string_view> allowed = allowed_keys(catalogue, table, schema);
  const std::string title = schema != nullptr ? schema->title() : fmt::format("[{}]", table);
  for (const Entry& entry : given.entries()) {
    if (std::find(allowed.begin(), allowed.end(), entry.key) != allowed.end()) continue;
    if (complaints.full()) return;
    complaints.add(entry.place, fmt::format("unknown key \"{}\" in {}{}", shown_key(entry.key), title,
                                            hint_for(catalogue, table, allowed, entry.key)));
    // The key meant, whichever of those as near it is, is absent by this mistake: no check need say so again.
    const auto meant = nearest(entry.key, allowed);
    for (const std::string_view name : allowed) {
      const bool near = (meant && name == meant->name) || edit_distance(entry.key, name) <= 1;
      if (near && given.find(name) == nullptr) complaints.mark_faulty(key_label(table, name));
    }
  }
}

void complain_unknown_tables(const Catalogue& catalogue, const TaskDescription& task, const Table& root,
                             Complaints& complaints) {
  const std::vector<std::string_view> keys = allowed_keys(catalogue, "", nullptr);
  const std::vector<std::string_view> own(task.tables.begin(), task.tables.end());
  std::vector<std::string_view> all = own;
  for (const TableDescription& t : catalogue.tables) add_once(all, t.name);
  for (const Entry& entry : root.entries()) {
    if (complaints.full()) return;
    const std::string_view name = entry.key;
    const bool is_table = entry.value.get<Table>() != nullptr;
    const bool known = std::find(all.begin(), all.end(), name) != all.end();
    if (std::find(own.begin(), own.end(), name) != own.end()) {
      if (!is_table) {
        complaints.about(std::string(name), entry.value.place(),
                         fmt::format("{0} is {1}, but must be a table [{0}]{2}", name, entry.value.shown(),
                                     entry.value.get<Array>() ? ", in one pair of brackets" : ""));
      }
    } else if (known) {
      complaints.add(entry.place, fmt::format("task \"{}\" has no table [{}]; its tables are {}", task.name,
                                              name, joined(own)));
    } else if (is_table) {
      const auto meant = nearest(name, all);
      complaints.add(entry.place,
                     fmt::format("unknown table [{}]; {}", shown_key(name),
                                 meant ? fmt::format("did you mean [{}]?", meant->name)
                                       : "the tables of task \"" + task.name + "\" are " + joined(own)));
      // The table meant is absent by this mistake, unless it is there too.
      if (meant && root.find(meant->name) == nullptr) complaints.mark_faulty(std::string(meant->name));
    } else if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      complaints.add(entry.place, fmt::format("unknown key \"{}\" at the top of the file{}", shown_key(name),
                                              hint_for(catalogue, "", keys, name)));
    }
  }
}

void complain_unknown_kind(const Catalogue& catalogue, std::string_view table, const Node& kind,
                           Complaints& complaints) {
  const KeyRule rule{"kind", key_label(table, "kind"), {}};
  const auto* name = kind.get<std::string>();
  const std::vector<std::string_view> built = catalogue.kinds(table, false);
  if (const PlannedKind* planned = name == nullptr ? nullptr : catalogue.find_planned(table, *name)) {
    complaints.about(rule.label, kind.place(),
                     planned->task.empty()
                         ? fmt::format("{} \"{}\" is known but not built yet: this version has {}",
                                       rule.label, *name, joined(built))
                         : fmt::format("{} \"{}\" is for task \"{}\"; this task has {}", rule.label, *name,
                                       planned->task, joined(built)));
    return;
  }
  const std::vector<std::string_view> all = catalogue.kinds(table, true);
  const auto meant = name == nullptr ? std::nullopt : nearest(*name, all);
  const std::string hint = meant ? fmt::format("; did you mean \"{}\"?", meant->name) : "";
  refuse_as(kind, rule, complaints, choices_text(built) + hint);
}

}  // namespace lenz::io
