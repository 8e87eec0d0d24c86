#include "manual_page.hpp"

#include <cctype>

#include <fmt/format.h>

#include "lenz/core/version.hpp"
#include "lenz/io/troff.hpp"
#include "lenz/io/wrap.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::app {
namespace {

using io::troff;

std::string bold(std::string_view text) { return "\\fB" + troff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + troff(text) + "\\fR"; }
std::string section(std::string_view title) { return fmt::format(".SH \"{}\"\n", troff(title)); }
std::string subsection(std::string_view title) { return fmt::format(".SS \"{}\"\n", troff(title)); }

/// Every line is quoted by itself: one may begin with a full stop where the text has none.
std::string lines(std::string_view text, std::size_t width = 78) {
  std::string out;
  const std::string broken = io::wrapped(text, 0, width);
  for (std::size_t at = 0; at < broken.size();) {
    const std::size_t end = broken.find('\n', at);
    out += troff(std::string_view(broken).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

/// "run an input file" as "Run an input file."
std::string sentence(std::string_view phrase) {
  std::string text(phrase);
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return lines(text + ".");
}

std::string paragraph(std::string_view text) { return ".PP\n" + lines(text); }
std::string item(const std::string& tag, std::string_view text) { return ".TP\n" + tag + "\n" + lines(text); }

std::string argument_item(const ArgumentDescription& argument) {
  std::string tag;
  for (const std::string& name : argument.names)
    tag += (tag.empty() ? "" : ", ") + (name[0] == '-' ? bold(name) : italic(name));
  if (!argument.value.empty()) tag += " " + italic(argument.value);
  const bool again = argument.repeats && argument.names.front()[0] == '-';
  return item(tag, argument.meaning + (again ? "; may be given more than once" : ""));
}

/// " FILE", " [DIR]", " [CASES...]", the name as `written`.
std::string usage(const ArgumentDescription& positional, std::string (*written)(std::string_view)) {
  const std::string name = written(name_of(positional)) + (positional.repeats ? "..." : "");
  return positional.required ? " " + name : " [" + name + "]";
}

std::string plain(std::string_view text) { return std::string(text); }

std::string synopsis(const ProgramDescription& program) {
  std::string out = section("SYNOPSIS");
  for (const CommandDescription& command : program.commands) {
    out += (out.ends_with("\"SYNOPSIS\"\n") ? "" : ".br\n") + bold("lenz " + command.name);
    for (const ArgumentDescription& positional : command.positionals) out += usage(positional, italic);
    if (command.options.size() > 1) out += " [" + italic("options") + "]";  // more than --help
    out += "\n";
  }
  return out;
}

std::string commands(const ProgramDescription& program) {
  std::string out = section("OPTIONS");
  for (const ArgumentDescription& option : program.options) out += argument_item(option);
  out += section("COMMANDS");
  for (const CommandDescription& command : program.commands) {
    std::string title = "lenz " + command.name;
    for (const ArgumentDescription& positional : command.positionals) title += usage(positional, plain);
    out += subsection(title) + sentence(command.meaning);
    for (const ArgumentDescription& positional : command.positionals) out += argument_item(positional);
    for (const ArgumentDescription& option : command.options) {
      if (name_of(option) != "--help") out += argument_item(option);
    }
  }
  return out;
}

/// The kinds of a table in a task, else its keys.
std::string words_of_table(const io::Catalogue& catalogue, const std::string& table) {
  std::string kinds, keys;
  for (const std::string_view kind : catalogue.kinds(table, false))
    kinds += (kinds.empty() ? "kind = " : ", ") + std::string(kind);
  for (const io::SchemaBase* schema : catalogue.schemas) {
    if (schema->table() != table || !schema->kind().empty()) continue;
    for (const io::KeyDescription& key : schema->keys()) keys += (keys.empty() ? "" : ", ") + key.name;
  }
  return kinds.empty() ? keys : kinds;
}

std::string input_files() {
  const io::Catalogue& all = jobs::catalogue();
  std::string out = section("INPUT FILES");
  out += lines(
      "An input is a TOML file: a few keys at the top, then tables. lenz describe TABLE.KIND shows the keys "
      "of "
      "a kind, each with type, unit, default, range and meaning; lenz describe table.key shows one.");
  if (const io::SchemaBase* top = all.find("", "")) {
    for (const io::KeyDescription& key : top->keys()) out += item(bold(key.name), key.meaning);
  }
  for (const io::TableDescription& table : all.tables)
    out += item(bold("[" + table.name + "]"), table.meaning);
  for (const io::TaskDescription& task : all.tasks) {
    if (!task.built) continue;
    out += subsection(fmt::format("task = \"{}\"", task.name)) + sentence(task.meaning);
    for (const std::string& table : task.tables)
      out += item(bold("[" + table + "]"), words_of_table(jobs::catalogue_of(task.name), table));
  }
  return out;
}

std::string files() {
  std::string out = section("FILES") + lines("A run writes a folder:");
  constexpr std::pair<const char*, const char*> of_a_run[] = {
      {"input.toml", "the input with every default written out: it runs to the same numbers"},
      {"summary.json", "means, errors, autocorrelation times and exact values of every point"},
      {"results.h5", "series, configurations and the parameters of a model, as HDF5"},
      {"report.html", "the whole run on one page, in one file"},
      {"plots/", "pictures as .svg and .png, with the gnuplot scripts that made them"},
      {"checkpoint.*", "what a stopped run goes on from: the last two"},
      {"log.txt", "what was said"},
  };
  for (const auto& [name, meaning] : of_a_run) out += item(bold(name), meaning);
  return out + paragraph("lenz list shows the inputs that come with Lenz and where they are.");
}

std::string surroundings() {
  std::string out = section("ENVIRONMENT");
  out += item(bold("LENZ_THREADS"), "the number of threads, where --threads does not say it");
  out += section("EXIT STATUS");
  for (const ExitCode& exit : exit_codes) out += item(bold(std::to_string(exit.code)), exit.meaning);
  out += section("EXAMPLES");
  for (const Example& example : examples) out += item(bold(example.command), example.meaning);
  out += item(bold("lenz init system.ising && lenz run ising.toml"),
              "write an input to begin with and run it; then open runs/ising/report.html");
  out += item(bold("lenz run ising.toml --set run.sweeps=50000 --set sampler.kind=wolff"), "run it, changed");
  return out + section("SEE ALSO") + bold("gnuplot") + "(1), " + bold("h5dump") + "(1)\n";
}

}  // namespace

std::string manual_page(const ProgramDescription& program, const std::string& date) {
  std::string summary = program.meaning.substr(program.meaning.find(':') + 2);  // without "Lenz: "
  if (summary.ends_with('.')) summary.pop_back();
  std::string out = fmt::format(".TH LENZ 1 \"{}\" \"lenz {}\" \"User Commands\"\n", date, troff(version()));
  out += section("NAME") + "lenz \\- " + lines(summary, 70);
  out += synopsis(program) + section("DESCRIPTION");
  out += lines(
      "lenz reads an input, does the physics in it and writes a folder of results. Every number comes with "
      "an "
      "error bar, and wherever an exact answer exists, it stands beside the number.");
  out += paragraph(
      "Results do not depend on the number of threads. A run that was stopped or killed goes on from its "
      "last "
      "checkpoint to the same bits.");
  return out + commands(program) + input_files() + files() + surroundings();
}

}  // namespace lenz::app
