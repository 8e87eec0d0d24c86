#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "command_description.hpp"
#include "commands.hpp"

namespace CLI {
class App;
}

namespace lenz::app {

/// What was said on the command line: filled in when it is parsed.
struct CommandLine {
  RunArguments run;
  ValidateArguments validate;
  std::string topic;
  std::filesystem::path folder;
  std::string date;
  std::function<int()> chosen;  ///< does the command; empty where none was given
};

/// Declares every command with its options, once: parsing, --help, the manual page and the completion of
/// shells follow from it. `app` keeps references to `line`.
void declare_commands(CLI::App& app, CommandLine& line);

/// The commands that are not hidden, in words.
ProgramDescription describe_commands(const CLI::App& app);

}  // namespace lenz::app
