#include "lenz/io/run_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/plain_text.hpp"

namespace lenz::io {

namespace {

namespace fs = std::filesystem;

constexpr std::array checkpoints{"checkpoint.0", "checkpoint.1"};
constexpr const char* mark_text =
    "# The folder of a run of Lenz. What lenz run --overwrite replaces is input.toml, summary.json, "
    "results.h5,\n"
    "# report.html, log.txt, the checkpoints and the files named here, nothing else.\n";

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
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

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) throw FileError(path.string() + ": cannot remove: " + error.message());
}

/// Of what a folder holds, in the order of the alphabet; hidden files, such as desktops leave, do not count.
std::vector<std::string> visible_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (std::string name = entry.path().filename().string(); name.front() != '.')
      names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The head of a file; nothing where there is none.
std::string head_of(const fs::path& file, std::size_t n) {
  std::string bytes(n, '\0');
  std::ifstream stream;
  std::error_code unknown;
  if (fs::is_regular_file(file, unknown)) stream.open(file, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(n));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

/// By its mark; a run of a version that made none, by its summary or a checkpoint.
bool is_of_lenz(const RunFolder& folder, const std::string& summary) {
  return is_there(folder.mark()) || summary.find("\"program\": \"lenz\"") != std::string::npos ||
         std::any_of(checkpoints.begin(), checkpoints.end(),
                     [&](const char* name) { return head_of(folder.root / name, 8) == "LENZCKPT"; });
}

/// The names that earlier claims left; what somebody else may have written there is passed over.
std::set<std::string> claimed(const RunFolder& folder) {
  std::set<std::string> names;
  if (!is_there(folder.mark())) return names;
  std::istringstream lines(read_file(folder.mark()));
  for (std::string line; std::getline(lines, line);) {
    if (is_run_file(line)) names.insert(line);
  }
  return names;
}

/// Every file that clear_run() would remove or a run would write, whether it is there or not.
std::vector<fs::path> files_of_run(const RunFolder& folder) {
  std::vector<fs::path> files{folder.input(), folder.summary(), folder.results(), folder.report(),
                              folder.log()};
  for (const char* name : checkpoints) files.push_back(folder.root / name);
  for (const std::string& name : claimed(folder)) files.push_back(folder.root / name);
  return files;
}

/// What a killed run was writing.
void remove_partial_files(const RunFolder& folder) {
  for (const fs::path& file : files_of_run(folder)) remove_file(file.string() + ".partial");
}

std::optional<RunFolder> create_and_lock(const fs::path& root) {
  create(root);
  std::optional<FolderLock> lock = FolderLock::take(root);
  if (!lock) return std::nullopt;
  return RunFolder{root, std::make_shared<const FolderLock>(std::move(*lock))};
}

bool is_free(Holding held) { return held == Holding::nothing || held == Holding::begun_run; }

/// `first`, first-2, first-3, …
ChosenFolder next_free(const fs::path& first) {
  fs::path root = first, stopped;
  for (int n = 2;; ++n) {
    Holding held = holding_of(root);
    if (is_free(held)) {
      const std::optional<RunFolder> folder = create_and_lock(root);
      held = holding_of(root);  // it may have ended or stopped meanwhile
      if (folder && is_free(held)) {
        const std::string remark =
            stopped.empty()
                ? ""
                : fmt::format("{} holds a run that was stopped (go on with: {}); this one goes to {}",
                              stopped.string(), resume_command(stopped), root.string());
        return {*folder, held, remark};
      }
    }
    if (held == Holding::stopped_run && stopped.empty()) stopped = root;
    root = first.string() + "-" + std::to_string(n);
  }
}

[[noreturn]] void refuse_other_files(const fs::path& root) {
  std::vector<std::string> names = visible_names(root);
  const bool more = names.size() > 3;
  names.resize(std::min<std::size_t>(names.size(), 3));
  throw UsageError(
      fmt::format("{} holds files that belong to no run of Lenz ({}{}): name a new folder with --out",
                  root.string(), fmt::join(names, ", "), more ? ", …" : ""));
}

/// Files of plots/ are written in place: a link would lead them out of the folder.
void refuse_linked_plots(const RunFolder& folder) {
  std::error_code unknown;
  if (fs::is_symlink(folder.plots(), unknown))
    throw FileError(folder.plots().string() + ": is a link to another place, where no run writes");
}

ChosenFolder take(const fs::path& root, const FolderRequest& request) {
  if (holding_of(root) == Holding::other_files) refuse_other_files(root);
  const std::optional<RunFolder> folder = create_and_lock(root);
  if (!folder) {
    throw UsageError(root.string() +
                     ": another lenz is at work in this folder: wait for its end, or name another "
                     "folder with --out");
  }
  const Holding held = holding_of(root);
  if (request.overwrite || request.resume) return {*folder, held, ""};
  if (held == Holding::finished_run) {
    throw UsageError(root.string() + " holds a finished run: name another folder, or give --overwrite");
  }
  if (held == Holding::stopped_run) {
    throw UsageError(root.string() + " holds a run that was stopped: go on with `" + resume_command(root) +
                     "`, name another folder, or give --overwrite to begin anew");
  }
  return {*folder, held, ""};
}

/// A file that the run reads and would write over.
void spare(const std::vector<fs::path>& read, const RunFolder& folder) {
  for (const fs::path& written : files_of_run(folder)) {
    for (const fs::path& file : read) {
      std::error_code absent;
      if (!fs::equivalent(written, file, absent)) continue;
      throw UsageError(file.string() +
                       ": the run reads this file and would overwrite it: name another folder with --out");
    }
  }
}

}  // namespace

