#include "lenz/jobs/validate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "lenz/core/blas.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/run.hpp"
#include "lenz/jobs/task.hpp"
#include "lenz/stats/tests.hpp"

namespace lenz::jobs {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw InputError({Diagnostic{.source = path.string(), .message = why}});
}

/// A vector shows the component that is furthest off.
std::size_t furthest(const io::ObservableResult& o) {
  const auto off = [&](std::size_t i) {
    return o.z[i] ? std::fabs(*o.z[i]) : std::fabs(o.mean[i] - o.exact[i]) / (1 + std::fabs(o.exact[i]));
  };
  std::size_t worst = 0;
  for (std::size_t i = 1; i < o.z.size(); ++i) {
    if (off(i) > off(worst)) worst = i;
  }
  return worst;
}

/// " (T = 2.3)"; without a temperature all parameters.
std::string where(const io::PointResult& point) {
  if (point.parameters.empty()) return "";
  for (const auto& [name, value] : point.parameters) {
    if (name == "temperature") return fmt::format(" (T = {:f})", value);
  }
  return " (" + parameters_text(point) + ")";
}

/// Numbers without an error (a constant series) must be exact.
bool equals(double value, double exact) { return std::fabs(value - exact) <= 1e-9 * (1 + std::fabs(exact)); }

io::ValidationRow make_row(const std::string& case_name, const io::PointResult& point,
                           const io::ObservableResult& o) {
  const std::size_t i = furthest(o);
  io::ValidationRow row{.case_name = case_name,
                        .quantity = o.name,
                        .value = o.mean[i],
                        .error = o.error[i],
                        .exact = o.exact[i],
                        .oracle = o.oracle,
                        .z = o.z[i]};
  if (o.is_vector) row.quantity += "[" + std::to_string(i) + " of " + std::to_string(o.mean.size()) + "]";
  row.quantity += where(point);
  for (std::size_t k = 0; k < o.mean.size(); ++k)
    row.pass = row.pass && (o.z[k] || equals(o.mean[k], o.exact[k]));
  return row;
}

io::ValidationRow make_row_beside_best(const std::string& case_name, const io::PointResult& point,
                                       const io::ObservableResult& o) {
  return {.case_name = case_name,
          .quantity = o.name + ", best possible" + where(point),
          .value = o.mean[0],
          .error = o.error[0],
          .exact = o.exact[0],
          .oracle = o.oracle,
          .z = o.z.empty() ? std::nullopt : o.z[0],
          .one_sided = true,
          .pass = is_good_beside_best(o)};
}

std::size_t n_scores(const io::ObservableResult& o) {
  return static_cast<std::size_t>(
      std::count_if(o.z.begin(), o.z.end(), [](const auto& z) { return z.has_value(); }));
}

}  // namespace

std::vector<std::filesystem::path> validation_cases(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> cases;
  for (const std::filesystem::path& path : paths) {
    if (!std::filesystem::exists(path)) refuse(path, "there is no such file or folder");
    if (!std::filesystem::is_directory(path)) {
      cases.push_back(path);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(cases.size());
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".toml") cases.push_back(entry.path());
    }
    if (first == static_cast<std::ptrdiff_t>(cases.size())) refuse(path, "the folder holds no .toml file");
    std::sort(cases.begin() + first, cases.end());
  }
  return cases;
}

io::ValidationReport validate(const std::vector<std::filesystem::path>& cases, std::size_t n_threads,
                              const std::function<void(const std::string&)>& say) {
  const auto start = std::chrono::steady_clock::now();
  use_one_blas_thread();  // as a run does: its bits
  io::ValidationReport report;
  for (const std::filesystem::path& file : cases) {
    const std::unique_ptr<Task> task = decode_any_task(read_input(file, {}));
    const std::string title = task->facts().title;
    say(title);
    NoCheckpoints sink;
    NoProgress progress;
    task->prepare(progress);
    task->run(n_threads, sink, progress);
    io::RunResult result;
    task->finish(result);
    const std::size_t before = report.rows.size();
    for (const io::PointResult& point : result.points) {
      for (const io::ObservableResult& o : point.observables) {
        if (o.mean.empty() || o.exact.empty()) continue;
        if (o.best != io::Best::none) report.rows.push_back(make_row_beside_best(title, point, o));
        if (o.best != io::Best::none || o.z.empty()) continue;  // no number that must agree
        report.rows.push_back(make_row(title, point, o));
        report.n_compared += n_scores(o);
      }
    }
    if (report.rows.size() == before)
      refuse(file, "no oracle answers for this case; a validation case names one");
  }
  if (report.n_compared > 0) report.bound = stats::family_threshold(report.n_compared);
  for (io::ValidationRow& row : report.rows)
    row.pass = row.pass && (row.one_sided || !row.z || std::fabs(*row.z) < report.bound);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace lenz::jobs
