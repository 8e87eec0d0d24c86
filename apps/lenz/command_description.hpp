#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What the command line has, in words: --help, the manual page and the completion of shells are made of it.
namespace lenz::app {

struct ArgumentDescription {
  /// "-h", "--help"; of what stands without an option its name alone, "FILE".
  std::vector<std::string> names = {};
  std::string value;  ///< what follows an option: "DIR"; empty where nothing does
  std::string meaning;
  bool required = false;
  bool repeats = false;
};

struct CommandDescription {
  std::string name;
  std::string meaning;
  std::vector<ArgumentDescription> positionals = {}, options = {};
};

struct ProgramDescription {
  std::string meaning;
  std::vector<ArgumentDescription> options = {};
  std::vector<CommandDescription> commands = {};
};

/// The name by which an option or argument is known: the last, which is the long one.
inline const std::string& name_of(const ArgumentDescription& argument) { return argument.names.back(); }

struct ExitCode {
  int code;
  std::string_view meaning;
};
inline constexpr ExitCode exit_codes[] = {
    {0, "done"},         {1, "a bug in Lenz"},          {2, "usage"},
    {3, "input"},        {4, "a validation failed"},    {5, "Lenz's own files"},
    {6, "not a number"}, {75, "stopped and resumable"},
};

struct Example {
  std::string_view command, meaning;
};
inline constexpr Example examples[] = {
    {"lenz run inputs/ising_phases.toml", "run an input file"},
    {"lenz describe system.ising", "every key of a kind of system, with unit, default and range"},
    {"lenz validate --quick", "see the numbers beside exact ones"},
};

}  // namespace lenz::app
