#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "lenz/io/folder_lock.hpp"

/// Where a run's files go.
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
};

struct FolderRequest {
  std::filesystem::path input;               ///< the TOML file: its stem names the folder
  std::optional<std::filesystem::path> out;  ///< --out
  bool overwrite = false;                    ///< --overwrite
  bool resume = false;                  ///< go on with what is there: nothing is refused, nothing removed
  std::filesystem::path base = "runs";  ///< where folders go without --out
};

/// True where the folder holds a run that ended: a summary.json that says anything but "stopped".
bool holds_finished_run(const std::filesystem::path& folder);

/// True where that summary.json says "complete".
bool holds_complete_run(const std::filesystem::path& folder);

/// Chooses, creates and locks the folder of a run: `out`, or base/<stem>, or the next free base/<stem>-2, -3,
/// … where a finished run is or one is under way (with `overwrite` base/<stem> itself). Unless it is to be
/// resumed, the files of an earlier run are removed from it: those named above, the report and the
/// checkpoints, no others; half-written ones (`*.partial`) always.
///
/// Throws UsageError when `out` holds a finished run and neither overwrite nor resume is set, and when
/// another process is at work in the folder named; FileError when the folder cannot be created or written to.
RunFolder choose_run_folder(const FolderRequest& request);

}  // namespace lenz::io
