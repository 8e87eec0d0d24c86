#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// The text of summary.json: keys in the order of INPUTS.md, `timing` last, numbers printed so that they read
/// back as the same bits. Samples, traces and lattices are not in it. A `reference` has its source under
/// `source`, a `limit` under `limit_source`.
///
/// Throws NumericalError naming point, observable and key of a NaN or infinity; std::invalid_argument where
/// an observable's vectors differ in size.
std::string to_json(const RunResult& result);

/// The inverse of to_json. Throws FileError when the text is no summary of Lenz.
RunResult from_json(std::string_view text);

/// Writes the file whole (see AtomicFile). Throws as to_json does, and FileError.
void write_summary(const std::filesystem::path& file, const RunResult& result);

/// Throws FileError when the file is absent or no summary of Lenz.
RunResult read_summary(const std::filesystem::path& file);

}  // namespace lenz::io
