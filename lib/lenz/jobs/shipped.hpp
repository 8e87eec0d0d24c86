#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lenz::jobs {

/// A folder that comes with Lenz (`inputs`, `validation`): in the working folder, else beside the program's
/// build folder, else where an installed program keeps it (share/lenz). Throws InputError where it is in none
/// of them.
std::filesystem::path shipped_folder(const std::string& name);

struct ShippedInput {
  std::filesystem::path file;
  std::string summary;  ///< the first line of its comment
};

/// The .toml files of a folder with what they are about, sorted.
std::vector<ShippedInput> shipped_inputs(const std::filesystem::path& folder);

}  // namespace lenz::jobs
