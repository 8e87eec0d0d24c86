#include "lenz/jobs/ground_state_figures.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lenz/io/plots.hpp"
#include "lenz/io/scan_figure.hpp"
#include "lenz/io/scanned.hpp"

namespace lenz::jobs {

namespace {

constexpr std::size_t most_series = 6, most_rows = 400;

/// The first step to be drawn on a linear scale: energies fall so far in the first ones that nothing else
/// would be seen.
std::size_t first_step(const std::vector<double>& values, bool logarithmic) {
  if (logarithmic || values.size() < 20) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  const auto [low, high] = std::minmax_element(half, values.end());
  const double reach = 5 * (*high - *low);
  for (std::size_t s = 0; s < values.size() / 2; ++s) {
    if (values[s] < *high + reach && values[s] > *low - reach) return s;
  }
  return values.size() / 2;
}

/// A quantity of every step, of many steps means over a few.
void add_history(const io::RunResult& result, const std::string& name, io::ScanContent& content) {
  for (std::size_t p = 0; p < std::min(result.points.size(), most_series); ++p) {
    const std::vector<double>* values = steps_of(result, p, name);
    if (values == nullptr || values->empty()) continue;
    io::ScanSeries series{.label = io::point_label(result.points[p], io::scanned_parameters(result)),
                          .rows = {}};
    const std::size_t n = values->size(), stride = (n + most_rows - 1) / most_rows;
    for (std::size_t begin = first_step((*values), content.logarithmic); begin < n; begin += stride) {
      const std::size_t end = std::min(begin + stride, n);
      double sum = 0;
      for (std::size_t s = begin; s < end; ++s) sum += (*values)[s];
      io::ScanRow row{.x = static_cast<double>(begin + end + 1) / 2,
                      .mean = sum / static_cast<double>(end - begin),
                      .exact = {},
                      .limit = {},
                      .z = {}};
      series.rows.push_back(row);
    }
    content.series.push_back(std::move(series));
  }
}

/// What is taken off the energies of a point: of several points with exact energies those, so that all are
/// seen on one scale.
double origin_of(const io::RunResult& result, std::size_t point) {
  const bool known = std::all_of(result.points.begin(), result.points.end(), [](const io::PointResult& p) {
    const io::ObservableResult* o = p.find("energy");
    return o != nullptr && !o->exact.empty();
  });
  return result.points.size() > 1 && known ? result.points[point].find("energy")->exact[0] : 0;
}
void above_exact(const io::RunResult& result, io::ScanContent& energy) {
  for (std::size_t p = 0; p < energy.series.size(); ++p) {
    const double origin = origin_of(result, p);
    if (origin != 0) energy.y_label = "energy - exact energy";
    for (io::ScanRow& row : energy.series[p].rows) *row.mean -= origin;
  }
}

std::vector<io::Figure> history_figures(const io::RunResult& result) {
  std::vector<io::Figure> figures;
  io::ScanContent energy{.name = "energy_of_steps",
                         .title = result.title,
                         .x_label = "step of the optimizer",
                         .y_label = "energy",
                         .series = {},
                         .curves = {},
                         .key_title = {}};
  add_history(result, "energy", energy);
  above_exact(result, energy);
  for (std::size_t p = 0; p < std::min(energy.series.size(), most_series); ++p) {
    const io::ObservableResult* o = result.points[p].find("energy");
    if (o == nullptr || o->exact.empty()) continue;
    for (io::ScanRow& row : energy.series[p].rows) row.exact = o->exact[0] - origin_of(result, p);
  }
  io::ScanContent variance = energy;
  variance.name = "variance_of_steps";
  variance.y_label = "variance of the local energy";
  variance.logarithmic = std::none_of(result.training.begin(), result.training.end(), [](const auto& series) {
    return series.name.ends_with("variance") &&
           std::any_of(series.values.begin(), series.values.end(), [](double value) { return !(value > 0); });
  });
  variance.series.clear();
  add_history(result, "variance", variance);
  for (const io::ScanContent* content : {&energy, &variance}) {
    if (auto figure = io::draw_scan(*content)) figures.push_back(*std::move(figure));
  }
  return figures;
}

/// The width of the bins, which stands in the unit: "1/length^2, bins of 0.1".
double bin_width(const io::ObservableResult& o) {
  const std::size_t at = o.unit.rfind(' ');
  return at == std::string::npos ? 1 : std::strtod(o.unit.c_str() + at, nullptr);
}

/// A vector of each point against where its components stand.
template <class Place>
std::optional<io::Figure> vector_figure(const io::RunResult& result, io::ScanContent content,
                                        const Place& place) {
  content.title = result.title;
  for (std::size_t p = 0; p < std::min(result.points.size(), most_series); ++p) {
    const io::ObservableResult* o = result.points[p].find(content.name);
    if (o == nullptr) continue;
    io::ScanSeries series{.label = io::point_label(result.points[p], io::scanned_parameters(result)),
                          .rows = {}};
    for (std::size_t k = 0; k < o->mean.size(); ++k) {
      io::ScanRow row{.x = place(*o, k), .mean = o->mean[k], .exact = {}, .limit = {}, .z = {}};
      row.error = o->error[k];
      if (k < o->exact.size()) row.exact = o->exact[k];
      series.rows.push_back(row);
    }
    content.series.push_back(std::move(series));
  }
  return content.series.empty() ? std::nullopt : io::draw_scan(content);
}

std::optional<io::Figure> distribution_figure(const io::RunResult& result, const char* name,
                                              const char* x_label) {
  return vector_figure(result,
                       {.name = name,
                        .title = {},
                        .x_label = x_label,
                        .y_label = name == std::string("density") ? "density" : "pair distribution",
                        .series = {},
                        .curves = {},
                        .key_title = {}},
                       [](const io::ObservableResult& o, std::size_t k) {
                         return (static_cast<double>(k) + 0.5) * bin_width(o);
                       });
}

std::optional<io::Figure> correlation_figure(const io::RunResult& result) {
  return vector_figure(result,
                       {.name = "correlation",
                        .title = {},
                        .x_label = "distance along the first axis",
                        .y_label = "correlation",
                        .series = {},
                        .curves = {},
                        .key_title = {}},
                       [](const io::ObservableResult&, std::size_t k) { return static_cast<double>(k); });
}

}  // namespace

const std::vector<double>* steps_of(const io::RunResult& result, std::size_t point, const std::string& name) {
  const std::string full = result.points.size() > 1 ? fmt::format("point_{:04d}.{}", point, name) : name;
  for (const io::TrainingSeries& series : result.training) {
    if (series.name == full) return &series.values;
  }
  return nullptr;
}

std::vector<io::Figure> ground_state_figures(const io::RunResult& result) {
  std::vector<io::Figure> figures = history_figures(result);
  for (auto& figure : {distribution_figure(result, "density", "distance from the centre"),
                       distribution_figure(result, "pair_distribution", "distance of two particles"),
                       correlation_figure(result)}) {
    if (figure) figures.push_back(*figure);
  }
  io::RunResult rest = result;
  for (io::PointResult& point : rest.points)
    std::erase_if(point.observables, [](const io::ObservableResult& o) { return o.is_vector; });
  for (io::Figure& figure : io::scan_figures(rest)) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace lenz::jobs
