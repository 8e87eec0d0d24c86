#include "declare_commands.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "bash_completion.hpp"
#include "manual_page.hpp"

namespace lenz::app {
namespace {

/// The name of a value says what a shell completes it by (bash_completion.cpp).
void add_threads(CLI::App& command, std::size_t& threads, const char* meaning) {
  command.add_option("--threads", threads, meaning)
      ->type_name("N")
      ->check(CLI::Validator([](const std::string& text) { return against_threads(text); }, ""));
}

void add_run_options(CLI::App& command, RunArguments& a) {
  add_threads(command, a.threads,
              "threads (default: LENZ_THREADS, else all cores); results do not depend on it");
  command
      .add_option("--time-limit", a.time_limit,
                  "stop after this time (90s, 30m, 2h) with a checkpoint, exit 75")
      ->type_name("TIME");
  command.add_flag("--quiet", a.quiet, "say nothing while running");
}

void add_set(CLI::App& command, RunArguments& a, const char* meaning) {
  command.add_option("--set", a.set, meaning)->type_name("table.key=value")->allow_extra_args(false);
}

void add_input_options(CLI::App& command, RunArguments& a) {
  command.add_option("FILE", a.file, "the input, a TOML file")->type_name("")->required();
  add_set(command, a, "change the input");
  command.add_option("--seed", a.seed, "the seed, as --set run.seed=SEED")->type_name("SEED");
}

void add_folder(CLI::App& command, std::filesystem::path& folder) {
  command.add_option("DIR", folder, "the run's folder")->type_name("")->required();
}

void declare_runs(CLI::App& app, CommandLine& line) {
  auto* run_command = app.add_subcommand("run", "run an input file");
  add_input_options(*run_command, line.run);
  add_run_options(*run_command, line.run);
  run_command
      ->add_option("--out", line.run.out,
                   "the run's folder (default: runs/<file stem>, or the next free one)")
      ->type_name("DIR");
  run_command->add_flag("--overwrite", line.run.overwrite, "replace a finished run");
  run_command->add_flag("--resume", line.run.resume, "go on from the last checkpoint in the run's folder");
  run_command->callback([&] { line.chosen = [&] { return run(line.run); }; });

  auto* resume_command = app.add_subcommand("resume", "go on with a run from its last good checkpoint");
  add_folder(*resume_command, line.run.file);
  add_set(*resume_command, line.run, "change a limit, or a length that is to grow");
  add_run_options(*resume_command, line.run);
  resume_command->callback([&] { line.chosen = [&] { return resume(line.run); }; });

  auto* check_command = app.add_subcommand("check", "validate an input; print every default, and the cost");
  add_input_options(*check_command, line.run);
  add_threads(*check_command, line.run.threads,
              "threads that the cost is told for (default: LENZ_THREADS, else all cores)");
  check_command->callback([&] { line.chosen = [&] { return check(line.run); }; });
}

void declare_judgements(CLI::App& app, CommandLine& line) {
  auto* validate_command = app.add_subcommand("validate", "run validation cases beside their exact answers");
  validate_command->add_option("CASES", line.validate.cases, "files or folders (default: the shipped ones)")
      ->type_name("");
  validate_command->add_flag("--quick", line.validate.quick,
                             "the quick cases only: under a minute on two cores");
  validate_command->add_flag("--json", line.validate.json, "print the rows as JSON");
  add_threads(*validate_command, line.validate.threads, "threads (default: LENZ_THREADS, else all cores)");
  validate_command->callback([&] { line.chosen = [&] { return validate(line.validate); }; });

  auto* diagnose_command =
      app.add_subcommand("diagnose", "what is wrong with a run, why, and the edit that fixes it");
  add_folder(*diagnose_command, line.folder);
  diagnose_command->callback([&] { line.chosen = [&] { return diagnose(line.folder); }; });

  auto* plot_command = app.add_subcommand("plot", "rebuild the plots and report.html of a run");
  add_folder(*plot_command, line.folder);
  plot_command->callback([&] { line.chosen = [&] { return plot(line.folder); }; });
}

void declare_inputs(CLI::App& app, CommandLine& line) {
  auto* init_command = app.add_subcommand("init", "write a commented starting input");
  init_command->add_option("TABLE.KIND", line.topic, "what to begin with, system.ising for one")
      ->type_name("");
  init_command->add_option("DIR", line.folder, "where to (default: here)")->type_name("");
  init_command->callback(
      [&] { line.chosen = [&] { return init(line.topic, line.folder.empty() ? "." : line.folder); }; });
  app.add_subcommand("list", "tasks, kinds and shipped inputs")->callback([&] { line.chosen = list; });
}

/// What the build asks for, so that neither text can differ from the program.
void declare_hidden(CLI::App& app, CommandLine& line) {
  auto* manual = app.add_subcommand("manual-page", "print the manual page, as troff")->group("");
  manual->add_option("--date", line.date, "of the page")
      ->type_name("YYYY-MM-DD")
      ->check(CLI::Validator(
          [](const std::string& date) {
            return date.find_first_not_of("0123456789-") == std::string::npos ? "" : "must be YYYY-MM-DD";
          },
          ""));
  manual->callback([&] {
    line.chosen = [&] {
      std::fputs(manual_page(describe_commands(app), line.date).c_str(), stdout);
      return 0;
    };
  });
  auto* completion = app.add_subcommand("bash-completion", "print the completion of bash")->group("");
  completion->callback([&] {
    line.chosen = [&] {
      std::fputs(bash_completion(describe_commands(app)).c_str(), stdout);
      return 0;
    };
  });
}

ArgumentDescription described(const CLI::Option& option) {
  ArgumentDescription d{.value = option.get_items_expected_max() > 0 ? option.get_type_name() : "",
                        .meaning = option.get_description(),
                        .required = option.get_required(),
                        .repeats = option.get_expected_max() >= CLI::detail::expected_max_vector_size};
  for (const std::string& name : option.get_snames()) d.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) d.names.push_back("--" + name);
  if (option.get_positional()) d.names.push_back(option.get_name(true));
  return d;
}

CommandDescription described(const CLI::App& command) {
  CommandDescription d{.name = command.get_name(), .meaning = command.get_description()};
  for (const CLI::Option* option : command.get_options())
    (option->get_positional() ? d.positionals : d.options).push_back(described(*option));
  return d;
}

}  // namespace

void declare_commands(CLI::App& app, CommandLine& line) {
  declare_runs(app, line);
  auto* describe_command = app.add_subcommand("describe", "what a task, table, kind or key means");
  describe_command->add_option("TOPIC", line.topic, "TASK, TABLE.KIND or table.key")->type_name("");
  describe_command->callback([&] { line.chosen = [&] { return describe(line.topic); }; });
  declare_judgements(app, line);
  declare_inputs(app, line);
  declare_hidden(app, line);
}

ProgramDescription describe_commands(const CLI::App& app) {
  CommandDescription program = described(app);
  ProgramDescription d{.meaning = std::move(program.meaning), .options = std::move(program.options)};
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) d.commands.push_back(described(*command));
  }
  return d;
}

}  // namespace lenz::app
