#include "lenz/jobs/start_input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/atomic_file.hpp"
#include "lenz/io/edit_distance.hpp"
#include "lenz/io/toml_writer.hpp"
#include "lenz/io/wrap.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/start_examples.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

namespace {

std::string kind_of(std::string_view topic) { return std::string(topic.substr(topic.find('.') + 1)); }

std::string comment(std::string_view text) {
  std::string lines = io::wrapped(text, 2);
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) lines[at] = '#';
  return lines;
}

std::string header(const StartExample& example) {
  const std::string kind = kind_of(example.topic);
  return comment(example.about) + "#\n" +
         comment(fmt::format(
             "It runs as it is, in a few seconds: lenz run {0}.toml, then open runs/{0}/report.html. Change "
             "the keys that are set; those with a # before them (and no space) show their defaults: take "
             "the # away and change them too. More about each: lenz describe {1}",
             kind, example.topic)) +
         "\n";
}

/// What stands above a key: its meaning, then what may be written.
std::string key_comment(const io::KeyDescription& key, bool is_set) {
  std::string text = fmt::format("{} ({}", key.meaning, key.type);
  if (!key.unit.empty()) text += "; unit " + key.unit;
  if (key.required) text += "; must be there";
  const bool has_default = !key.default_value.empty() && key.default_value != "none";
  if (is_set && has_default) text += "; default " + key.default_value;
  return comment(text + ")");
}

std::string assignment(const std::string& key, const io::Node& value) {
  if (value.get<io::Table>() != nullptr)
    return fmt::format("{} = {}\n", key, io::to_toml(value));  // of a scan
  io::Table one;
  one.set(key, value);
  return io::to_toml(one);
}

/// One table of the file: the keys of `given` first, then the others with their defaults.
std::string keys_text(const io::SchemaBase& schema, const io::Table& given, const io::Table& resolved) {
  std::string out;
  for (const io::KeyDescription& key : schema.keys()) {
    if (const io::Node* value = given.find(key.name))
      out += key_comment(key, true) + assignment(key.name, *value) + "\n";
  }
  for (const io::KeyDescription& key : schema.keys()) {
    if (given.find(key.name) != nullptr) continue;
    if (const io::Node* value = resolved.find(key.name)) {
      out += key_comment(key, false) + fmt::format("#{} = {}\n\n", key.name, io::to_toml(*value));
    } else {
      out += comment(fmt::format("{}, not set: {} ({})", key.name, key.meaning, key.type)) + "\n";
    }
  }
  return out;
}

std::string table_text(const io::Catalogue& catalogue, const std::string& table, const io::Table& given,
                       const io::Table& resolved) {
  static const io::Table nothing;
  const io::Node* written = given.find(table);
  const io::Table& keys = written == nullptr ? nothing : *written->get<io::Table>();
  const io::Table& all = *resolved.find(table)->get<io::Table>();
  const io::Node* kind = all.find("kind");
  const std::string name = kind == nullptr ? "" : *kind->get<std::string>();
  const auto& tables = catalogue.tables;
  const auto described =
      std::find_if(tables.begin(), tables.end(), [&](const auto& t) { return t.name == table; });
  std::string out = comment(fmt::format("---- {} ----", described->meaning));
  out += fmt::format("[{}]\n", table);
  if (kind != nullptr) {
    std::vector<std::string_view> kinds = catalogue.kinds(table, false);
    out += comment(fmt::format("{} ({})", catalogue.find(table, name)->meaning(), io::choices_text(kinds)));
    out += fmt::format("{}kind = \"{}\"\n", keys.find("kind") == nullptr ? "#" : "", name);
  }
  return out + "\n" + keys_text(*catalogue.find(table, name), keys, all);
}

/// Every kind that is known but not built yet, for those who ask for one.
bool is_planned(std::string_view said) {
  const auto& planned = sample_catalogue().planned;
  return std::any_of(planned.begin(), planned.end(),
                     [&](const auto& p) { return p.name == said || p.table + "." + p.name == said; });
}

/// Of all tasks.
std::vector<StartExample> all_examples() {
  std::vector<StartExample> all;
  for (const auto examples : {start_examples(), start_examples_of_training(),
                              start_examples_of_diagonalization(), start_examples_of_ground_states()})
    all.insert(all.end(), examples.begin(), examples.end());
  return all;
}

StartExample example_of(const std::string& said) {
  const auto all = all_examples();
  return *std::find_if(all.begin(), all.end(),
                       [topic = start_topic(said)](const StartExample& e) { return e.topic == topic; });
}

}  // namespace

std::vector<std::string> start_topics() {
  std::vector<std::string> topics;
  for (const StartExample& example : all_examples()) topics.emplace_back(example.topic);
  return topics;
}

std::string start_topic(const std::string& said) {
  const std::vector<std::string> topics = start_topics();
  std::vector<std::string_view> names(topics.begin(), topics.end());
  for (const std::string& topic : topics) {
    if (said == topic || said == kind_of(topic)) return topic;
  }
  const auto refuse = [&](std::string message) {
    throw InputError({{.source = "init " + io::shown_key(said), .message = std::move(message)}});
  };
  if (said == "dataset" || said == "system.dataset")
    refuse(
        "\"system.dataset\" needs a file of yours, which no input can bring along: `lenz describe "
        "system.dataset` shows its keys, `lenz init model.classifier` an input that draws its data itself");
  if (is_planned(said))
    refuse(fmt::format("\"{}\" is known but not built yet: `lenz list` shows the kinds that are", said));
  const std::size_t n_topics = names.size();
  for (std::size_t i = 0; i < n_topics; ++i) names.push_back(names[i].substr(names[i].find('.') + 1));
  const auto meant = io::nearest(said, names);
  refuse(fmt::format("there is no kind \"{}\"{}", io::shown_key(said),
                     meant ? fmt::format("; did you mean \"{}\"?", start_topic(std::string(meant->name)))
                           : "; `lenz list` shows those there are, system.ising for one"));
  return "";
}

std::string start_input(const std::string& said) {
  const StartExample example = example_of(said);
  const std::string task(example.task);
  const io::Document document = io::Document::parse(fmt::format("task = \"{}\"\n{}", task, example.input),
                                                    "the start of " + std::string(example.topic));
  const io::Catalogue& catalogue = catalogue_of(document);
  const io::Document all = io::Document::parse(decode_any_task(document)->facts().resolved, "resolved");
  const io::Table &given = document.root(), &resolved = all.root();
  std::string out = header(example) + keys_text(*catalogue.find("", ""), given, resolved);
  for (const std::string& table : catalogue.task(task)->tables) {
    out += "\n" + table_text(catalogue, table, given, resolved);
  }
  out.pop_back();  // the empty line after the last key
  return out;
}

std::filesystem::path write_start_input(const std::string& said, const std::filesystem::path& folder) {
  const std::string text = start_input(said);
  const std::filesystem::path file =
      (folder / (kind_of(example_of(said).topic) + ".toml")).lexically_normal();
  std::error_code failed;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, failed))) {
    throw UsageError(fmt::format(
        "{} is there already, and lenz init overwrites nothing: rename it, or name another folder, as in "
        "lenz init {} DIR",
        file.string(), example_of(said).topic));
  }
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (failed)
    throw FileError(fmt::format("cannot make the folder {}: {}", folder.string(), failed.message()));
  io::write_file(file, text);
  return file;
}

}  // namespace lenz::jobs
