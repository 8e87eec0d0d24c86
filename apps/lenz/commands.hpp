#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// One function a command; each returns the exit code or throws one of core/errors.hpp.
namespace lenz::app {

struct RunArguments {
  std::filesystem::path file;  ///< for `resume` the folder
  std::optional<std::filesystem::path> out;
  std::vector<std::string> set;
  std::optional<std::string> seed;  ///< judged as run.seed is
  std::optional<std::string> time_limit;
  std::size_t threads = 0;  ///< 0: LENZ_THREADS, else all cores
  bool overwrite = false;
  bool resume = false;
  bool quiet = false;
};

/// Why the text is no number of threads: "is "abc", but must be …"; empty for a whole number from 1 to 4096.
std::string against_threads(const std::string& text);

int run(const RunArguments& arguments);
int resume(const RunArguments& arguments);

/// Prints the input with every default written out, and what it will cost.
int check(const RunArguments& arguments);

/// Prints what is known about a task, table, kind or key.
int describe(const std::string& topic);

struct ValidateArguments {
  std::vector<std::filesystem::path> cases;  ///< files or folders; the shipped ones where empty
  bool quick = false;
  bool json = false;
  std::size_t threads = 0;
};
int validate(const ValidateArguments& arguments);

/// Prints what is wrong with a run, why, and the edit that mends it; 4 where anything is.
int diagnose(const std::filesystem::path& folder);

/// Rebuilds a run's plots and report.html.
int plot(const std::filesystem::path& folder);

/// Writes a commented starting input for TABLE.KIND.
int init(const std::string& topic, const std::filesystem::path& folder);

/// Tasks, kinds and shipped inputs.
int list();

}  // namespace lenz::app
