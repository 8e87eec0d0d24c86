#pragma once

#include <filesystem>
#include <map>
#include <string>

/// What stands in an HDF5 file, for comparison bit by bit.
namespace lenz::test {

/// By path ("/points/0000/series/energy", attributes as "/@seed"): kind, type, shape and raw bytes of every
/// object and attribute. An object with several names stands under each. Throws std::runtime_error where it
/// cannot be read.
std::map<std::string, std::string> hdf5_contents(const std::filesystem::path& file);

/// Empty where both files hold the same; else the first path at which they differ.
std::string hdf5_difference(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace lenz::test
