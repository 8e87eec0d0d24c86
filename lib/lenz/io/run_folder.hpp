#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lenz/io/folder_lock.hpp"

/// Where a run's files go, and what in a folder is Lenz's to remove.
namespace lenz::io {

struct RunFolder {
  std::filesystem::path root;
  std::shared_ptr<const FolderLock> lock = {};  ///< where a run is at work in it

  std::filesystem::path input() const { return root / "input.toml"; }
  std::filesystem::path summary() const { return root / "summary.json"; }
  std::filesystem::path results() const { return root / "results.h5"; }
  std::filesystem::path report() const { return root / "report.html"; }
  std::filesystem::path plots() const { return root / "plots"; }
  std::filesystem::path log() const { return root / "log.txt"; }
  /// What tells the folder of a run from others: a text that names the files written beside those above.
  std::filesystem::path mark() const { return root / ".lenz"; }
};

/// What stands in a folder that a run might go to.
enum class Holding {
  nothing,       ///< it is absent or empty, but for hidden files
  begun_run,     ///< a run that had saved nothing yet
  stopped_run,   ///< a run with a checkpoint that has not ended
  finished_run,  ///< a run that ended: a summary.json that says anything but "stopped"
  other_files    ///< files, and no run of Lenz
};
Holding holding_of(const std::filesystem::path& folder);

/// True where there is a checkpoint, good or not.
bool has_checkpoint(const std::filesystem::path& folder);

/// "lenz resume runs/ising", as a shell takes it.
std::string resume_command(const std::filesystem::path& folder);

/// True where its summary.json says "complete".
bool holds_complete_run(const std::filesystem::path& folder);

struct FolderRequest {
  std::filesystem::path input;               ///< the TOML file: its stem names the folder
  std::optional<std::filesystem::path> out;  ///< --out
  bool overwrite = false;                    ///< --overwrite
  bool resume = false;                       ///< go on with what is there
  std::filesystem::path base = "runs";       ///< where folders go without --out
  /// Files that the run reads: they are not to be written over. Not looked at where it is to be resumed.
  std::vector<std::filesystem::path> read = {};
};

struct ChosenFolder {
  RunFolder folder;
  Holding held;        ///< before it was chosen
  std::string remark;  ///< a line for the user where a stopped run was passed over; else empty
};

/// Chooses, creates, locks and marks the folder of a run: `out`, or base/<stem>, or the next free
/// base/<stem>-2, -3, … Free is a folder that holds nothing or a run that had saved nothing, and in which no
/// other process is at work. With `overwrite` a finished or a stopped run is no hindrance; a folder with
/// other files always is. Nothing is removed but half-written files (`*.partial`) of a run.
///
/// Throws UsageError where the folder named is not free, and where a file of `read` would be written over;
/// FileError when the folder cannot be created or written to.
ChosenFolder choose_run_folder(const FolderRequest& request);

/// Says, before they are written, that the run writes these files: paths below the root, as
/// "plots/energy.svg". REQUIRES names that is_run_file() knows. Throws FileError, also where plots/ is a link
/// to another place.
void claim_files(const RunFolder& folder, const std::vector<std::string>& names);

/// True for what a run may call a file: a name, or plots/ and a name, of letters, digits, '.', '_', '-' and
/// '+', not beginning with a dot.
bool is_run_file(const std::string& name);

/// Removes what an earlier run left in the folder: input, summary, results, report, checkpoints and the files
/// that were claimed, no others, and empties the log. Throws FileError.
void clear_run(const RunFolder& folder);

}  // namespace lenz::io
