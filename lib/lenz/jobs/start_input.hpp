#pragma once

#include <filesystem>
#include <string>

namespace lenz::jobs {

/// A commented input to start from, for "TABLE.KIND": it runs as it is. Throws InputError for an unknown
/// topic, with the nearest one.
std::string start_input(const std::string& topic);

/// Writes it to folder/KIND.toml and returns that path. Throws UsageError where the file is there already,
/// FileError.
std::filesystem::path write_start_input(const std::string& topic, const std::filesystem::path& folder);

}  // namespace lenz::jobs
