#include "lenz/io/run_folder.hpp"

#include <cerrno>
#include <system_error>

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

fs::path next_free(const fs::path& first) {
  fs::path folder = first;
  for (int n = 2; holds_finished_run(folder); ++n) folder = first.string() + "-" + std::to_string(n);
  return folder;
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

}  // namespace

bool holds_finished_run(const fs::path& folder) {
  std::error_code error;
  const fs::path summary = RunFolder{folder}.summary();
  // Quotes inside a JSON string are escaped, so this can only be the key itself.
  return fs::exists(summary, error) &&
         read_file(summary).find("\"status\": \"stopped\"") == std::string::npos;
}

RunFolder choose_run_folder(const FolderRequest& request) {
  const bool take_named = request.overwrite || request.resume;
  const fs::path named = request.base / request.input.stem();
  const fs::path root = request.out ? *request.out : take_named ? named : next_free(named);
  if (request.out && !take_named && holds_finished_run(root)) {
    throw UsageError(root.string() + " holds a finished run: name another folder, or give --overwrite");
  }
  create(root);
  const RunFolder folder{root};
  if (!request.resume) remove_run(folder);
  return folder;
}

}  // namespace lenz::io
