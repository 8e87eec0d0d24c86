#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "lenz/io/plots.hpp"
#include "lenz/io/scan_figure.hpp"
#include "lenz/io/scanned.hpp"

namespace lenz::io {

namespace {

std::string axis_label(const std::string& name, const std::string& unit) {
  const std::string said = spoken(name);
  constexpr std::size_t longest = 26;  // letters along the axis
  if (unit.empty() || unit == "1" || said.size() + unit.size() > longest) return said;
  return unit.rfind(said, 0) == 0 ? unit : said + " (" + unit + ")";
}

ScanRow row_of(double x, const ObservableResult& o, std::size_t i) {
  const auto at = [i](const std::vector<double>& v) {
    return i < v.size() ? std::optional(v[i]) : std::nullopt;
  };
  return {.x = x,
          .mean = at(o.mean),
          .exact = at(o.exact),
          .limit = at(o.limit),
          .z = i < o.z.size() ? o.z[i] : std::nullopt,
          .error = at(o.error).value_or(0)};
}

std::string series_title(std::span<const std::string> names) {
  std::string title;
  for (const std::string& name : names) title += (title.empty() ? "" : ", ") + spoken(name);
  return title;
}

std::string series_label(const PointResult& point, std::span<const std::string> names) {
  std::string label;
  for (const std::string& name : names)
    label += fmt::format("{}{:.5g}", label.empty() ? "" : ", ", parameter(point, name));
  return label;
}

ScanContent scalar_content(const RunResult& result, const ObservableResult& example,
                           const std::vector<std::string>& names, const std::vector<Curve>& curves) {
  ScanContent content{.name = example.name,
                      .title = result.title,
                      .x_label = spoken(names.front()),
                      .y_label = axis_label(example.name, example.unit),
                      .series = {},
                      .curves = {},
                      .key_title = {}};
  for (const Curve& curve : curves) {
    if (curve.observable == example.name) content.curves.push_back(curve);
  }
  const std::span<const std::string> others = std::span(names).subspan(1);
  content.key_title = series_title(others);
  std::map<std::string, std::size_t> place;
  for (const PointResult& point : result.points) {
    const ObservableResult* o = point.find(example.name);
    if (o == nullptr || o->is_vector) continue;
    const std::string label = series_label(point, others);
    const auto [found, fresh] = place.emplace(label, content.series.size());
    if (fresh) content.series.push_back({.label = label, .rows = {}});
    content.series[found->second].rows.push_back(row_of(parameter(point, names.front()), *o, 0));
  }
  for (ScanSeries& s : content.series) {
    std::stable_sort(s.rows.begin(), s.rows.end(),
                     [](const ScanRow& a, const ScanRow& b) { return a.x < b.x; });
  }
  return content;
}

ScanContent vector_content(const RunResult& result, const ObservableResult& example,
                           const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  const std::string x_label = example.name == "correlation"        ? "distance r"
                              : example.name == "structure_factor" ? "wave vector (number of its cell)"
                                                                   : "component";
  ScanContent content{.name = example.name,
                      .title = result.title,
                      .x_label = x_label,
                      .y_label = axis_label(example.name, example.unit),
                      .series = {},
                      .curves = {},
                      .key_title = {}};
  content.key_title = series_title(names);
  const std::size_t n = result.points.size(), shown = std::min(n, most);
  for (std::size_t k = 0; k < shown; ++k) {
    const PointResult& point = result.points[shown == 1 ? 0 : k * (n - 1) / (shown - 1)];
    const ObservableResult* o = point.find(example.name);
    if (o == nullptr || !o->is_vector) continue;
    ScanSeries series{.label = series_label(point, names), .rows = {}};
    for (std::size_t i = 0; i < std::max(o->mean.size(), o->exact.size()); ++i) {
      series.rows.push_back(row_of(static_cast<double>(i), *o, i));
    }
    content.series.push_back(std::move(series));
  }
  return content;
}

}  // namespace

std::vector<Figure> scan_figures(const RunResult& result, const std::vector<Curve>& curves) {
  std::vector<Figure> figures;
  if (result.points.empty()) return figures;
  const std::vector<std::string> names = scanned_parameters(result);
  std::set<std::string> done;
  for (const PointResult& point : result.points) {
    for (const ObservableResult& o : point.observables) {
      if (!done.insert(o.name).second) continue;
      const bool drawable = o.is_vector ? std::max(o.mean.size(), o.exact.size()) >= 4 : !names.empty();
      if (!drawable) continue;
      const ScanContent content =
          o.is_vector ? vector_content(result, o, names) : scalar_content(result, o, names, curves);
      if (auto figure = draw_scan(content)) figures.push_back(*std::move(figure));
    }
  }
  return figures;
}

}  // namespace lenz::io
