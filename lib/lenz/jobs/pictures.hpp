#pragma once

#include <filesystem>
#include <string>

#include "lenz/io/results.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// Draws a run into its folder: the figures of `plots/`, by one run of gnuplot, and report.html, which holds
/// them all. REQUIRES the folder's input.toml.
///
/// Returns what is to be told to the log: empty where all went well; gnuplot being absent is no error. Throws
/// FileError.
std::string draw_pictures(const io::RunFolder& folder, const Task& task, const io::RunResult& result);

/// Draws the run in `folder` again, from its own input.toml, summary.json and results.h5: the same bytes of
/// report.html as the run made, where it was complete. Of a run that stopped or failed what there is.
///
/// Returns what was done and what could not be, to be told. Throws InputError where there is no run;
/// FileError where its files are damaged or cannot be written.
std::string plot_folder(const std::filesystem::path& folder);

}  // namespace lenz::jobs