bool has_checkpoint(const fs::path& folder) {
  return std::any_of(checkpoints.begin(), checkpoints.end(),
                     [&](const char* name) { return is_there(folder / name); });
}

std::string resume_command(const fs::path& root) { return "lenz resume " + shell_word(root.string()); }

Holding holding_of(const fs::path& root) {
  const RunFolder folder{root};
  if (visible_names(root).empty()) return Holding::nothing;
  const bool ended = is_there(folder.summary());
  const std::string summary = ended ? read_file(folder.summary()) : "";
  if (!is_of_lenz(folder, summary)) return Holding::other_files;
  // Quotes inside a JSON string are escaped, so this can only be the key itself.
  if (ended && summary.find("\"status\": \"stopped\"") == std::string::npos) return Holding::finished_run;
  return has_checkpoint(root) ? Holding::stopped_run : Holding::begun_run;
}

bool holds_complete_run(const fs::path& folder) {
  const fs::path summary = RunFolder{folder}.summary();
  return is_there(summary) && read_file(summary).find("\"status\": \"complete\"") != std::string::npos;
}

ChosenFolder choose_run_folder(const FolderRequest& request) {
  const fs::path named = request.base / request.input.stem();
  ChosenFolder chosen = request.out || request.overwrite || request.resume
                            ? take(request.out.value_or(named), request)
                            : next_free(named);
  if (!request.resume) spare(request.read, chosen.folder);
  if (!is_there(chosen.folder.mark())) write_file(chosen.folder.mark(), mark_text);
  remove_partial_files(chosen.folder);
  return chosen;
}

bool is_run_file(const std::string& name) {
  const std::string in_plots = "plots/";
  const std::string_view last =
      std::string_view(name).substr(name.starts_with(in_plots) ? in_plots.size() : 0);
  return !last.empty() && last.front() != '.' && std::all_of(last.begin(), last.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '+';
  });
}

void claim_files(const RunFolder& folder, const std::vector<std::string>& names) {
  refuse_linked_plots(folder);
  std::set<std::string> all = claimed(folder);
  const std::size_t before = all.size();
  for (const std::string& name : names) {
    if (!is_run_file(name)) throw FileError(folder.root.string() + ": no run writes \"" + name + "\"");
    all.insert(name);
  }
  if (all.size() > before || !is_there(folder.mark()))
    write_file(folder.mark(), fmt::format("{}{}\n", mark_text, fmt::join(all, "\n")));
}

void clear_run(const RunFolder& folder) {
  refuse_linked_plots(folder);
  std::error_code error;
  for (const fs::path& file : files_of_run(folder)) {
    if (file != folder.log()) remove_file(file);
  }
  // A process that says a line there holds it open.
  if (is_there(folder.log())) fs::resize_file(folder.log(), 0, error);
  if (error) throw FileError(folder.log().string() + ": cannot empty: " + error.message());
  if (visible_names(folder.plots()).empty()) fs::remove(folder.plots(), error);
  write_file(folder.mark(), mark_text);
}

}  // namespace lenz::io
