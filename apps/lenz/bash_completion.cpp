#include "bash_completion.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/core/version.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/jobs/start_input.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::app {
namespace {

using Words = std::vector<std::string>;

void add_once(Words& words, std::string word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
}

std::string quoted(const Words& words) { return io::shell_word(fmt::format("{}", fmt::join(words, " "))); }

/// One case of a table of the script: what is said of `pattern`.
std::string row(const std::string& pattern, const Words& words) {
  return fmt::format("    {}) words={} ;;\n", pattern, quoted(words));
}

/// A function that sets `words` by its argument.
std::string table(const std::string& name, const std::string& comment, const std::string& rows) {
  return fmt::format("{}() {{  # {}\n  words=\n  case $1 in\n{}  esac\n}}\n\n", name, comment, rows);
}

Words names_of(const std::vector<ArgumentDescription>& arguments) {
  Words names;
  for (const ArgumentDescription& a : arguments) names.push_back(name_of(a) + (a.repeats ? "..." : ""));
  return names;
}

Words option_names(const std::vector<ArgumentDescription>& options) {
  Words names;
  for (const ArgumentDescription& option : options) names.push_back(name_of(option));
  return names;
}

std::string tables_of_commands(const ProgramDescription& program) {
  Words commands = option_names(program.options);
  std::string options, positionals, values;
  for (const CommandDescription& command : program.commands) {
    commands.push_back(command.name);
    options += row(command.name, option_names(command.options));
    positionals += row(command.name, names_of(command.positionals));
    for (const ArgumentDescription& option : command.options) {
      if (option.value.empty()) continue;
      for (const std::string& name : option.names)
        values += row(io::shell_word(command.name + " " + name), {option.value});
    }
  }
  return fmt::format("_lenz_commands={}\n\n", quoted(commands)) +
         table("_lenz_options", "COMMAND: its options", options) +
         table("_lenz_positionals", "COMMAND: what stands without an option", positionals) +
         table("_lenz_value", "'COMMAND OPTION': what follows the option", values);
}

std::string tables_of_inputs() {
  const io::Catalogue& all = jobs::catalogue();
  Words topics, keys;
  std::string kinds;
  for (const io::TaskDescription& task : all.tasks) topics.push_back(task.name);
  for (const io::TableDescription& t : all.tables) {
    topics.push_back(t.name);
    Words names;
    for (const std::string_view kind : all.kinds(t.name, false)) add_once(names, std::string(kind));
    for (const std::string& kind : names) topics.push_back(t.name + "." + kind);
    if (names.empty()) continue;
    keys.push_back(t.name + ".kind");
    kinds += row(t.name + ".kind", names);
  }
  for (const io::SchemaBase* schema : all.schemas) {
    const std::string prefix = schema->table().empty() ? "" : schema->table() + ".";
    for (const io::KeyDescription& key : schema->keys()) add_once(keys, prefix + key.name);
  }
  return fmt::format("_lenz_topics={}\n_lenz_keys={}\n_lenz_starts={}\n\n", quoted(topics), quoted(keys),
                     quoted(jobs::start_topics())) +
         table("_lenz_kinds", "TABLE.kind: what it may be", kinds);
}

constexpr const char* completing = R"sh(_lenz_files() {  # PATTERN: files of that form, and folders
  compopt -o filenames 2>/dev/null
  if [[ $current == *[\'\"\\]* ]]; then  # a name in quotes is readline's own business
    compopt -o default 2>/dev/null
  else
    mapfile -t COMPREPLY < <(compgen -f -X "!$1" -- "$current"; compgen -d -- "$current")
  fi
}

_lenz_offer() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }

_lenz_complete() {  # NAME: what a value of that name may be
  case ${1%...} in
    FILE | CASES) _lenz_files '*.toml' ;;
    DIR) _lenz_files '' ;;
    N) _lenz_offer "$(seq "$(nproc)")" ;;
    TOPIC) if [[ $current == *.* ]]; then _lenz_offer "$_lenz_topics $_lenz_keys"; else _lenz_offer "$_lenz_topics"; fi ;;
    TABLE.KIND) _lenz_offer "$_lenz_starts" ;;
    table.key=value)
      compopt -o nospace 2>/dev/null
      _lenz_offer "${_lenz_keys// /= }=" ;;
  esac
}

_lenz_positional() {  # completes the argument that stands here without an option
  local i=2 n=0 words
  while ((i < COMP_CWORD)); do
    _lenz_value "$command ${COMP_WORDS[i]}"
    if [[ -n $words ]]; then
      i=$((i + 1))
      [[ ${COMP_WORDS[i]} != = ]] || i=$((i + 1))
    elif [[ ${COMP_WORDS[i]} == = ]]; then
      i=$((i + 1))  # the value of table.key
    elif [[ ${COMP_WORDS[i]} != -* ]]; then
      n=$((n + 1))
    fi
    i=$((i + 1))
  done
  _lenz_positionals "$command"
  local names=($words)
  if ((n >= ${#names[@]} && ${#names[@]} > 0)) && [[ ${names[-1]} == *... ]]; then n=$((${#names[@]} - 1)); fi
  if ((n < ${#names[@]})); then
    _lenz_complete "${names[n]}"
  else
    _lenz_options "$command"
    _lenz_offer "$words"
  fi
}

_lenz() {
  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _lenz_offer "$_lenz_commands"
    return
  fi
  local before=${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $current == = ]]; then  # readline cuts words at it: --out=x comes as --out, = and x
    current=
    [[ $before == -* ]] || { _lenz_kinds "$before"; _lenz_offer "$words"; return; }
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $before == -* ]] || { _lenz_kinds "$before"; _lenz_offer "$words"; return; }
  fi
  _lenz_value "$command $before"
  if [[ -n $words ]]; then
    _lenz_complete "$words"
  elif [[ $current == -* ]]; then
    _lenz_options "$command"
    _lenz_offer "$words"
  else
    _lenz_positional
  fi
}

complete -F _lenz lenz
)sh";

}  // namespace

std::string bash_completion(const ProgramDescription& program) {
  return fmt::format("# Completion of lenz {} in bash, written by the program itself.\n\n", version()) +
         tables_of_commands(program) + tables_of_inputs() + completing;
}

}  // namespace lenz::app
