#include "command_line.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/core/version.hpp"
#include "lenz/io/edit_distance.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/wrap.hpp"

#include "declare_commands.hpp"

namespace lenz::app {
namespace {

constexpr const char* about =
    "Lenz: Monte Carlo for quantum and spin systems, with the exact answer beside every number.";

std::string short_help() {
  std::string text = fmt::format("{}\n\n", about);
  for (const Example& example : examples)
    text += fmt::format("  {:<39}{}\n", example.command, example.meaning);
  return text + "\nlenz list shows the shipped inputs, lenz --help every command.\n";
}

std::string footer() {
  std::string text = "Exit codes:";
  for (const ExitCode& exit : exit_codes)
    text += fmt::format("{} {} {}", exit.code == 0 ? "" : ",", exit.code, exit.meaning);
  return io::wrapped(text + ".", 0);
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

std::string nearest_name(const std::vector<std::string>& known, const std::string& word) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  return io::did_you_mean(word, names);
}

/// Says which option a command does not have, and which it may have been.
void refuse_unknown_option(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const std::string& word : command.remaining()) {
    const std::string option = word.substr(0, word.find('='));
    if (option.rfind("--", 0) != 0 || std::find(names.begin(), names.end(), option) != names.end()) continue;
    throw UsageError("lenz " + command.get_name() + " has no option " + option + nearest_name(names, option) +
                     "; see lenz " + command.get_name() + " --help");
  }
}

/// Says in Lenz's words what CLI11 found wrong, with what was meant.
[[noreturn]] void refuse(const CLI::App& app, const std::string& word, const CLI::ParseError& error) {
  const std::vector<std::string> commands = command_names(app);
  const bool known = std::find(commands.begin(), commands.end(), word) != commands.end();
  if (!word.empty() && !known) {
    const std::string meant = nearest_name(commands, word);
    throw UsageError("there is no command \"" + word + "\"" +
                     (meant.empty() ? "; lenz --help shows those there are" : meant));
  }
  if (known) refuse_unknown_option(*app.get_subcommand(word));
  throw UsageError(std::string(error.what()) + "; see lenz " + (known ? word + " " : "") + "--help");
}

int parse_and_do(int argc, char** argv) {
  if (argc == 1) {
    std::fputs(short_help().c_str(), stdout);
    return 0;
  }
  CLI::App app(about, "lenz");
  app.set_help_flag("-h,--help", "print this help and exit");
  app.set_version_flag("--version", fmt::format("lenz {} ({})", version(), commit()),
                       "print the version and the commit it was built from");
  app.footer(footer());
  app.require_subcommand(0, 1);
  CommandLine line;
  declare_commands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
  } catch (const CLI::CallForVersion&) {
    std::puts(app.version().c_str());
  } catch (const CLI::ParseError& error) {
    refuse(app, argv[1][0] != '-' ? argv[1] : "", error);
  }
  return line.chosen ? line.chosen() : 0;
}

int complain(const std::exception& error, int code) {
  std::fflush(stdout);
  std::fprintf(stderr, "lenz: %s\n", io::plain_text(error.what()).c_str());
  return code;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  try {
    return parse_and_do(argc, argv);
  } catch (const UsageError& error) {
    return complain(error, 2);
  } catch (const InputError& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", io::plain_text(error.what()).c_str());
    return 3;
  } catch (const FileError& error) {
    return complain(error, 5);
  } catch (const NumericalError& error) {
    return complain(error, 6);
  } catch (const Stopped& error) {
    return complain(error, 75);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lenz: a bug: %s\n", io::plain_text(error.what()).c_str());
    return 1;
  }
}

}  // namespace lenz::app
