#include "lenz/jobs/ground_state_words.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/affected.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/ground_state_figures.hpp"
#include "lenz/jobs/observable_doubts.hpp"
#include "lenz/stats/tail_index.hpp"

namespace lenz::jobs {

namespace {

constexpr double largest_share = 0.005;  ///< of the energy, that an optimisation may fall at its end
constexpr double far_above =
    0.005;  ///< of the energy: what is farther above the exact one has not found the state

/// Everything but the energy that is doubted, and how to mend it.
class ChainProblems {
 public:
  ChainProblems(const GroundStateSettings& settings, const io::RunResult& result)
      : settings_(settings), result_(result) {}

  std::vector<Finding> find() {
    doubted(io::Doubt::chains_differ, "the chains differ (R-hat above 1.01)",
            "they are too short, or caught in different places");
    doubted(io::Doubt::short_run, "fewer than 50 tau", "the run is too short for its correlations");
    doubted(io::Doubt::errors_disagree, "two estimates of the error disagree",
            "the series is too short for its correlations, or its tail is heavy");
    doubted(io::Doubt::drifts, "the first tenth differs from the last half", "the burn-in was too short");
    Affected unsettled;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      if (result_.points[i].chains && result_.points[i].chains->n_unsettled > 0) unsettled.add(i, "");
    }
    add(unsettled, "the automatic burn-in gave up: the chains had not settled", "the run is too short");
    return std::move(all_);
  }

 private:
  void doubted(io::Doubt doubt, const char* problem, const char* cause) {
    Affected affected;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      for (const io::ObservableResult& o : result_.points[i].observables) {
        const bool is = doubt == io::Doubt::errors_disagree ? errors_disagree(result_, o) : has(o, doubt);
        if (is) affected.add(i, o.name);
      }
    }
    add(affected, problem, cause);
  }
  void add(const Affected& affected, const char* problem, const char* cause) {
    if (affected.empty()) return;
    all_.push_back({.where = affected.text(result_),
                    .problem = problem,
                    .cause = cause,
                    .edits = {fmt::format("run.sweeps={}", 4 * settings_.run.sweeps)}});
  }

  const GroundStateSettings& settings_;
  const io::RunResult& result_;
  std::vector<Finding> all_;
};

/// The energy of a point beside its exact one.
const io::ObservableResult* judged_energy(const io::PointResult& point) {
  const io::ObservableResult* energy = point.find("energy");
  return energy == nullptr || energy->exact.empty() ? nullptr : energy;
}

bool lies_below(const io::PointResult& point) {
  const io::ObservableResult* energy = judged_energy(point);
  return energy != nullptr && is_better_than_best(*energy);
}

/// In errors below the exact one; none where there is no error.
std::optional<double> errors_below(const io::ObservableResult& energy) {
  if (energy.z.empty() || !energy.z[0]) return std::nullopt;
  return -*energy.z[0];
}

double mean_of(const std::vector<double>& values, std::size_t begin, std::size_t n) {
  double sum = 0;
  for (std::size_t k = begin; k < begin + n; ++k) sum += values[k];
  return sum / static_cast<double>(n);
}

}  // namespace

std::vector<std::string> energy_lines(const io::RunResult& result) {
  std::size_t n = 0;
  double largest = 0, most_below = 0;
  bool any_below = false;
  for (const io::PointResult& point : result.points) {
    const io::ObservableResult* energy = judged_energy(point);
    if (energy == nullptr) continue;
    ++n;
    largest = std::max(largest, (energy->mean[0] - energy->exact[0]) / std::fabs(energy->exact[0]));
    most_below = std::max(most_below, errors_below(*energy).value_or(0));
    any_below = any_below || is_better_than_best(*energy);
  }
  if (n == 0) return {};
  std::string line = fmt::format("{} energ{} beside exact ones: at most {:.1e} above, relative", n,
                                 n == 1 ? "y" : "ies", std::max(largest, 0.0));
  if (most_below > 0) {
    line += fmt::format("; at most {:.1f} errors below", most_below);
  } else {
    line += any_below ? "; some below, without an error" : "; none below";
  }
  return {line};
}

Portrait ground_state_portrait(std::string subject, const io::RunResult& result) {
  std::string verdict;
  for (const std::string& line : energy_lines(result)) verdict += line + ".";
  const bool holds = std::none_of(result.points.begin(), result.points.end(), lies_below);
  return {.subject = std::move(subject),
          .verdict = std::move(verdict),
          .verdict_holds = holds,
          .notes = {},
          .figures = ground_state_figures(result)};
}

void find_below(const GroundStateSettings& settings, const io::RunResult& result, std::vector<Finding>& all) {
  Affected below;
  double most = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    if (!lies_below(result.points[i])) continue;
    below.add(i, "energy");
    most = std::max(most, errors_below(*judged_energy(result.points[i])).value_or(0));
  }
  if (below.empty()) return;
  const bool has_levels =
      std::any_of(result.points.begin(), result.points.end(), [](const io::PointResult& point) {
        return std::any_of(point.parameters.begin(), point.parameters.end(), [](const auto& parameter) {
          return parameter.first == "level" && parameter.second > 0;
        });
      });
  all.push_back(
      {.where = below.text(result),
       .problem = most > 0 ? fmt::format("a variational energy {:.1f} errors below the exact one", most)
                           : "a variational energy below the exact one, without an error",
       .cause = std::string("no state has an energy below the ground state's: an error bar that is too "
                            "small, a state of other statistics, or a bug") +
                (has_levels ? "; of a level above, also states below it that are not exact" : ""),
       .edits = {fmt::format("run.sweeps={}", 4 * settings.run.sweeps)}});
}

