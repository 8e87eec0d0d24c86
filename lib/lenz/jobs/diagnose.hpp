#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"

namespace lenz::jobs {

/// One thing that is wrong with a run's results, why, and the edit that mends it.
struct Finding {
  std::string where;                 ///< "energy, magnetization at temperature = 2"; empty: the whole run
  std::string problem;               ///< "fewer than 50 tau (tau = 812 sweeps)"
  std::string cause;                 ///< why that is so
  std::vector<std::string> edits{};  ///< "table.key=value", as --set takes them: all together mend it
  bool anew = false;                 ///< a resumed run keeps it: the run has to be begun again
};

/// What speaks against a run, from the numbers that stand in summary.json and the input they came from.
///
///   - unadjusted Langevin (its bias);
///   - an ergodicity trap: without a field all chains magnetised one way, |<m>| > <|m|> / 2 and > 5 errors;
///   - R-hat > 1.01; N < 50 tau; two estimates of the error that disagree (see stats::Estimate);
///   - burn-in too short: the automatic one gave up, or an observable drifts (see stats::drift);
///   - a step given by the user whose acceptance is below 0.05, or above 0.9 with tau > 10 sweeps;
///   - kept configurations closer than tau;
///   - sampled numbers that disagree with exact ones at the family-wise level 1e-3.
std::vector<Finding> find_problems(const io::RunResult& result, const SampleInput& input);

/// A finding in one line, as `warnings` in summary.json and the end of a run have it.
std::string warning_text(const Finding& finding);
/// All findings so.
std::vector<std::string> warning_texts(const std::vector<Finding>& findings);
std::vector<std::string> warning_texts(const io::RunResult& result, const SampleInput& input);

/// What `lenz diagnose` prints; `any` says whether anything was found, or the run is not complete.
struct Diagnosis {
  std::string text;
  bool any = false;
};

/// Reads a run's folder. Throws InputError where the folder holds no run, FileError where its summary is
/// damaged.
Diagnosis diagnose_folder(const std::filesystem::path& folder);

}  // namespace lenz::jobs
