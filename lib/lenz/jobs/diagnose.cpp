#include "lenz/jobs/diagnose.hpp"

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/results_reader.hpp"
#include "lenz/io/run_folder.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/io/wrap.hpp"
#include "lenz/jobs/advice.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/run.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {
namespace {

namespace fs = std::filesystem;

/// A label, then the text beside it in lines of its own.
std::string labelled(const std::string& label, const std::string& text) {
  constexpr std::size_t indent = 12;
  std::string lines = io::wrapped(text, indent);
  lines.replace(3, label.size(), label);
  return lines;
}

std::string block(std::size_t number, const Finding& finding) {
  std::string text = fmt::format("\n{}. {}\n", number, finding.where.empty() ? "the run" : finding.where);
  text += labelled("problem", finding.problem) + labelled("why", finding.cause);
  std::string edits;
  for (const std::string& edit : finding.edits) edits += (edits.empty() ? "" : "  ") + edit;
  if (!edits.empty()) text += labelled("edit", edits);
  return text;
}

/// The first of DIR-2, DIR-3, … that is not there.
fs::path next_folder(fs::path root) {
  if (root.filename().empty()) root = root.parent_path();
  std::error_code ignored;
  for (int i = 2;; ++i) {
    fs::path next = root;
    next += "-" + std::to_string(i);
    if (!fs::exists(next, ignored)) return next;
  }
}

/// What to type to mend all that can be mended; empty where nothing can.
std::string command(const io::RunFolder& folder, const std::vector<Finding>& findings) {
  std::vector<Edits> all;
  bool anew = false;
  for (const Finding& finding : findings) {
    all.push_back(finding.edits);
    anew = anew || finding.anew;
  }
  const Edits edits = united(all);
  if (edits.empty()) return "";
  const std::string root = folder.root.string();
  if (!anew && only_lengthen(edits)) return "lenz resume " + io::shell_word(root) + " " + as_arguments(edits);
  return fmt::format("lenz run {} {} --out {}", io::shell_word(folder.input().string()), as_arguments(edits),
                     io::shell_word(next_folder(folder.root).string()));
}

std::string nothing_wrong(const io::RunResult& result, const Task& task) {
  const Agreement all = agreement(result.points);
  std::string text =
      fmt::format("nothing is wrong with {} point(s) of {}", result.points.size(), task.what_was_looked_at());
  if (all.n_compared > 0)
    text += fmt::format("; {} numbers stand beside exact ones (largest |z| {:.2f}, bound {:.2f})",
                        all.n_compared, all.largest, all.bound);
  return text;
}

std::string state_of(const io::RunFolder& folder, const io::RunResult& result) {
  const std::string resume = io::resume_command(folder.root);
  const std::size_t n = result.points.size();
  if (result.status == "failed")
    return fmt::format("the run failed with {} point(s) finished: log.txt says where and why", n);
  return fmt::format("the run was stopped with {} point(s) finished; go on with: {}", n, resume);
}

}  // namespace

std::string warning_text(const Finding& finding) {
  std::string text = finding.where.empty() ? "" : finding.where + ": ";
  text += finding.problem + "; " + finding.cause;
  return finding.edits.empty() ? text : text + "; fix: " + as_arguments(finding.edits);
}

std::vector<std::string> warning_texts(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings) all.push_back(warning_text(finding));
  return all;
}
std::vector<std::string> warning_texts(const io::RunResult& result, const SampleInput& input) {
  return warning_texts(find_problems(result, input));
}

Diagnosis diagnose_folder(const fs::path& root) {
  const io::RunFolder folder = folder_of_run(root);
  const io::Document document = read_input(folder.input(), {});
  const std::unique_ptr<Task> task = decode_any_task(document);
  const std::string name = root.string() + ": ";
  std::error_code ignored;
  if (!fs::exists(folder.summary(), ignored)) {
    return {io::wrapped(name +
                            "the run has no summary.json: it is still at work, or was killed; go on with: "
                            "lenz resume " +
                            io::shell_word(root.string()),
                        0),
            true};
  }
  io::RunResult result = io::read_summary(folder.summary());
  if (result.status == "complete")
    io::read_results(folder.results(), result);  // series of steps; and is it whole?
  const bool complete = result.status == "complete";
  const std::vector<Finding> findings = task->problems(result);

  Diagnosis diagnosis{.text = {}, .any = !complete || !findings.empty()};
  if (!complete) diagnosis.text = io::wrapped(name + state_of(folder, result), 0);
  if (findings.empty()) {
    if (!result.points.empty())
      diagnosis.text += io::wrapped((complete ? name : "so far ") + nothing_wrong(result, *task), 0);
    return diagnosis;
  }
  diagnosis.text += fmt::format("{}{} problem{}\n", name, findings.size(), findings.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < findings.size(); ++i) diagnosis.text += block(i + 1, findings[i]);
  const std::string line = command(folder, findings);
  if (!line.empty()) diagnosis.text += "\nTo fix all of it:\n  " + line + "\n";
  return diagnosis;
}

}  // namespace lenz::jobs
