#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lenz/io/plots.hpp"

/// What a figure of scan_figures() shows, before it is drawn.
namespace lenz::io {

/// One row of a series: what was found at x, and what is known there.
struct ScanRow {
  double x = 0;
  std::optional<double> mean, exact, limit, z;
  double error = 0;
};

struct ScanSeries {
  std::string label;
  std::vector<ScanRow> rows;
};

/// Everything one figure shows.
struct ScanContent {
  std::string name, title, x_label, y_label;
  std::vector<ScanSeries> series;
  std::vector<Curve> curves;
  std::string key_title;     ///< the parameters whose values label the series
  bool logarithmic = false;  ///< the ordinate; REQUIRES positive values
};

/// The gnuplot figure of it; nothing where there is nothing to draw.
std::optional<Figure> draw_scan(const ScanContent& content);

}  // namespace lenz::io
