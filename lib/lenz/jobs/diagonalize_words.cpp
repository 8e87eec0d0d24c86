#include "lenz/jobs/diagonalize_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "lenz/io/progress_line.hpp"
#include "lenz/io/scan_figure.hpp"
#include "lenz/io/scanned.hpp"
#include "lenz/io/text_table.hpp"
#include "lenz/jobs/affected.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/picture_words.hpp"
#include "lenz/jobs/spin_limits.hpp"

namespace lenz::jobs {

namespace {

constexpr double few_squares = 30;

std::string model_words(const SpinInput& system) {
  switch (system.model) {
    case SpinModel::transverse_ising:
      return "The Ising model in a transverse field ";
    case SpinModel::xxz:
      return "The XXZ model ";
    case SpinModel::j1j2:
      return "The J1-J2 model ";
  }
  return "";
}

std::string sector_words(const SpinInput& system) {
  std::vector<std::string> said;
  if (system.magnetization) said.push_back(fmt::format("magnetization {}", *system.magnetization));
  if (!system.momentum.empty()) said.push_back(fmt::format("momentum {}", fmt::join(system.momentum, ", ")));
  const auto add = [&](const char* name, SymmetrySector sector) {
    if (sector != SymmetrySector::any) said.push_back(fmt::format("{} {}", name, io::name_of(sector)));
  };
  for (const ReflectionKey& key : reflection_keys()) add(key.name, system.*key.member);
  add("reflection_diagonal", system.reflection_diagonal);
  add("spin_inversion", system.spin_inversion);
  return said.empty() ? "" : fmt::format(", in the sector of {}", fmt::join(said, ", "));
}

/// Energies above the ground state against what is scanned, a line a level.
std::optional<io::Figure> levels_figure(const io::RunResult& result) {
  const std::vector<std::string> names = io::scanned_parameters(result);
  if (names.size() != 1) return std::nullopt;
  io::ScanContent content{.name = "levels",
                          .title = result.title,
                          .x_label = names.front(),
                          .y_label = "E - E0",
                          .series = {},
                          .curves = {},
                          .key_title = "level"};
  for (const io::PointResult& point : result.points) {
    const io::ObservableResult* levels = point.find("levels");
    if (levels == nullptr) continue;
    for (std::size_t k = 1; k < levels->mean.size(); ++k) {
      if (content.series.size() < k) content.series.push_back({.label = std::to_string(k), .rows = {}});
      io::ScanRow row{.x = io::parameter(point, names.front()),
                      .mean = levels->mean[k] - levels->mean[0],
                      .exact = {},
                      .limit = {},
                      .z = {}};
      if (k < levels->exact.size()) row.exact = levels->exact[k] - levels->exact[0];
      content.series[k - 1].rows.push_back(row);
    }
  }
  return content.series.empty() ? std::nullopt : io::draw_scan(content);
}

bool has_picture(const std::string& name) {
  static constexpr std::array without = {"levels", "residuals", "degeneracy", "energy_variance", "v_score"};
  return std::find(without.begin(), without.end(), name) == without.end();
}

/// Whether an observable is 0 at every point, by symmetry: nothing to be drawn.
bool vanishes(const io::RunResult& result, const std::string& name) {
  return std::all_of(result.points.begin(), result.points.end(), [&](const io::PointResult& point) {
    const io::ObservableResult* o = point.find(name);
    return o == nullptr || (o->mean.size() == 1 && o->mean[0] == 0);
  });
}

std::vector<io::Figure> figures_of(const DiagonalizeInput& input, const io::RunResult& result) {
  io::RunResult shown = result;
  for (io::PointResult& point : shown.points)
    std::erase_if(point.observables,
                  [&](const auto& o) { return !has_picture(o.name) || vanishes(result, o.name); });
  std::vector<io::Figure> figures = io::scan_figures(shown, spin_limit_curves(input));
  if (auto levels = levels_figure(result)) figures.push_back(*std::move(levels));
  return figures;
}

}  // namespace

namespace {

constexpr int parameter_width = 12;

/// Sampled or not; twelve digits of a number without error.
std::string number_of(const io::PointResult& point, const char* name) {
  const io::ObservableResult* o = point.find(name);
  if (o == nullptr || o->mean.empty()) return "-";
  return o->error[0] > 0 ? io::format_value_error(o->mean[0], o->error[0])
                         : fmt::format("{:.12g}", o->mean[0]);
}

}  // namespace

std::string level_header(const io::PointResult& first, const std::vector<std::string>& scanned) {
  std::string line;
  for (const std::string& name : scanned) line += fmt::format("{:<{}} ", name, parameter_width);
  line += fmt::format("{:<20} {:>18} ", "energy", "exact");
  line += first.find("specific_heat") != nullptr ? fmt::format("{:>6} {:>18}", "z", "specific heat")
                                                 : fmt::format("{:>18}", "gap");
  return line + fmt::format(" {:>11}", "left");
}

std::string level_line(const io::PointResult& point, const std::vector<std::string>& scanned,
                       double seconds_left) {
  std::string line;
  for (const std::string& name : scanned)
    line += fmt::format("{:<{}.8g} ", io::parameter(point, name), parameter_width);
  const io::ObservableResult& energy = *point.find("energy");
  const std::string exact = energy.exact.empty() ? "-" : fmt::format("{:.12g}", energy.exact[0]);
  line += fmt::format("{:<20} {:>18} ", number_of(point, "energy"), exact);
  if (point.find("specific_heat") != nullptr) {
    const bool scored = !energy.z.empty() && energy.z[0].has_value();
    line += fmt::format("{:>6} {:>18}", scored ? fmt::format("{:+.1f}", *energy.z[0]) : "-",
                        number_of(point, "specific_heat"));
  } else {
    line += fmt::format("{:>18}", number_of(point, "gap"));
  }
  return line + fmt::format(" {:>11}", io::format_duration(seconds_left));
}

Differences differences(const std::vector<io::PointResult>& points) {
  Differences all;
  for (const io::PointResult& point : points) {
    for (const io::ObservableResult& o : point.observables) {
      for (std::size_t i = 0; i < std::min(o.mean.size(), o.exact.size()); ++i) {
        if (i < o.z.size() && o.z[i]) continue;
        ++all.n_compared;
        const double here = std::fabs(o.mean[i] - o.exact[i]) / (1 + std::fabs(o.exact[i]));
        if (here <= all.largest) continue;
        all.largest = here;
        all.where = o.name + " at " + parameters_text(point);
      }
    }
  }
  return all;
}

std::vector<std::string> comparison_lines(const io::RunResult& result) {
  std::vector<std::string> lines;
  const Differences exact = differences(result.points);
  if (exact.n_compared > 0) {
    const std::string where = exact.where.empty() ? "" : " (" + exact.where + ")";
    lines.push_back(fmt::format("{} numbers beside exact ones: largest relative difference {:.1e}{}",
                                exact.n_compared, exact.largest, where));
  }
  if (const std::string sampled = verdict_of(result); !sampled.empty()) lines.push_back(sampled);
  return lines;
}

Portrait diagonalize_portrait(const DiagonalizeInput& input, const io::RunResult& result) {
  const SpinInput& system = input.system;
  std::string subject =
      model_words(system) + words_of_lattice(system) + sector_words(system) + words_of_points(result) + ". ";
  subject += system.temperature
                 ? fmt::format(
                       "Thermal averages from the full spectrum where a sector is small, else from {} "
                       "random vectors.",
                       input.run.vectors)
                 : fmt::format("The lowest {} by Lanczos, and the ground state.",
                               input.run.levels == 1 ? "level" : fmt::format("{} levels", input.run.levels));
  std::string verdict;
  for (const std::string& line : comparison_lines(result)) verdict += (verdict.empty() ? "" : " ") + line;
  if (!verdict.empty() && verdict.back() != '.') verdict += '.';
  return {.subject = std::move(subject),
          .verdict = std::move(verdict),
          .verdict_holds = agreement(result.points).holds() && differences(result.points).holds(),
          .notes = {},
          .figures = figures_of(input, result)};
}

std::vector<Finding> diagonalize_problems(const DiagonalizeInput& input, const io::RunResult& result) {
  Affected crowded, rough;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const io::PointResult& point = result.points[i];
    const bool several =
        point.find("levels") != nullptr && (input.run.levels > 1 || point.find("gap") != nullptr);
    if (several && point.find("degeneracy") == nullptr) crowded.add(i, "levels");
    for (const io::ObservableResult& o : result.points[i].observables) {
      if (!o.ess.empty() && o.ess[0] < few_squares) rough.add(i, o.name);
    }
  }
  std::vector<Finding> all;
  if (!crowded.empty())
    all.push_back({.where = crowded.text(result),
                   .problem = fmt::format("all {} levels of a sector that were looked at have one energy",
                                          std::max<std::uint64_t>(2, input.run.levels)),
                   .cause = "the ground state is degenerate, perhaps more often than levels were asked for: "
                            "its averages may lack copies",
                   .edits = {fmt::format("run.levels={}", std::max<std::uint64_t>(4, 4 * input.run.levels))},
                   .anew = true});
  if (!rough.empty())
    all.push_back({.where = rough.text(result),
                   .problem = "few random numbers share in these averages, so their errors are rough",
                   .cause = "so cold a system is in states that few random vectors see",
                   .edits = {fmt::format("run.vectors={}", 4 * input.run.vectors)},
                   .anew = true});
  if (const Differences exact = differences(result.points); !exact.holds())
    all.push_back({.where = exact.where,
                   .problem = fmt::format("{:.1e} off the exact value", exact.largest),
                   .cause = "a bug of Lenz: numbers without chance must agree",
                   .edits = {}});
  if (const Agreement sampled = agreement(result.points); !sampled.holds())
    all.push_back(
        {.where = sampled.where,
         .problem = fmt::format("sampled and exact disagree (largest |z| {:.2f}, bound {:.2f} for {} "
                                "numbers at the level 1e-3)",
                                sampled.largest, sampled.bound, sampled.n_compared),
         .cause = "error bars that are too small, or a bug of Lenz",
         .edits = {fmt::format("run.vectors={}", 4 * input.run.vectors)},
         .anew = true});
  return all;
}

}  // namespace lenz::jobs
