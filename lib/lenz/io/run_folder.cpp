#include "lenz/io/run_folder.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

namespace lenz::io {

namespace {

namespace fs = std::filesystem;

void remove_run(const RunFolder& folder) {
  for (const fs::path& path :
       {folder.input(), folder.summary(), folder.results(), folder.plots(), folder.log(),
        folder.root / "report.html", folder.root / "checkpoint.0", folder.root / "checkpoint.1"}) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) throw FileError(path.string() + ": cannot remove: " + error.message());
  }
}

void create(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw FileError(folder.string() + ": cannot create the folder: " + error.message());
  if (!fs::is_directory(folder)) throw FileError(folder.string() + ": is no folder");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw FileError(folder.string() + ": cannot write here: " + std::generic_category().message(errno));
  }
}

/// What a killed run was writing.
void remove_partial_files(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".partial" || !entry.is_regular_file(error)) continue;
    fs::remove(entry.path(), error);
    if (error) throw FileError(entry.path().string() + ": cannot remove: " + error.message());
  }
}

std::optional<RunFolder> create_and_lock(const fs::path& root) {
  create(root);
  std::optional<FolderLock> lock = FolderLock::take(root);
  if (!lock) return std::nullopt;
  return RunFolder{root, std::make_shared<const FolderLock>(std::move(*lock))};
}

/// `first`, first-2, first-3, … : neither finished nor under way.
RunFolder next_free(const fs::path& first) {
  fs::path root = first;
  for (int n = 2;; ++n) {
    if (!holds_finished_run(root)) {
      const std::optional<RunFolder> folder = create_and_lock(root);
      if (folder && !holds_finished_run(root)) return *folder;  // it may have ended meanwhile
    }
    root = first.string() + "-" + std::to_string(n);
  }
}

RunFolder take(const fs::path& root, bool finished_too) {
  const std::optional<RunFolder> folder = create_and_lock(root);
  if (!folder) {
    throw UsageError(root.string() +
                     ": another lenz is at work in this folder: wait for its end, or name another "
                     "folder with --out");
  }
  if (!finished_too && holds_finished_run(root)) {
    throw UsageError(root.string() + " holds a finished run: name another folder, or give --overwrite");
  }
  return *folder;
}

}  // namespace

bool holds_finished_run(const fs::path& folder) {
  std::error_code error;
  const fs::path summary = RunFolder{folder}.summary();
  // Quotes inside a JSON string are escaped, so this can only be the key itself.
  return fs::exists(summary, error) &&
         read_file(summary).find("\"status\": \"stopped\"") == std::string::npos;
}

bool holds_complete_run(const fs::path& folder) {
  std::error_code error;
  const fs::path summary = RunFolder{folder}.summary();
  return fs::exists(summary, error) &&
         read_file(summary).find("\"status\": \"complete\"") != std::string::npos;
}

RunFolder choose_run_folder(const FolderRequest& request) {
  const bool take_named = request.overwrite || request.resume;
  const fs::path named = request.base / request.input.stem();
  const RunFolder folder =
      request.out || take_named ? take(request.out.value_or(named), take_named) : next_free(named);
  remove_partial_files(folder.root);
  remove_partial_files(folder.plots());
  if (!request.resume) remove_run(folder);
  return folder;
}

}  // namespace lenz::io
