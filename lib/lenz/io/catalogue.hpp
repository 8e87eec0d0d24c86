#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"

namespace lenz::io {

struct TaskDescription {
  std::string name;
  std::string meaning;
  std::vector<std::string> tables;  ///< in the order in which files have them
  bool built = false;
};

/// A kind that the grammar has and this version does not run yet, or runs in another task only.
struct PlannedKind {
  std::string table;
  std::string name;
  std::string meaning;
  std::string task = {};  ///< the one that runs it; empty where none does
};

struct TableDescription {
  std::string name;
  std::string meaning;
};

/// Everything an input may say: what `describe`, the reference page and the hints of complaints walk over.
struct Catalogue {
  std::vector<TaskDescription> tasks;
  std::vector<TableDescription> tables;
  std::vector<const SchemaBase*> schemas;
  std::vector<PlannedKind> planned;

  const SchemaBase* find(std::string_view table, std::string_view kind) const;
  const TaskDescription* task(std::string_view name) const;
  /// The names of the kinds of a table, those that run first; `planned_too` adds the others.
  std::vector<std::string_view> kinds(std::string_view table, bool planned_too) const;
  /// nullptr where it is not planned.
  const PlannedKind* find_planned(std::string_view table, std::string_view kind) const;
};

/// Complains about every key of `given` that `schema` does not have, each at its own place, with the nearest
/// key: of this table first, then of its other kinds and of the other tables ("it belongs in [system]").
/// Where the kind is in doubt (null `schema`) a key of any kind of the table passes.
void complain_unknown_keys(const Catalogue& catalogue, std::string_view table, const SchemaBase* schema,
                           const Table& given, Complaints& complaints);

/// Complains about tables and keys at the top of a file that are none of `task`'s.
void complain_unknown_tables(const Catalogue& catalogue, const TaskDescription& task, const Table& root,
                             Complaints& complaints);

/// "[system] kind is "isnig", but must be one of …; did you mean "ising"?" or that it is known but not built
/// yet, or of another task.
void complain_unknown_kind(const Catalogue& catalogue, std::string_view table, const Node& kind,
                           Complaints& complaints);

}  // namespace lenz::io
