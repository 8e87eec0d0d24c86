#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/run.hpp"

#include "support/temporary_folder.hpp"

/// Whole runs of input files, in a folder of their own.
namespace lenz::test {

inline std::string text_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// summary.json without what depends on host and history.
inline std::string numbers_in(const std::filesystem::path& folder) {
  io::RunResult result = io::read_summary(folder / "summary.json");
  result.timing = {};
  return io::to_json(result);
}

/// A folder with the input `a.toml`, whose runs go into subfolders.
struct Place {
  TemporaryFolder folder;

  explicit Place(const std::string& text) { std::ofstream(folder.path / "a.toml") << text; }
  jobs::RunRequest request(const std::string& out) const {
    return {
        .file = folder.path / "a.toml", .out = folder.path / out, .set = {}, .n_threads = 2, .quiet = true};
  }
  std::filesystem::path operator/(const std::string& name) const { return folder.path / name; }
};

}  // namespace lenz::test
