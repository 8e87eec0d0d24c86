#include "lenz/io/reference.hpp"

#include <fmt/format.h>

namespace lenz::io {

namespace {

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string key_row(const KeyDescription& key) {
  const std::string value = key.required                ? "**required**"
                            : key.default_value.empty() ? "-"
                                                        : "`" + key.default_value + "`";
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, cell(key.type), value,
                     key.unit.empty() ? "-" : key.unit, cell(key.meaning));
}

std::string schema_section(const SchemaBase& schema) {
  std::string out = schema.kind().empty()
                        ? ""
                        : fmt::format("\n### `kind = \"{}\"`: {}\n", schema.kind(), cell(schema.meaning()));
  if (!schema.task().empty()) out += fmt::format("\n### of task `{}`\n", schema.task());
  if (!schema.conventions().empty()) out += "\n" + cell(schema.conventions()) + "\n";
  if (schema.keys().empty()) return out;
  out += "\n| key | value | default | unit | meaning |\n|---|---|---|---|---|\n";
  for (const KeyDescription& key : schema.keys()) out += key_row(key);
  return out;
}

std::string planned_paragraph(const Catalogue& catalogue, std::string_view table) {
  std::string names;
  for (const PlannedKind& kind : catalogue.planned) {
    if (kind.table == table) names += fmt::format("{}`{}`", names.empty() ? "" : ", ", kind.name);
  }
  return names.empty() ? "" : "\nKnown but not built yet: " + names + ".\n";
}

constexpr std::string_view introduction =
    "# Inputs\n\n"
    "The files of this folder are real pieces of physics that run in seconds to minutes: `lenz run "
    "inputs/ising_phases.toml`. Copy one "
    "and change it. `lenz check FILE` prints it with every default written out, `lenz describe system.ising` "
    "what a kind knows.\n\n"
    "This page is generated from the schemas that read the files; a test holds it against them and, run with "
    "LENZ_UPDATE=1, writes "
    "it anew.\n\n"
    "- A scannable number is one number, a list, or `{ from, to, count }`: one point each, all combinations "
    "if several are scanned.\n"
    "- `--set table.key=value` changes a key from the command line; a bare word is a string.\n"
    "- Relative paths start at the folder of the file (in `--set`: where the program is started).\n";

}  // namespace

std::string reference_markdown(const Catalogue& catalogue) {
  std::string out(introduction);
  out += "\n## Tasks\n\n| task | answers | tables |\n|---|---|---|\n";
  for (const TaskDescription& task : catalogue.tasks) {
    std::string tables;
    for (const std::string& table : task.tables)
      tables += fmt::format("{}`[{}]`", tables.empty() ? "" : " ", table);
    out += fmt::format("| `{}` | {}{} | {} |\n", task.name, task.meaning,
                       task.built ? "" : " (not built yet)", tables);
  }
  out += "\n## At the top of the file\n";
  if (const SchemaBase* top = catalogue.find("", "")) out += schema_section(*top);
  for (const TableDescription& table : catalogue.tables) {
    out += fmt::format("\n## `[{}]`: {}\n", table.name, table.meaning);
    for (const SchemaBase* schema : catalogue.schemas) {
      if (schema->table() == table.name) out += schema_section(*schema);
    }
    out += planned_paragraph(catalogue, table.name);
  }
  return out;
}

}  // namespace lenz::io
