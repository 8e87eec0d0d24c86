#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lenz::jobs {

/// "system.ising", "sampler.wolff", …: what `lenz init` can begin with.
std::vector<std::string> start_topics();

/// The topic that is meant by TABLE.KIND, or by a kind's name alone. Throws InputError for an unknown one,
/// with the nearest.
std::string start_topic(const std::string& said);

/// A commented input to start from that runs as it is: the keys worth changing are set; all others stand
/// commented out (a # and no space) with their defaults; above each its meaning, type, unit and range, as the
/// schemas say them. Throws as start_topic does.
std::string start_input(const std::string& said);

/// Writes it to folder/KIND.toml, making the folder, and returns that path. Throws UsageError where the file
/// is there already, FileError where it cannot be written.
std::filesystem::path write_start_input(const std::string& said, const std::filesystem::path& folder);

}  // namespace lenz::jobs
