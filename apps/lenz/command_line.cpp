#include "command_line.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/core/version.hpp"
#include "lenz/io/edit_distance.hpp"

#include "commands.hpp"

namespace lenz::app {
namespace {

constexpr const char* short_help =
    "Lenz: Monte Carlo for quantum and spin systems, with the exact answer beside every number.\n"
    "\n"
    "  lenz run inputs/ising_phases.toml      run an input file\n"
    "  lenz describe system.ising             every key of a kind of system, with unit, default and range\n"
    "  lenz validate --quick                  see the numbers beside exact ones\n"
    "\n"
    "lenz list shows the shipped inputs, lenz --help every command.\n";

constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 a bug in Lenz, 2 usage, 3 input, 4 a validation failed, 5 Lenz's own files,\n"
    "6 not a number, 75 stopped and resumable.\n";

void add_run_options(CLI::App& command, RunArguments& a) {
  command
      .add_option("--threads", a.threads,
                  "threads (default: LENZ_THREADS, else all cores); results do not depend on it")
      ->check(CLI::PositiveNumber);
  command.add_option("--time-limit", a.time_limit,
                     "stop after this time (90s, 30m, 2h) with a checkpoint, exit 75");
  command.add_flag("--quiet", a.quiet, "say nothing while running");
}

void add_input_options(CLI::App& command, RunArguments& a) {
  command.add_option("FILE", a.file, "the input, a TOML file")->required();
  command.add_option("--set", a.set, "table.key=value: change the input")->allow_extra_args(false);
  command.add_option("--seed", a.seed, "the seed, as --set run.seed=N");
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
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

int parse_and_do(int argc, char** argv) {
  CLI::App app("Lenz: Monte Carlo for quantum and spin systems, with the exact answer beside every number.",
               "lenz");
  app.set_version_flag("--version",
                       std::string("lenz ") + std::string(version()) + " (" + std::string(commit()) + ")");
  app.footer(exit_codes);
  app.require_subcommand(0, 1);
  int code = 0;

  RunArguments a;
  auto* run_command = app.add_subcommand("run", "run an input file");
  add_input_options(*run_command, a);
  add_run_options(*run_command, a);
  run_command->add_option("--out", a.out,
                          "the run's folder (default: runs/<file stem>, or the next free one)");
  run_command->add_flag("--overwrite", a.overwrite, "replace a finished run");
  run_command->add_flag("--resume", a.resume, "go on from the last checkpoint in the run's folder");
  run_command->callback([&] { code = run(a); });

  auto* resume_command = app.add_subcommand("resume", "go on with a run from its last good checkpoint");
  resume_command->add_option("DIR", a.file, "the run's folder")->required();
  resume_command->add_option("--set", a.set, "table.key=value: a limit, or a length that is to grow")
      ->allow_extra_args(false);
  add_run_options(*resume_command, a);
  resume_command->callback([&] { code = resume(a); });

  auto* check_command = app.add_subcommand("check", "validate an input; print every default, and the cost");
  add_input_options(*check_command, a);
  check_command->callback([&] { code = check(a); });

  std::string topic;
  auto* describe_command = app.add_subcommand("describe", "what a task, table, kind or key means");
  describe_command->add_option("TOPIC", topic, "TASK, TABLE.KIND or table.key");
  describe_command->callback([&] { code = describe(topic); });

  ValidateArguments v;
  auto* validate_command = app.add_subcommand("validate", "run validation cases beside their exact answers");
  validate_command->add_option("CASES", v.cases, "files or folders (default: the shipped ones)");
  validate_command->add_flag("--quick", v.quick, "the quick cases only: under a minute on two cores");
  validate_command->add_flag("--json", v.json, "print the rows as JSON");
  validate_command->add_option("--threads", v.threads, "threads")->check(CLI::PositiveNumber);
  validate_command->callback([&] { code = validate(v); });

  std::filesystem::path folder;
  auto* diagnose_command =
      app.add_subcommand("diagnose", "what is wrong with a run, why, and the edit that mends it");
  diagnose_command->add_option("DIR", folder, "the run's folder")->required();
  diagnose_command->callback([&] { code = diagnose(folder); });

  auto* plot_command = app.add_subcommand("plot", "rebuild the plots and report.html of a run");
  plot_command->add_option("DIR", folder, "the run's folder")->required();
  plot_command->callback([&] { code = plot(folder); });

  auto* init_command = app.add_subcommand("init", "write a commented starting input");
  init_command->add_option("TOPIC", topic, "TABLE.KIND, system.ising for one");
  init_command->add_option("DIR", folder, "where to (default: here)");
  init_command->callback([&] { code = init(topic, folder.empty() ? "." : folder); });

  app.add_subcommand("list", "tasks, kinds and shipped inputs")->callback([&] { code = list(); });

  if (argc == 1) {
    std::fputs(short_help, stdout);
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
  } catch (const CLI::CallForVersion&) {
    std::puts(app.version().c_str());
  } catch (const CLI::ParseError& error) {
    const std::string word = argc > 1 && argv[1][0] != '-' ? argv[1] : "";
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
  return code;
}

int complain(const std::exception& error, int code) {
  std::fflush(stdout);
  std::fprintf(stderr, "lenz: %s\n", error.what());
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
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  } catch (const FileError& error) {
    return complain(error, 5);
  } catch (const NumericalError& error) {
    return complain(error, 6);
  } catch (const Stopped& error) {
    return complain(error, 75);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lenz: a bug: %s\n", error.what());
    return 1;
  }
}

}  // namespace lenz::app
