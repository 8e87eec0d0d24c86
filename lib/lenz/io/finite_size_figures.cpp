#include <algorithm>

#include "lenz/io/plots.hpp"
#include "lenz/io/scan_figure.hpp"

namespace lenz::io {

namespace {

/// What is known of the infinite lattice, as a line over all sizes.
void add_known(const ObservableResult& t_c, double largest, ScanContent& content) {
  const bool exact = !t_c.exact.empty();
  if (!exact && t_c.reference.empty()) return;
  const double known = exact ? t_c.exact.front() : t_c.reference.front();
  content.curves.push_back({.observable = content.name,
                            .kind = Curve::Kind::limit,
                            .name = exact ? "exact" : "published",
                            .x = {0, largest},
                            .y = {known, known}});
}

}  // namespace

std::vector<Figure> finite_size_figures(const RunResult& result) {
  if (!result.finite_size || result.finite_size->crossings.empty()) return {};
  const FiniteSize& f = *result.finite_size;
  ScanContent content{.name = "binder_crossings",
                      .title = result.title,
                      .x_label = "1 / L of the smaller size",
                      .y_label = "temperature",
                      .series = {{.label = "two sizes", .rows = {}}},
                      .curves = {},
                      .key_title = {}};
  const auto row = [](double x, double value, double error) {
    return ScanRow{.x = x, .mean = value, .exact = {}, .limit = {}, .z = {}, .error = error};
  };
  double largest = 0;
  for (const stats::BinderCrossing& c : f.crossings) {
    largest = std::max(largest, 1 / c.length);
    content.series.front().rows.push_back(row(1 / c.length, c.temperature, c.temperature_error));
  }
  if (const FiniteSizeNumber* t_c = f.find("critical_temperature")) {
    content.series.push_back(
        {.label = "all sizes", .rows = {row(0, t_c->value.mean.front(), t_c->value.error.front())}});
    add_known(t_c->value, largest, content);
  }
  std::vector<Figure> figures;
  if (auto figure = draw_scan(content)) figures.push_back(*std::move(figure));
  return figures;
}

}  // namespace lenz::io
