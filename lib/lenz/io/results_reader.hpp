#pragma once

#include <filesystem>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// Fills samples, traces, overviews, autocorrelations and lattices of the points of `result`, which
/// read_summary gave, from results.h5 (see write_results). Points that share a lattice in the file share it
/// here.
///
/// Throws FileError, with `result` as it was, where the file is absent, damaged, of another shape than
/// write_results makes, or of another run: a different number of points or other parameters.
void read_results(const std::filesystem::path& file, RunResult& result);

}  // namespace lenz::io
