#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"

namespace lenz::jobs {

/// One thing that is wrong with a run's results, why, and the edit that mends it.
struct Finding {
  std::string where;                 ///< "temperature = 2, energy, magnetization"; empty: the whole run
  std::string problem;               ///< "fewer than 50 tau (tau = 812 sweeps)"
  std::string cause;                 ///< why that is so
  std::vector<std::string> edits{};  ///< "table.key=value", as --set takes them: all together mend it
};

/// What speaks against a finished run, from the numbers that stand in summary.json and the input they came
/// from.
std::vector<Finding> find_problems(const io::RunResult& result, const SampleInput& input);

/// A finding in one line, as `warnings` in summary.json and the end of a run have it.
std::string warning_text(const Finding& finding);

/// Reads a run's folder and returns what `lenz diagnose` prints; `any` says whether anything was found.
/// Throws InputError where the folder holds no run.
struct Diagnosis {
  std::string text;
  bool any = false;
};
Diagnosis diagnose_folder(const std::filesystem::path& folder);

}  // namespace lenz::jobs