void find_above(const io::RunResult& result, std::string cause, std::vector<Finding>& all) {
  Affected above;
  double most = 0, errors = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const io::ObservableResult* energy = judged_energy(result.points[i]);
    if (energy == nullptr) continue;
    const double error =
        std::hypot(energy->error[0], energy->exact_error.empty() ? 0 : energy->exact_error[0]);
    const double excess = energy->mean[0] - energy->exact[0];
    const double share = excess / std::max(std::fabs(energy->exact[0]), std::fabs(energy->mean[0]));
    if (!(share > far_above) || !(excess > 4 * error)) continue;
    above.add(i, "energy");
    most = std::max(most, share);
    errors = std::max(errors, error > 0 ? excess / error : 0);
  }
  if (above.empty()) return;
  const std::string in_errors = errors > 0 ? fmt::format(", up to {:.3g} errors,", errors) : "";
  all.push_back(
      {.where = above.text(result),
       .problem = fmt::format("the energy lies {:.1f} %{} above the exact one", 100 * most, in_errors),
       .cause = std::move(cause),
       .edits = {},
       .anew = true});
}

void find_heavy_tails(const io::RunResult& result, std::string cause, std::vector<std::string> edits,
                      std::vector<Finding>& all) {
  Affected heavy;
  double index = 2.5;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const io::ObservableResult* tail = result.points[i].find("tail_index");
    if (tail == nullptr || !stats::TailIndex{tail->mean[0], tail->error[0], 1}.is_heavy()) continue;
    heavy.add(i, "energy");
    index = std::min(index, tail->mean[0]);
  }
  if (heavy.empty()) return;
  all.push_back({.where = heavy.text(result),
                 .problem = fmt::format("the tail of the local energy is heavy (index {:.2f}): its variance "
                                        "may not exist, and then the error bar is too small",
                                        index),
                 .cause = std::move(cause),
                 .edits = std::move(edits),
                 .anew = true});
}

void find_unfinished(const GroundStateSettings& settings, const io::RunResult& result,
                     std::vector<Finding>& all) {
  Affected falling;
  double largest_fall = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const std::vector<double>* energies = steps_of(result, i, "energy");
    if (energies == nullptr || energies->size() < 20) continue;
    const std::size_t n = energies->size(), tenth = n / 10;
    const double middle = mean_of(*energies, n / 2, tenth), end = mean_of(*energies, n - tenth, tenth);
    const double fall = (middle - end) / std::fabs(end);
    if (!(fall > largest_share)) continue;
    falling.add(i, "energy");
    largest_fall = std::max(largest_fall, fall);
  }
  if (falling.empty()) return;
  all.push_back(
      {.where = falling.text(result),
       .problem = fmt::format("the energy fell by {:.1f} % in the second half of the optimisation",
                              100 * largest_fall),
       .cause = "it had not come to its minimum: too few steps, or a state that does not suit the system",
       .edits = {fmt::format("run.steps={}", 4 * settings.run.steps)},
       .anew = true});
}

void find_runaway(const GroundStateSettings& settings, const io::RunResult& result,
                  std::vector<Finding>& all) {
  Affected rising;
  double largest_rise = 0;
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const std::vector<double>* energies = steps_of(result, i, "energy");
    const std::vector<double>* errors = steps_of(result, i, "energy_error");
    if (energies == nullptr || errors == nullptr || energies->size() < 20) continue;
    const std::size_t n = energies->size();
    double lowest = (*energies)[n / 4], largest = 0;
    for (std::size_t s = n / 4; s < n; ++s) {
      const double rise = (*energies)[s] - lowest;
      if (s >= n / 2 && rise > 10 * (*errors)[s]) largest = std::max(largest, rise / std::fabs(lowest));
      lowest = std::min(lowest, (*energies)[s]);
    }
    if (!(largest > largest_share)) continue;
    rising.add(i, "energy");
    largest_rise = std::max(largest_rise, largest);
  }
  if (rising.empty()) return;
  all.push_back({.where = rising.text(result),
                 .problem = fmt::format("the energy rose by {:.1f} % in the second half of the optimisation",
                                        100 * largest_rise),
                 .cause = "parameters ran away: too many for the samples of a step, or steps too long",
                 .edits = {fmt::format("run.batch={}", 4 * settings.run.batch),
                           fmt::format("optimizer.rate={:g}", settings.optimizer.rate / 2)},
                 .anew = true});
}

void find_doubted(const GroundStateSettings& settings, const io::RunResult& result,
                  std::vector<Finding>& all) {
  for (Finding& finding : ChainProblems(settings, result).find()) all.push_back(std::move(finding));
}

}  // namespace lenz::jobs
