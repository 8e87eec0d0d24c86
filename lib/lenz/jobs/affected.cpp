#include "lenz/jobs/affected.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/scanned.hpp"

namespace lenz::jobs {
namespace {

constexpr std::size_t most_values = 6, most_points = 3, most_observables = 5;

/// "a, b, c and 4 more".
std::string listed(const std::vector<std::string>& words, std::size_t most, const char* separator = ", ") {
  std::string text;
  const std::size_t shown = words.size() <= most + 1 ? words.size() : most;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : separator) + words[i];
  return shown == words.size() ? text : text + fmt::format(" and {} more", words.size() - shown);
}

std::string points_text(const io::RunResult& result, const std::vector<std::size_t>& points) {
  const std::vector<std::string> names = io::scanned_parameters(result);
  if (names.empty()) return "";
  if (points.size() == result.points.size() && points.size() > 2)
    return fmt::format("all {} points", points.size());
  std::vector<std::string> words;
  for (const std::size_t i : points) {
    std::string word;
    for (const std::string& name : names) {
      const double value = io::parameter(result.points[i], name);
      word += names.size() == 1 ? fmt::format("{:.6g}", value)
                                : fmt::format("{}{} = {:.6g}", word.empty() ? "" : ", ", name, value);
    }
    words.push_back(word);
  }
  if (names.size() > 1) return listed(words, most_points, "; ");
  return names.front() + " = " + listed(words, most_values);
}

}  // namespace

void Affected::add(std::size_t point, const std::string& observable) {
  if (points_.empty() || points_.back() != point) points_.push_back(point);
  const bool known = std::find(observables_.begin(), observables_.end(), observable) != observables_.end();
  if (!observable.empty() && !known) observables_.push_back(observable);
}

std::string Affected::text(const io::RunResult& result) const {
  const std::string what = listed(observables_, most_observables), where = points_text(result, points_);
  if (what.empty() || where.empty()) return what + where;
  return what + " at " + where;
}

}  // namespace lenz::jobs
