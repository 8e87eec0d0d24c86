#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lenz/io/document.hpp"
#include "lenz/io/results.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/sample_system.hpp"
#include "lenz/jobs/task.hpp"

/// From an input file to a run's folder.
namespace lenz::jobs {

/// The system of an input, ready to run. Throws std::invalid_argument where decoding let something impossible
/// through.
std::unique_ptr<SampleSystem> make_sample_system(const SampleInput& input);

/// What the command line says of a run.
struct RunRequest {
  std::filesystem::path file;
  std::optional<std::filesystem::path> out;
  std::vector<std::string> set;  ///< "table.key=value"
  std::size_t n_threads = 1;
  bool overwrite = false;
  bool resume = false;
  bool quiet = false;
  /// How the input becomes a system: tests put a broken one in its place.
  MakeSystem make_system = make_sample_system;
};

/// Reads a file and applies what `--set`, `--seed` and `--time-limit` change in it. Throws InputError,
/// UsageError.
io::Document read_input(const std::filesystem::path& file, const std::vector<std::string>& set);

/// Runs the file and leaves input.toml, summary.json, results.h5, plots, checkpoints and log.txt in the run's
/// folder.
///
/// With `resume` it goes on from the folder's checkpoint, to the same bits as if it had never been cut;
/// longer lengths extend it, also where it was finished; a finished run that is to grow no longer is left as
/// it is. Throws InputError (also where a resumed run's input differs in more than limits and lengths),
/// UsageError, FileError, NumericalError (summary.json then says "failed" and holds the points finished
/// before) and Stopped (a checkpoint stands, summary.json says "stopped").
io::RunResult run_file(const RunRequest& request);

/// The folder of a run that was begun, as a user names it. Throws InputError where it is none.
io::RunFolder folder_of_run(const std::filesystem::path& root);

/// Goes on with the run in `folder`, by its own input.toml and what request.set changes in it.
io::RunResult resume_folder(const std::filesystem::path& folder, RunRequest request);

}  // namespace lenz::jobs
