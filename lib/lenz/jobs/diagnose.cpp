#include "lenz/jobs/diagnose.hpp"

#include "lenz/core/errors.hpp"

namespace lenz::jobs {

std::vector<Finding> find_problems(const io::RunResult&, const SampleInput&) { return {}; }

std::string warning_text(const Finding& finding) { return finding.where + ": " + finding.problem; }

Diagnosis diagnose_folder(const std::filesystem::path& folder) {
  throw UsageError("lenz diagnose is not built yet: " + folder.string());
}

}  // namespace lenz::jobs
