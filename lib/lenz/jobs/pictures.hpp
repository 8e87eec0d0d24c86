#pragma once

#include <filesystem>
#include <string>

#include "lenz/io/results.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/jobs/sample_system.hpp"

namespace lenz::jobs {

/// Draws a finished run into its folder: the figures of `plots/` and report.html, which holds them all.
///
/// Returns what is to be told to the log: empty where all went well; gnuplot being absent is no error. Throws
/// FileError.
std::string draw_pictures(const io::RunFolder& folder, const SampleSystem& system,
                          const io::RunResult& result);

/// Draws the run in `folder` again, from its own input.toml, summary.json and results.h5. Throws InputError
/// where there is no run, FileError.
void plot_folder(const std::filesystem::path& folder);

}  // namespace lenz::jobs
