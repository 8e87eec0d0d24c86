#include "lenz/io/scanned.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

namespace lenz::io {

namespace {

std::string parameter_symbol(const std::string& name) {
  if (name == "temperature") return "T";
  if (name == "coupling") return "J";
  if (name == "field") return "h";
  if (name == "size") return "L";
  return spoken(name);
}

/// How much a point is the middle of things.
double prominence(const PointResult& point) {
  if (const ObservableResult* heat = point.find("specific_heat"); heat != nullptr && !heat->mean.empty())
    return heat->mean.front();
  double tau = 0;
  for (const ObservableResult& o : point.observables) {
    for (const double each : o.tau) tau = std::max(tau, each);
  }
  return tau;
}

}  // namespace

std::string spoken(std::string name) {
  if (name.rfind("x_", 0) == 0) return name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::vector<std::string> scanned_parameters(const RunResult& result) {
  std::vector<std::string> names;
  if (result.points.empty()) return names;
  // A point that stands for many others has not their parameters.
  const auto& most = *std::max_element(
      result.points.begin(), result.points.end(),
      [](const PointResult& a, const PointResult& b) { return a.parameters.size() < b.parameters.size(); });
  for (const auto& [name, ignored] : most.parameters) {
    std::set<double> values;
    for (const PointResult& point : result.points) {
      if (has_parameter(point, name)) values.insert(parameter(point, name));
    }
    if (values.size() > 1) names.insert(name == "temperature" ? names.begin() : names.end(), name);
  }
  return names;
}

bool has_parameter(const PointResult& point, const std::string& name) {
  return std::any_of(point.parameters.begin(), point.parameters.end(),
                     [&](const auto& p) { return p.first == name; });
}

double parameter(const PointResult& point, const std::string& name) {
  for (const auto& [key, value] : point.parameters) {
    if (key == name) return value;
  }
  return 0;
}

std::string point_label(const PointResult& point, const std::vector<std::string>& names) {
  std::string label;
  for (const auto& [name, value] : point.parameters) {
    const bool named =
        names.empty() ? name == "temperature" : std::find(names.begin(), names.end(), name) != names.end();
    if (named)
      label += fmt::format("{}{} = {:.4g}", label.empty() ? "" : ", ", parameter_symbol(name), value);
  }
  return label;
}

std::vector<std::size_t> representative_points(const RunResult& result) {
  const std::size_t n = result.points.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::vector<std::string> names = scanned_parameters(result);
  if (n < 2 || names.empty())
    return {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(n, 1))};
  const auto x = [&](std::size_t i) { return parameter(result.points[i], names.front()); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x(a) < x(b); });
  std::size_t peak = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (prominence(result.points[order[i]]) > prominence(result.points[order[peak]])) peak = i;
  }
  std::vector<std::size_t> chosen;
  for (const std::size_t i : {peak / 2, peak, peak + (n - peak) / 2}) {
    if (chosen.empty() || chosen.back() != order[std::min(i, n - 1)])
      chosen.push_back(order[std::min(i, n - 1)]);
  }
  return chosen;
}

}  // namespace lenz::io
